"""``harvest screen``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from harvest.cli import app
from harvest.cli.export import xlsx
from harvest.cli.judge import ByOption, now, person, writing
from harvest.cli.options import Database, Json, check_choice, database_url
from harvest.cli.output import console, print_json, table
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.evidence.screening import Screened, Standing

screen = typer.Typer(
    name="screen", help="Which organisations are shown, how, and under which priorities; decided by a person.",
    no_args_is_help=True,
)  # fmt: skip
app.add_typer(screen)

_Id = Annotated[str, typer.Argument(metavar="ID", help="An organisation's or a record's id.")]


@screen.command(name="list")
def list_(
    show: Annotated[
        str,
        typer.Option(
            "--show", metavar="WHAT", help="waiting: undecided, changed since, or contradicting; decided; or all."
        ),
    ] = "waiting",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Organisations to show; --json gives all.")] = 20,
    database: Database = None,
    json: Json = False,
) -> None:
    """Organisations in the order in which to look at them: found by most independent searches first.

    Example: `harvest screen list --limit 5`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.screening import screened  # noqa: PLC0415

    check_choice("--show", show, ("waiting", "decided", "all"))
    with open_database(database_url(database)).connect() as connection:
        every = screened(connection)
    wanted = [
        one for one in every if show == "all" or (one.waits_because if show == "waiting" else one.decision) is not None
    ]
    if json:
        print_json([_as_json(one) for one in wanted])
        return
    _show(wanted, limit)
    decided = sum(one.decision is not None for one in every)
    waiting = sum(one.waits_because is not None for one in every)
    console().print(f"\n{len(every)} organisations: {decided} decided about, {waiting} wait for a person.")


@screen.command(name="set")
def set_(
    organisation: _Id,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in a sentence. It is kept.")],
    tier: Annotated[
        str | None, typer.Option("--tier", metavar="full|link|excluded", help="A full entry, a link only, or none.")
    ] = None,
    priority: Annotated[
        str | None, typer.Option("--priority", metavar="P", help="Put it under this priority: an id or a name.")
    ] = None,
    rank: Annotated[
        int | None, typer.Option("--rank", min=1, max=3, help="Place of the priority among its up to three.")
    ] = None,
    drop: Annotated[str | None, typer.Option("--drop", metavar="P", help="Take this priority away from it.")] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="Your own short description.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="R", help="Its role, e.g. research or test-bed.")
    ] = None,
    by: ByOption = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Decides about one organisation. What is not named stays as it was decided; no harvest undoes it.

    Example: `harvest screen set org-0a1b2c3d4e5f --tier full --priority FoodTech --reason "runs a pilot plant"`
    """
    from harvest.evidence.screening import priority_names, standing  # noqa: PLC0415
    from harvest.screening.decision import Decision, changed  # noqa: PLC0415
    from pipelines.storing.screening import organisation_of, write_decision  # noqa: PLC0415

    if not reason.strip():
        raise UsageError("--reason is empty: say in a sentence why")
    with writing(database) as connection:
        found = organisation_of(connection, organisation)
        before = standing(connection).get(found)
        decision = changed(
            before.decision if before else Decision(), priority_names(connection), tier=tier, priority=priority,
            rank=rank, drop=drop, description=description, role=role, reason=reason.strip(),
        )  # fmt: skip
        replaced = write_decision(connection, found, decision, by=person(by), origin="command", now=now())
        after = standing(connection)[found]
    _tell(after, before, replaced, json=json)


@screen.command()
def undo(organisation: _Id, database: Database = None, json: Json = False) -> None:
    """Takes back what was decided about one organisation: it waits for a person again.

    Example: `harvest screen undo org-0a1b2c3d4e5f`
    """
    from harvest.screening.decision import Decision  # noqa: PLC0415
    from pipelines.storing.screening import organisation_of, write_decision  # noqa: PLC0415

    with writing(database) as connection:
        found = organisation_of(connection, organisation)
        undone = write_decision(connection, found, Decision(), by="person", origin="command", now=now())
    if not undone:
        raise UsageError(f"nothing was decided about {found}")
    if json:
        print_json({"organisation_id": found, "undone": undone})
    else:
        console().print(Text(f"{found} waits for a person again."))


screen.command(name="export")(xlsx)


@screen.command(name="import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="A workbook of `harvest screen export`, filled in.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would change, and change nothing.")] = False,
    by: ByOption = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Takes in a workbook that was filled in: shows what it changes, then writes it, all or nothing.

    A cell that can't be understood stops all of it. A row about which somebody decided otherwise since the workbook
    was written is left out and shown; exit status 3 then.

    Example: `harvest screen import priorities.xlsx --dry-run`
    """
    from harvest.cli.screen_import import end, show  # noqa: PLC0415
    from harvest.evidence.filled_in import read_known  # noqa: PLC0415
    from harvest.screening.changes import compare  # noqa: PLC0415
    from harvest.screening.sheet import read_filled_in  # noqa: PLC0415
    from pipelines.storing.screening import only_writer, write_changes  # noqa: PLC0415

    filled = read_filled_in(file)
    with writing(database) as connection:
        only_writer(connection)
        found = compare(filled, read_known(connection, filled))
        show(file, found, json=json)
        if not dry_run:
            write_changes(connection, found.changes, by=person(by), file=file.name, now=now())
    end(file, found, dry_run=dry_run, json=json)


def _tell(after: Standing, before: Standing | None, replaced: tuple[int, ...], *, json: bool) -> None:
    if json:
        print_json({**_standing(after), "replaced": replaced})
        return
    out = console()
    out.print(Text(f"{after.organisation_id}: {in_words(after)}", style="bold"))
    if before is not None:
        out.print(Text(f"  before: {in_words(before)} ({before.decided_by}, {before.decided_at})"))
    if len(replaced) > 1:
        out.print(f"  It replaces {len(replaced)} decisions: this organisation was decided about in parts.")


def _show(wanted: list[Screened], limit: int) -> None:
    out = console()
    rows = table(
        ("Searches", "number"), ("Organisation", "wide"), ("In", "word"), ("Decision, or candidate for", "wide")
    )
    for one in wanted[:limit]:
        told = in_words(one.decision) if one.decision else ", ".join(one.candidates) or "–"
        again = one.waits_because if one.decision and one.waits_because else None
        rows.add_row(
            str(one.searches),
            Text.assemble(one.name or "(no name)", (f"\n{one.organisation_id}", "dim")),
            one.nuts or one.country or "–",
            Text.assemble(told, (f"\nlook again: {again}", "bold") if again else ""),
        )
    out.print(rows)
    if len(wanted) > limit:
        out.print(f"… and {len(wanted) - limit} more: --limit shows more of them, --json all.")


def in_words(standing: Standing) -> str:
    """``full: foodtech, govtech; research; one reason``."""
    one = standing.decision
    return "; ".join(
        filter(None, (f"{one.tier or 'no tier'}: {', '.join(one.priorities) or 'no priority'}", one.role, one.reason))
    )


def _as_json(one: Screened) -> dict[str, Any]:
    return {
        "organisation_id": one.organisation_id,
        "name": one.name,
        "country": one.country,
        "nuts": one.nuts,
        "searches": one.searches,
        "candidates": one.candidates,
        "waits_because": one.waits_because,
        "gone": one.gone,
        "decision": _standing(one.decision) if one.decision else None,
    }


def _standing(one: Standing) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    told = asdict(one)
    return {"organisation_id": told.pop("organisation_id"), **told.pop("decision"), **told}
