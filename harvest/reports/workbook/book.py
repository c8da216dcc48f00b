"""The whole workbook, sheet by sheet, in one pass over the organisations."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from harvest.errors import UsageError
from harvest.evidence.workbook import Contents
from harvest.reports.labels import Language
from harvest.reports.workbook import changes, columns, overview, regions, searches
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.hidden import Hidden
from harvest.reports.workbook.master import HEADER_ROW, Master
from harvest.reports.workbook.table import abandon
from harvest.reports.workbook.tabs import EXCLUDED, Tab


def write_workbook(file: Path, contents: Contents, *, exported_at: str, language: Language) -> dict[str, int]:
    """Writes the file, and gives the number of organisations by tier. ``exported_at`` is UTC, ISO 8601.

    The file appears whole or not at all. Raises UsageError where it can't be written, with what to do about it.
    """
    try:
        # Rows wait on disk until they are packed: beside the file, since there is room for it anyway.
        with tempfile.TemporaryDirectory(prefix=".harvest-", dir=file.parent, ignore_cleanup_errors=True) as folder:
            made = Path(folder) / file.name
            counts = _write(made, contents, exported_at, language)
            made.replace(file)
    except PermissionError as error:
        raise UsageError(
            f"{file} can't be written ({error.strerror}): if it is open in Excel, close it there; else choose another "
            "name or folder"
        ) from None
    except (OSError, FileCreateError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{file} can't be written: {reason}") from None
    return dict(counts)


def _write(made: Path, contents: Contents, exported_at: str, language: Language) -> Counter[str]:
    book = Workbook(str(made), {"constant_memory": True, "tmpdir": str(made.parent)})
    try:
        counts = _fill(book, contents, exported_at, language)
        book.close()
    finally:
        abandon(book)
    return counts


def _fill(book: Workbook, contents: Contents, exported_at: str, language: Language) -> Counter[str]:
    frame = Frame(book, contents, exported_at, language)
    book.set_properties({"title": frame.say("title"), "author": "harvest", "comments": frame.say("terms")})
    counts: Counter[str] = Counter()
    readme = overview.sheet(frame)
    master = Master(frame)
    tabs = {one.priority: Tab(frame, one, number) for number, one in enumerate(contents.priorities, 1)}
    for part in (regions, searches, changes, columns):
        part.write(frame)
    hidden = Hidden(frame, HEADER_ROW)
    for entry in contents.organisations:
        counts[entry.row.tier or "candidate"] += 1
        master.append(entry)
        hidden.organisation(entry.row.organisation_id, entry.row.fingerprint or "")
        for membership in entry.memberships:
            if membership.tier != EXCLUDED:
                tabs[membership.priority].append(entry, membership)
    master.close(hidden.choices)
    for tab in tabs.values():
        tab.close()
    hidden.close()
    overview.write(readme, frame, counts)
    return counts
