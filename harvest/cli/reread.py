"""What ``harvest run --from-archive`` prints."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from harvest.cli.output import console, print_json

if TYPE_CHECKING:
    from harvest.crawl.reread import Reread

_SHOWN = 20
"""Changes that are listed on a screen: --json lists them all."""


def from_archive(run: str, database: str, archive: Path | None, *, json: bool) -> None:
    """Reads a run's pages again and says what would be otherwise; asks and writes nothing."""
    from harvest.crawl.reread import reread  # noqa: PLC0415
    from harvest.crawl.run import archive_folder  # noqa: PLC0415
    from harvest.database import open_database  # noqa: PLC0415

    with open_database(database).connect() as connection:
        found = reread(connection, run, archive or archive_folder(database))
    if json:
        print_json(asdict(found))
    else:
        _print(found)


def _print(found: Reread) -> None:
    out = console()
    records = found.records
    out.print(f"{found.pages} pages of run {found.run} were read again; nothing was asked, nothing was written.")
    out.print(
        f"Records: {records['new']} would be had, {records['changed']} would be otherwise, "
        f"{records['unchanged']} are as they were, {records['refused']} would be refused."
    )
    lines = [f"{record}: {kind}{f': {reason}' if reason else ''}" for record, kind, reason in found.outcomes]
    lines += [
        f"{one.record}: {one.field}: {'; '.join(one.before) or '–'} → {'; '.join(one.after) or '–'}"
        for one in found.fields
    ]
    lines += [
        f"search {one.query}: claims {one.reported_before} → {one.reported_after}, {len(one.appeared)} more hits, "
        f"{len(one.gone)} fewer{f'; {one.reason}' if one.reason else ''}"
        for one in found.searches
    ]
    lines += [f"not in the archive: {url}" for url in found.lost]
    for line in lines[:_SHOWN]:
        out.print(Text(f"  {line}"))
    if len(lines) > _SHOWN:
        out.print(f"… and {len(lines) - _SHOWN} more: --json lists them all.")
