"""A spreadsheet, taken in as a run: through the same pipelines as a harvest, in one transaction.

What is archived is the text of the cells that were read, persons taken out, so that a statement's checksum means
something; the file itself stays with whoever brought it, known by its name and checksum.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, make_url, select
from sqlalchemy.exc import DBAPIError

from harvest import __version__, strategy
from harvest.crawl.archive import Archive
from harvest.crawl.intake import run_pipelines
from harvest.crawl.run import archive_folder
from harvest.database import open_database
from harvest.errors import SheetError, StoreError
from harvest.identity.rules import SAME, UNSURE
from harvest.records import Page, RecordMissing, RecordRead
from harvest.sheets.heading import title_key
from harvest.sheets.mapping import Mapping as SheetMapping
from harvest.sheets.mapping import load_mapping
from harvest.sheets.reading import Reading, Refusal, SheetRecord, read_sheet
from harvest.sheets.workbook import Workbook, open_workbook
from models.base import utc_text
from models.records import Record, Visit
from models.runs import Import
from pipelines.store import Store
from pipelines.storing.plan import RunPlan

MODE = "sheet"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: new, changed or unchanged, and what it was judged to be."""

    record_id: str
    name: str
    kind: str
    place: str
    outcome: str
    matched: tuple[str, ...]
    """Records that it is judged to be one with."""
    unsure: tuple[str, ...]
    """Records that a person has to look at."""


@dataclass(slots=True)
class Imported:
    """How an import ended. ``run_id`` is None where nothing was written."""

    file: str
    source: str
    sha256: str
    dry_run: bool
    run_id: str | None = None
    records: list[Outcome] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    absent: int = 0
    """Records of the source that are not in this file: they stay as they are."""
    unread: list[str] = field(default_factory=list)
    about_persons: list[str] = field(default_factory=list)
    persons: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How many records are new, changed, unchanged."""
        return Counter(one.outcome for one in self.records)

    @property
    def exit_status(self) -> int:
        return 3 if self.refused else 0


def import_sheet(
    file: Path,
    mapping_file: Path,
    database: str,
    *,
    by: str | None = None,
    dry_run: bool = False,
    strategies: tuple[Path, ...] = (),
    archive: Path | None = None,
) -> Imported:
    """Takes in every row that can be taken; a dry run does the same and takes it all back.

    Raises SheetError about the file or its mapping, StoreError where the database can't be used; then nothing is
    written.
    """
    mapping, mapping_text = load_mapping(mapping_file)
    who = _who(mapping.by if by is None else by, mapping)
    book = open_workbook(file, mapping.encoding, mapping.delimiter)
    reading = read_sheet(book, mapping, _priorities(strategies))
    now = datetime.now(UTC).replace(microsecond=0)
    row = {
        "run_id": f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        "source": mapping.source,
        "file": file.name,
        "file_sha256": book.sha256,
        "mapping": mapping_file.name,
        "mapping_sha256": hashlib.sha256(mapping_text.encode()).hexdigest(),
        "imported_by": who,
        "imported_at": utc_text(now),
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        if dry_run:
            database, archive = _for_a_try(database, Path(spare)), Path(spare) / "archive"
        engine = open_database(database, create=True)
        try:
            work = _Import(engine, row["run_id"], now, mapping, book, reading)
            return work.run(archive or archive_folder(database), row, dry_run=dry_run)
        finally:
            engine.dispose()


@dataclass(frozen=True, slots=True)
class _Import:
    engine: Engine
    run_id: str
    now: datetime
    mapping: SheetMapping
    book: Workbook
    reading: Reading

    def run(self, folder: Path, row: Mapping[str, str], *, dry_run: bool) -> Imported:
        """Writes everything or nothing; of an archive that nothing points to, nothing is left."""
        store = Store(self.engine, self.run_id, clock=lambda: self.now)
        writer = Archive(folder, self.run_id)
        page = self._archived(writer)
        kept = False
        try:
            with store.all_or_nothing() as (connection, transaction):
                ended = self._write(store, connection, page, row, dry_run=dry_run)
                if ended.run_id is None:
                    transaction.rollback()
            kept = ended.run_id is not None
            return ended
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise StoreError(f"the database can't be written, {reason}: nothing was taken in") from error
        finally:
            writer.close()
            if not kept:
                (folder / page.archive_file).unlink()
                if not any(folder.iterdir()):
                    folder.rmdir()

    def _write(
        self, store: Store, connection: Connection, page: Page, row: Mapping[str, str], *, dry_run: bool
    ) -> Imported:
        ended = Imported(
            file=self.book.path.name,
            source=self.mapping.source,
            sha256=self.book.sha256,
            dry_run=dry_run,
            refused=list(self.reading.refused),
            unread=self.reading.unread,
            about_persons=self.reading.about_persons,
            persons=self.reading.persons,
        )
        same_file = (Import.source == row["source"], Import.file_sha256 == row["file_sha256"])
        before = connection.scalar(select(func.count()).select_from(Import).where(*same_file))
        store.open_run(self._plan())
        connection.execute(insert(Import).values(**row))
        asyncio.run(self._put(store, page, ended))
        store.close_run(self.now)
        visits = select(Visit.record_id, Visit.outcome).where(Visit.run_id == self.run_id)
        told = dict(connection.execute(visits).all())
        ended.records = [replace(one, outcome=told[one.record_id]) for one in ended.records]
        known = select(func.count()).select_from(Record).where(Record.source == row["source"])
        ended.absent = (connection.scalar(known) or 0) - len(ended.records)
        news = ended.counts["new"] + ended.counts["changed"]
        # The same file once more is no news: not even a run tells of it.
        ended.run_id = None if dry_run or (not news and (before or not ended.records)) else self.run_id
        return ended

    async def _put(self, store: Store, page: Page, ended: Imported) -> None:
        pipelines = run_pipelines(store)
        for record in self.reading.records:
            done = await pipelines.process_item_async(_item(self.mapping.source, record, page))
            if isinstance(done, RecordMissing):
                ended.refused.append(Refusal(record.place, done.reason))
            else:
                ended.records.append(_outcome(record, done))

    def _plan(self) -> RunPlan:
        """A run that asks nothing."""
        return RunPlan(
            run_id=self.run_id,
            started_at=self.now,
            mode=MODE,
            # Editions of one list may be compared with each other, as runs of one set of strategies may.
            strategies_sha256=hashlib.sha256(f"{MODE}: {self.mapping.source}".encode()).hexdigest(),
            harvest_version=__version__,
            home_nuts=None,
            sources={self.mapping.source: self.book.path.name},
            queries=(),
            priorities=(),
            strategies=(),
        )

    def _archived(self, writer: Archive) -> Page:
        """The cells that were read, a row a line, in the archive."""
        source, name = self.mapping.source, self.book.path.name
        head = {"file": name, "sha256": self.book.sha256, "source": source}
        lines = (json.dumps(one, ensure_ascii=False) for one in (head, *self.reading.rows))
        body = "\n".join(lines).encode()
        headers = [("Content-Type", "application/x-ndjson; charset=utf-8"), ("X-Provenance", MODE)]
        place = writer.write(source, f"file:{name}", 200, headers, body, self.now)
        sha256 = hashlib.sha256(body).hexdigest()
        return Page(source, name, f"{MODE}: {name}", self.now, 200, self.book.sha256, sha256, *place)


def _item(source: str, record: SheetRecord, page: Page) -> RecordRead:
    return RecordRead(
        source,
        record.source_id,
        record.kind,
        page,
        tuple(record.values),
        cells=tuple(record.cells),
        participants=tuple(record.participants),
    )


def _outcome(record: SheetRecord, done: RecordRead) -> Outcome:
    name = next(value.original for value in record.values if value.field == "name")
    others = {
        verdict: tuple(
            one.right if one.left == done.record_id else one.left for one in done.judgements if one.verdict == verdict
        )
        for verdict in (SAME, UNSURE)
    }
    return Outcome(done.record_id, name, record.kind, record.place, "", others[SAME], others[UNSURE])


def _who(by: str, mapping: SheetMapping) -> str:
    """Whose word it is. Raises SheetError for tips of nobody: a membership without provenance is not saved."""
    told = by.strip()
    if not told and any(table.kind == "tip" for table in mapping.table):
        raise SheetError("a tip needs somebody who gives it: say --by TEXT, by function, e.g. --by 'cluster office'")
    return f"person: {told}" if told else "person"


def _priorities(strategies: tuple[Path, ...]) -> dict[str, str]:
    """Every spelling of a priority of the strategy files -> its id."""
    known = [priority for path in strategies or (None,) for priority in strategy.load(path).priority]
    return {title_key(name): one.id for one in known for name in (one.id, one.name_sv, one.name_en)}


def _for_a_try(database: str, spare: Path) -> str:
    """The database to try in: the one that is there, else an empty one that nobody will see."""
    url = make_url(database)
    there = url.get_backend_name() != "sqlite" or (url.database is not None and Path(url.database).exists())
    return database if there else f"sqlite:///{spare / 'try.db'}"
