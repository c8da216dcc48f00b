"""Whether rows and the archive agree: every page's body where its row says, and no file that no row knows."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, text

_GZIP = b"\x1f\x8b"


def check_archive(connection: Connection, folder: Path) -> list[str]:
    """What is wrong, one sentence each; an empty list where nothing is."""
    findings = []
    for file, rows in groupby(connection.execute(text(_PLACES)), key=lambda row: str(row.archive_file)):
        wrong = _wrong(folder / file, [(row.archive_offset, row.archive_length) for row in rows])
        findings += [wrong] if wrong else []
    return findings + [f"{path}: no row points to it" for path in left_over(connection, folder)]


def left_over(connection: Connection, folder: Path) -> list[Path]:
    """Files of runs that have ended, to which no row points. Files of other databases are nobody's business here."""
    known = set(connection.execute(text("SELECT DISTINCT archive_file FROM pages")).scalars())
    ended = set(connection.execute(text("SELECT run_id FROM runs WHERE finished_at IS NOT NULL")).scalars())
    every = sorted(folder.glob("*.warc.gz")) if folder.is_dir() else []
    return [path for path in every if path.name not in known and path.name.rpartition("-")[0] in ended]


def _wrong(path: Path, places: list[tuple[int, int]]) -> str:
    if not path.is_file():
        return f"{path} is not there, and {len(places)} pages lie in it: name the folder of the pages with --archive"
    size = path.stat().st_size
    if size < max(offset + length for offset, length in places):
        return f"{path} is shorter than its pages: {size} bytes"
    with path.open("rb") as file:
        for offset, _ in places:
            file.seek(offset)
            if file.read(2) != _GZIP:
                return f"{path}: no page begins at byte {offset}, where a row says so"
    return ""


_PLACES = (
    "SELECT DISTINCT archive_file, archive_offset, archive_length FROM pages ORDER BY archive_file, archive_offset"
)
