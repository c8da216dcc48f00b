"""``harvest regions``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Database, Json, Strategies, database_url
from harvest.cli.output import console, print_json, table
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.evidence.overlap import Behind, Cell, Home, RegionRow


@app.command()
def regions(
    nuts: Annotated[
        str | None, typer.Argument(metavar="[NUTS]", help="One region: who was found there, and what it declares.")
    ] = None,
    threshold: Annotated[
        int, typer.Option("--threshold", metavar="N", min=0, help="Regions that share at least so many priorities.")
    ] = 3,
    level: Annotated[int, typer.Option("--level", metavar="0-3", min=0, max=3, help="The NUTS level to compare.")] = 2,
    home: Annotated[
        str | None, typer.Option("--home", metavar="NUTS", help="The home region. Default: the latest run's.")
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Whether the home region's own priorities are registered on Eye@RIS3.")
    ] = False,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE.csv", help="With --own: the sheet to fill in to register them."),
    ] = None,
    strategies: Strategies = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Regions that share the home region's priorities: by organisations found, and by what they declare.

    With --own: the home region's registration on Eye@RIS3, as last harvested; exit status 3 if it is not complete.

    Example: `harvest regions --threshold 4`, then `harvest regions ITC1`
    """
    if own:
        from harvest.cli.registration import show_registration  # noqa: PLC0415

        show_registration(strategies, sheet, database, json=json)
    if sheet:
        raise UsageError("--sheet goes with --own")
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.overlap import at_level, behind, home_region, own_codes, read_home, region_rows  # noqa: PLC0415

    with open_database(database_url(database)).connect() as connection:
        priorities = read_home(connection)
        place = (home or home_region(connection) or "").upper() or None
        if nuts is not None:
            code = _code(nuts)
            found = behind(connection, code, place)
        else:
            every = at_level(region_rows(connection, place), level, own_codes(connection))
    if nuts is not None:
        _show_one(code, found, priorities, json=json)
        return
    shared = [row for row in every if max(row.observed, row.declared) >= threshold]
    if json:
        print_json([_as_json(row) for row in shared])
    else:
        _show(shared, priorities, threshold, level)


def _code(wanted: str) -> str:
    """Today's NUTS code. Raises UsageError with what was probably meant."""
    from harvest.normalise import nuts  # noqa: PLC0415
    from harvest.vocabulary import nearest  # noqa: PLC0415

    code = wanted.strip().upper()
    known = nuts.regions()
    if code not in known:
        by_name = {name: one.nuts for one in known.values() for name in (one.name_sv, one.name, one.name_en)}
        codes = dict.fromkeys(by_name[name] for name in nearest(wanted, by_name))
        near = "; ".join(f"{one} {known[one].name_en}" for one in codes)
        raise UsageError(f"{wanted!r} is no NUTS code" + (f"; nearest: {near}" if near else ""))
    became = nuts.successors(code)
    if len(became) > 1:
        raise UsageError(f"{code} was divided: ask for {' or '.join(became)}")
    return became[0]


def _show(shared: list[RegionRow], priorities: list[Home], threshold: int, level: int) -> None:
    out = console()
    exactly = [row for row in shared if row.nuts_level == level]
    larger = [row for row in shared if row.nuts_level != level]
    out.print(_matrix(exactly, priorities))
    count = sum(not row.is_home for row in exactly)
    out.print(
        f"\n{count} region{'' if count == 1 else 's'} of NUTS level {level} share at least {threshold} priorities, by "
        "organisations or by declaration. A cell: organisations found/priorities declared.\n"
    )
    if larger:
        out.print(f"Larger regions of which something is known that lies in no single region of level {level}:\n")
        out.print(_matrix(larger, priorities))
        out.print()
    for number, one in enumerate(priorities, start=1):
        out.print(Text(f"{number:>2} {one.name_en}"))
    out.print("\n`harvest regions NUTS` shows what is behind a region's cells.")


def _matrix(shared: list[RegionRow], priorities: list[Home]) -> Table:
    numbers = [str(number) for number in range(1, len(priorities) + 1)]
    rows = table(
        ("NUTS", "word"), ("Region", "cut"), ("Found", "number"), ("Decl.", "number"),
        *((number, "number") for number in numbers),
    )  # fmt: skip
    for row in shared:
        cells = (_cell(row.cells.get(one.priority)) for one in priorities)
        name = Text((row.name_en or row.name or "") + (" (home)" if row.is_home else ""))
        rows.add_row(row.nuts, name, str(row.observed), str(row.declared), *cells)
    return rows


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return f"{cell.organisations or '–'}/{cell.declared or '–'}"


def _show_one(nuts: str, found: Behind | None, priorities: list[Home], *, json: bool) -> None:
    if json:
        print_json(_behind_json(nuts, found))
        return
    out = console()
    if found is None:
        out.print(f"Nothing was found in {nuts}, and nothing that it declares is one of the home priorities.")
        return
    row = found.row
    out.print(Text(f"{nuts} {row.name_en or row.name or ''} ({row.country})", style="bold"))
    out.print(f"{row.observed} of {len(priorities)} priorities by organisations found, {row.declared} by declaration")
    for one in priorities:
        organisations = [each for each in found.organisations if each.priority == one.priority]
        declared = [each for each in found.declarations if each.priority == one.priority]
        if not organisations and not declared:
            continue
        out.print(Text(f"\n{one.name_en}", style="bold"))
        rows = Table.grid(padding=(0, 1, 0, 2), pad_edge=True)
        for each in organisations:
            place = "" if each.nuts == nuts else f", {each.nuts}"
            rows.add_row("found", Text(f"{each.name or '(no name)'} ({each.tier}{place}) {each.organisation_id}"))
        for told in declared:
            word = "declared" if told.verdict == "match" else "overruled"
            because = Text(f"{told.title} ({told.nuts}): {told.reason}; {told.decided_by}")
            rows.add_row(word, because)
        out.print(rows)
    if found.others:
        out.print(Text("\nDeclared, and taken for none of these", style="bold"))
        out.print(Text("; ".join(f"{title} ({region})" for region, title in found.others)))


def _as_json(row: RegionRow) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    return {**asdict(row), "observed": row.observed, "declared": row.declared}


def _behind_json(nuts: str, found: Behind | None) -> dict[str, Any]:
    if found is None:
        return {"nuts": nuts, "cells": {}, "observed": 0, "declared": 0, "organisations": [], "declarations": [],
                "others": []}  # fmt: skip
    return {
        **_as_json(found.row),
        "organisations": found.organisations,
        "declarations": found.declarations,
        "others": [{"nuts": region, "title": title} for region, title in found.others],
    }
