"""Thinning out old runs: rows and bodies together, so that no row points to a body that is not there, nor a body stays
that no row points to.

What remains of a file is copied into a new one first; then, in one transaction, rows go and the others point to the new
file; then the old file goes. Killed before the commit, nothing has happened but a copy; killed after it, an old file is
left over, which the next time takes away.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from harvest.crawl.archive_check import left_over
from harvest.crawl.lock import held
from harvest.crawl.log import log_file
from harvest.errors import HarvestError, UsageError
from harvest.sources import NAMES, load_source
from models.base import utc_text
from pipelines.storing import pruning


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go."""

    dry_run: bool
    runs: list[str]
    kept: dict[str, str]
    """Runs that were meant too and stay whole, each with why."""
    rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    """Of the archive."""


def prune(
    engine: Engine,
    archive: Path,
    *,
    older_than: timedelta | None = None,
    run_id: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Pruned:
    """Thins out the runs that are older than that, or the one named.

    Raises UsageError for a run that there is not or that must stay, Busy while somebody harvests, HarvestError where
    the archive is not in the folder.
    """
    moment = now or datetime.now(UTC)
    with held(engine, "db prune", NAMES):
        writing = engine.execution_options(sqlite_begin="IMMEDIATE")
        with writing.connect() as connection, connection.begin() as transaction:
            runs, kept = _meant(connection, moment, older_than, run_id)
            thinned = pruning.thin(connection, runs, utc_text(moment))
            sizes = {file: _size(archive, file) for file in thinned.files}
            left = {file: pruning.places(connection, file) for file in thinned.files}
            freed = {file: sizes[file] - sum(length for _, length in left[file]) for file in thinned.files}
            if dry_run:
                transaction.rollback()
            else:
                for file in thinned.files:
                    if freed[file]:
                        _copy(connection, archive, file, left[file])
        if not dry_run:
            with engine.connect() as connection:
                for path in left_over(connection, archive):
                    path.unlink()
            for run in runs:
                log_file(archive, run).unlink(missing_ok=True)
            _shrink(engine)
    return Pruned(dry_run, runs, kept, thinned.rows, sum(freed.values()))


def _meant(
    connection: Connection, now: datetime, older_than: timedelta | None, run_id: str | None
) -> tuple[list[str], dict[str, str]]:
    """The runs to thin out, and those that stay although they are as old."""
    staying = pruning.kept_runs(connection, max(load_source(name).full_reading_every for name in NAMES))
    if run_id is not None:
        whole = pruning.is_whole(connection, run_id)
        if not whole:
            raise UsageError(f"--run {run_id}: {'there is no such run' if whole is None else 'it was pruned before'}")
        if run_id in staying:
            raise UsageError(f"--run {run_id} stays as it is: {staying[run_id]}")
        return [run_id], {}
    old = pruning.started_before(connection, utc_text(now - (older_than or timedelta())))
    return [run for run in old if run not in staying], {run: staying[run] for run in old if run in staying}


def _size(archive: Path, file: str) -> int:
    try:
        return (archive / file).stat().st_size
    except OSError as error:
        raise HarvestError(
            f"{archive / file}: {error.strerror}. Nothing was changed: name the folder of the pages with --archive"
        ) from None


def _copy(connection: Connection, archive: Path, file: str, places: list[tuple[int, int]]) -> None:
    """What rows still point to, in a new file, and the rows pointing there. Without such rows, no file."""
    if not places:
        return
    new = _next_name(file)
    offsets = []
    with (archive / file).open("rb") as old, (archive / new).open("wb") as copy:
        for offset, length in places:
            old.seek(offset)
            offsets.append((offset, copy.tell()))
            copy.write(old.read(length))
        copy.flush()
        os.fsync(copy.fileno())
    pruning.move(connection, file, new, offsets)


def _next_name(file: str) -> str:
    """``RUN-eccp.warc.gz`` becomes ``RUN-eccp.1.warc.gz``, that ``RUN-eccp.2.warc.gz``."""
    stem = file.removesuffix(".warc.gz")
    numbered = re.fullmatch(r"(.*)\.(\d+)", stem)
    name, number = (numbered[1], int(numbered[2])) if numbered else (stem, 0)
    return f"{name}.{number + 1}.warc.gz"


def _shrink(engine: Engine) -> None:
    """SQLite keeps the room of deleted rows until it is told to give it back; PostgreSQL sees to it itself."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("VACUUM")
            cursor.close()
