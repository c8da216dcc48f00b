"""What ``harvest run --from-archive`` prints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from harvest.cli.output import console, number, print_json, table

if TYPE_CHECKING:
    from harvest.crawl.reread import Reread
    from harvest.evidence.rereading import FieldChange

_SHOWN = 20
"""Changes that are listed on a screen: --json lists them all."""


def from_archive(run: str, database: str, archive: Path | None, *, apply: bool, json: bool) -> int:
    """Reads a run's pages again, without a request; says what would be otherwise, or stores it.

    Gives the exit status: as of a run where it is stored.
    """
    from harvest.crawl.reread import reread  # noqa: PLC0415
    from harvest.database import open_database  # noqa: PLC0415

    found = reread(open_database(database), run, archive, apply=apply)
    if json:
        print_json(asdict(found))
    else:
        _print(found, stored=apply)
    return found.exit_status


def _print(found: Reread, *, stored: bool) -> None:
    out = console()
    records = found.records
    would, are = ("", "are") if stored else ("would be ", "would be")
    written = "and what is otherwise was stored" if found.applied else "and nothing was written"
    out.print(f"{found.pages} pages of run {found.run} were read again. Nothing was asked, {written}.")
    out.print(
        f"Records: {records['new']} {would}had, {records['changed']} {are} otherwise, "
        f"{records['unchanged']} are as they were, {records['refused']} {would}refused."
    )
    if found.later:
        out.print(f"Later runs read {found.later} of them again: their readings decide what is shown.")
    _print_fields(found)
    _print_searches(found)
    _print_lines([f"{record}: {kind}{f': {reason}' if reason else ''}" for record, kind, reason in found.outcomes])
    _print_lines([f"not in the archive, so it stands: {url}" for url in found.lost])


def _print_fields(found: Reread) -> None:
    by_field: dict[str, list[FieldChange]] = defaultdict(list)
    for one in found.fields:
        by_field[one.field].append(one)
    if by_field:
        rows = table(("Field", "word"), ("Records", "number"), ("Before", "cut"), ("After", "cut"))
        for name, some in sorted(by_field.items(), key=lambda one: -len(one[1])):
            values = (Text("; ".join(said) or "–") for said in (some[0].before, some[0].after))
            rows.add_row(name, str(len(some)), *values)
        console().print()
        console().print(rows)
        console().print("Before and after: of the first of them.")


def _print_searches(found: Reread) -> None:
    if found.searches:
        heads = ("Claims", "number"), ("Now", "number"), ("Hits +", "number"), ("−", "number"), ("Ended", "word")
        rows = table(("Search", "cut"), *heads)
        for one in found.searches[:_SHOWN]:
            ended = dict.fromkeys((one.status_before, one.status_after))
            counts = (
                number(value)
                for value in (one.reported_before, one.reported_after, *map(len, (one.appeared, one.gone)))
            )
            rows.add_row(Text(one.query), *counts, " → ".join(ended))
        console().print()
        console().print(rows)
        _print_more(len(found.searches))


def _print_lines(lines: list[str]) -> None:
    if lines:
        console().print()
        for line in lines[:_SHOWN]:
            console().print(Text(line))
        _print_more(len(lines))


def _print_more(every: int) -> None:
    if every > _SHOWN:
        console().print(f"… and {every - _SHOWN} more: --json lists them all.")
