"""``harvest explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from harvest.cli import app
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import console, print_json
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.evidence.trail import Trail


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An organisation's name, part of it, or an id.")],
    database: Database = None,
    json: Json = False,
) -> None:
    """One organisation: every value with the page, the time and the search it came from.

    Example: `harvest explain "Bron Innovation"`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.trail import explain as explained  # noqa: PLC0415

    with open_database(database_url(database)).connect() as connection:
        trails = explained(connection, name)
    if not trails:
        raise UsageError(f"no organisation's name holds {name!r}; try fewer letters")
    if json:
        print_json(trails)
        return
    out = console()
    for trail in trails:
        out.print(_tree(trail))


def _tree(trail: Trail) -> Tree:
    tree = Tree(Text.assemble((trail.name or "(no name)", "bold"), f"  {trail.organisation_id}"))
    for record in trail.records:
        branch = tree.add(Text(f"{record.record_id}, read {record.first_seen} to {record.last_seen}"))
        statements = [statement for statement in trail.statements if statement.record_id == record.record_id]
        for page_url, fetched_at, sha256 in dict.fromkeys(
            (s.page_url, s.fetched_at, s.page_sha256) for s in statements
        ):
            page = branch.add(Text(f"page {page_url}\n{fetched_at}, sha256 {sha256[:16]}…"))
            for statement in statements:
                if (statement.page_url, statement.fetched_at) == (page_url, fetched_at):
                    page.add(
                        _value(
                            statement.field,
                            statement.value,
                            statement.original,
                            statement.how,
                            statement.holds,
                        )
                    )
        for hit in trail.hits:
            if hit.record_id == record.record_id:
                asked = "; ".join(filter(None, (hit.query, hit.filters)))
                wanted = f"{hit.strategy} ({hit.priority})" if hit.strategy else "no strategy's answer"
                branch.add(Text(f"found at rank {hit.rank} by {asked}\nfor {wanted}, run {hit.run_id}"))
    for judgement in trail.judgements:
        undone = f", undone {judgement.undone_at}" if judgement.undone_at else ""
        tree.add(
            Text(
                f"{judgement.left_id} and {judgement.right_id}: {judgement.verdict} ({judgement.score:.2f}), "
                f"by {judgement.decided_by}, {judgement.decided_at}{undone}\n{'; '.join(judgement.reasons)}"
            )
        )
    return tree


def _value(field: str, value: str, original: str, how: str, holds: bool) -> Text:
    from_what = "" if original == value else f" ← {original!r} ({how})"
    return Text(f"{field} = {value}{from_what}", style="" if holds else "dim strike")
