"""``harvest changes``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from harvest.cli import app
from harvest.cli.differing import differing
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import console, number, print_json, table

if TYPE_CHECKING:
    from harvest.evidence.changes import Change
    from harvest.evidence.retold import Moved, Told

_SHOWN = 20
"""Changes of each kind that are listed on a screen."""
_KINDS = ("appeared", "renamed", "returned", "changed", "missing", "gone")
_LEGEND = """\
missing  its address is gone and no search lists it; gone if that is so again
gone     missed by two complete runs in a row, never because a run failed"""


@app.command()
def changes(
    run: Annotated[
        str | None, typer.Option("--run", "--to", metavar="RUN", help="The later run. Default: the latest.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            "--from",
            metavar="RUN",
            help="The earlier run. Default: the last one before it of the same strategies.",
        ),
    ] = None,
    across_edits: Annotated[
        bool,
        typer.Option("--across-edits", help="Also if the strategies were edited in between: what both asked."),
    ] = False,
    database: Database = None,
    json: Json = False,
) -> None:
    """What appeared, changed and went between two runs, and why.

    Example: `harvest changes --from 20260901-020000-1a2b --to 20261001-020000-3c4d`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.retold import retell  # noqa: PLC0415

    with open_database(database_url(database)).connect() as connection:
        told = retell(connection, run, since, across_edits=across_edits)
    if json:
        print_json(told)
    else:
        _print(told)


def _print(told: Told) -> None:
    out = console()
    if told.previous is None:
        out.print(Text(f"Run {told.run} is compared with no other: {told.reason}."))
        return
    out.print(Text(f"Run {told.run} compared with run {told.previous}"))
    if not told.changes:
        out.print("\nNothing changed.")
        return
    if told.counts:
        _print_counts(told)
    if told.searches:
        _print_searches(told.searches)
    for kind in _KINDS:
        _print_kind(kind, [one for one in told.changes if one.kind == kind], told.names)
    _print_strategies(told.changes)
    _print_not_compared(told.changes, told.names)


def _print_counts(told: Told) -> None:
    kinds = [kind for kind in _KINDS if kind in told.counts]
    rows = table(("Organisations and regions", "wide"), *((kind.capitalize(), "number") for kind in kinds))
    for cause in sorted({cause for found in told.counts.values() for cause in found}):
        rows.add_row(cause, *(number(told.counts[kind].get(cause)) for kind in kinds))
    out = console()
    out.print()
    out.print(rows)
    if {"missing", "gone"} & told.counts.keys():
        out.print(_LEGEND)


def _print_searches(searches: list[Moved]) -> None:
    rows = table(
        ("Search", "cut"),
        ("Before", "number"),
        ("After", "number"),
        ("+", "number"),
        ("−", "number"),
        ("Cause", "word"),
    )
    for one in searches:
        counts: list[str | Text] = [Text(one.query, no_wrap=True, overflow="ellipsis"), str(one.before), str(one.after)]
        for cause in sorted({*one.came, *one.went}):
            rows.add_row(*counts, number(one.came.get(cause)), number(one.went.get(cause)), cause)
            counts = ["", "", ""]
    out = console()
    out.print()
    out.print(rows)


def _print_kind(kind: str, found: list[Change], names: dict[str, str]) -> None:
    told = [one for one in found if one.entity in ("record", "region", "region priority")]
    if not told:
        return
    out = console()
    out.print(Text(f"\n{kind.capitalize()}", style="bold"))
    by_id: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for one in told:
        by_id[one.entity, one.id].append(one)
    for (_, identifier), some in list(by_id.items())[:_SHOWN]:
        name = names.get(identifier)
        cause = ", ".join(dict.fromkeys(one.cause for one in some if one.cause != kind))
        who = f"{name} ({identifier})" if name else identifier
        _print_indented(f"{who}: {cause}" if cause else who, 2)
        for one in some:
            if one.field:
                before, after = differing(_shown(one.before), _shown(one.after))
                _print_indented(f"{one.field}: {before} → {after}", 4)
    if len(by_id) > _SHOWN:
        out.print(f"  … and {len(by_id) - _SHOWN} more: --json lists them all.")


def _print_indented(said: str, spaces: int) -> None:
    """Lines that go on keep the indent, and two more."""
    out = console()
    for place, line in enumerate(Text(said).wrap(out, out.width - spaces - 2)):
        out.print(Text(" " * (spaces + (2 if place else 0))) + line, soft_wrap=True)


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _print_strategies(changes: list[Change]) -> None:
    edited = [one for one in changes if one.entity == "strategy"]
    if edited:
        console().print(Text("\nStrategies edited", style="bold"))
    for one in edited:
        _print_indented(f"{one.id}: {_shown(one.before)} → {_shown(one.after)}", 2)


def _print_not_compared(changes: list[Change], names: dict[str, str]) -> None:
    by_cause: dict[str, list[str]] = defaultdict(list)
    for one in changes:
        if one.kind == "not compared":
            by_cause[f"{one.cause} ({one.after})"].append(names.get(one.id, one.id))
    for cause, queries in by_cause.items():
        console().print(Text(f"\nNot compared: {len(queries)} searches that this run did not answer, {cause}"))
        for query in queries[:_SHOWN]:
            console().print(Text(f"  {query}"))
