"""``harvest regions --own``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from harvest.cli.options import database_url
from harvest.cli.output import console, print_json, table
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.evidence.registration import Check
    from harvest.strategy import StrategyFile


def show_registration(strategies: list[Path] | None, sheet: Path | None, database: str | None, *, json: bool) -> None:
    """Prints it, writes the sheet, and ends the command: with 0 where all are registered in their own words, else 3."""
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.registration import check_registration, read_declared  # noqa: PLC0415
    from harvest.reports.registration_sheet import write_sheet  # noqa: PLC0415
    from harvest.strategy import load  # noqa: PLC0415

    file = load(strategies[0] if strategies else None)
    with open_database(database_url(database)).connect() as connection:
        declared = read_declared(connection, file.home.nuts)
    if declared is None:
        raise UsageError(
            f"{file.home.name} ({file.home.nuts}) was never read: `harvest run --source eyeris3` reads the regions"
        )
    check = check_registration(file.home.nuts, file.priority, declared)
    try:
        values = write_sheet(sheet, check, _objectives(file)) if sheet else None
    except OSError as error:
        raise UsageError(f"--sheet {sheet}: can't be written: {error.strerror}") from None
    if json:
        print_json(check)
    else:
        _print(file, check)
        if values:
            console().print(f"\nTo fill in: {sheet}; the values to choose from: {values}.", soft_wrap=True)
    raise typer.Exit(0 if check.complete else 3)


def _print(file: StrategyFile, check: Check) -> None:
    shown = table(("Priority", "wide"), ("Eye@RIS3", "word"), ("Remark", "wide"))
    for one in check.priorities:
        style = "" if one.status == "registered" else "bold"
        shown.add_row(Text(one.name_en), Text(one.status, style=style), Text(one.reason))
    out = console()
    out.print(shown)
    registered = [one.registered for one in check.priorities if one.registered]
    pages = dict.fromkeys((one.page_url, one.stated_at[:10]) for one in registered)
    out.print(f"\n{len(registered)} of {len(check.priorities)} of {file.home.name}'s priorities are registered.")
    for url, day in pages:
        out.print(Text(f"Stated since {day} by {url}"))
    for other in check.others:
        out.print(
            Text(f"Registered, and none of these: {other.title}" + (f" ({other.period})" if other.period else ""))
        )


def _objectives(file: StrategyFile) -> dict[str, list[str]]:
    """By priority, the S3 areas that it falls under, as the platform is taken to word them."""
    from harvest.vocabulary import look_up  # noqa: PLC0415

    found: dict[str, list[str]] = {}
    for priority in file.priority:
        known = [(area, look_up("s3", area)) for area in priority.s3]
        found[priority.id] = [f"{one.group} » {one.value}" if one else area for area, one in known]
    return found
