"""``harvest find``."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from harvest.cli import app
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import console, print_json, table

if TYPE_CHECKING:
    from harvest.evidence.find import Answer, Match


@app.command()
def find(
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT", help="A name, a priority, a country, a region or a keyword, in any spelling."),
    ],
    database: Database = None,
    json: Json = False,
) -> None:
    """Organisations in the store by name, keyword, priority, country, region.

    Example: `harvest find "food Sweden"`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.find import find as found  # noqa: PLC0415

    with open_database(database_url(database)).connect() as connection:
        answer = found(connection, text)
    if json:
        print_json(answer)
    elif answer.organisations:
        _print(answer)
    else:
        print(_nothing(answer))


def _print(answer: Answer) -> None:
    rows = table(("organisation", "word"), ("name", "wide"), ("in", "word"), ("because of", "wide"))
    for one in answer.organisations:
        place = one.nuts or one.country or "–"
        name = f"{one.name or '(no name)'}{f' ({one.programme})' if one.programme else ''}"
        rows.add_row(one.organisation_id, name, place, "; ".join(map(_reason, one.matches[:3])))
    out = console()
    out.print(rows)
    count = len(answer.organisations)
    out.print(
        f"\n{count} organisation{'s' if count > 1 else ''}. `harvest explain ID` tells where each value came from."
    )


def _reason(match: Match) -> str:
    return f"{match.kind.replace('_', ' ')}: {textwrap.shorten(match.value, 60, placeholder=' …')}"


def _nothing(answer: Answer) -> str:
    if not answer.nearest:
        return f"Nothing in the store is called {answer.text!r}, and no name is like it; try one word, or a country."
    return f"Nothing in the store is called {answer.text!r}. Did you mean: {'; '.join(answer.nearest)}?"
