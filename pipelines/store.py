"""The last pipeline: every item becomes rows in one transaction, and the same item twice only once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from sqlalchemy import Connection, Engine, Transaction, select

from harvest.identity.candidate import FIELDS, Candidate, candidate_of
from harvest.identity.matching import Index
from harvest.records import (
    HitsHeld,
    Item,
    OfferedValues,
    PageRead,
    RecordHeld,
    RecordMissing,
    RecordRead,
    SearchEnded,
    SearchPageRead,
)
from models.base import utc_text
from models.records import Record, Statement
from pipelines.storing.answers import Answer, open_searches, write_answers
from pipelines.storing.declared import match_declared, name_regions
from pipelines.storing.organisations import judge_anew
from pipelines.storing.outcome import Outcome, Rows, write_changes, write_outcome
from pipelines.storing.participants import link_participants
from pipelines.storing.patience import patiently
from pipelines.storing.plan import RunPlan, write_plan
from pipelines.storing.records import JUDGED, write_held, write_missing, write_record
from pipelines.storing.runs import close_run, give_up_run, reopen_run, unfinished_runs
from pipelines.storing.searches import (
    end_search,
    hold_hits,
    mark_search,
    write_offered,
    write_page_read,
    write_request,
    write_search_page,
)
from pipelines.storing.withholding import let_out, withhold

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Writes one run. Nothing is kept in memory: a run that was killed goes on with a new Store of its id."""

    def __init__(
        self,
        engine: Engine,
        run_id: str,
        clock: Callable[[], datetime] = _now,
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        """``allowed`` raises where this run may write no more: another one took it for dead."""
        self.run_id = run_id
        self._allowed = allowed
        self.broken: Exception | None = None
        """The first error of a write: Scrapy logs it and goes on, the run's entry must not."""
        self._engine = engine.execution_options(sqlite_begin="IMMEDIATE")
        self._clock = clock
        self._shared: Connection | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """The store itself: Scrapy copies its settings deeply, and the store travels in them."""
        return self

    def open_run(self, plan: RunPlan) -> None:
        """Write the run and its plan, before the first request; nothing if the run is there already."""
        self._write(lambda connection: write_plan(connection, plan))

    def close_run(self, finished_at: datetime) -> str:
        """End the run, and say what regions declare in the words of today's priorities.

        Gives its status: complete, partial, blocked or failed.
        """
        return self._write(lambda connection: self._close(connection, utc_text(finished_at)))

    def _close(self, connection: Connection, finished_at: str) -> str:
        match_declared(connection, finished_at)
        name_regions(connection)
        return close_run(connection, self.run_id, finished_at)

    def quarantine(self, reason: str) -> None:
        """Say why nothing may follow from this run, and take what it has read out of the store again."""
        self._write(lambda connection: withhold(connection, self.run_id, reason))

    def let_out(self) -> list[tuple[RecordRead, bool]]:
        """End the run's quarantine. Gives what it had read, to be put once more, and then made known; and whether the
        record was read since.
        """
        return self._write(lambda connection: let_out(connection, self.run_id))

    def make_known(self) -> None:
        """What a run's end makes of all that is stated, once more."""
        self._write(self._make_known)

    def _make_known(self, connection: Connection) -> None:
        match_declared(connection, utc_text(self._clock()))
        name_regions(connection)
        link_participants(connection)

    def reopen_run(self) -> None:
        """Go on with a run that was interrupted: what failed or was blocked is open again."""
        self._write(lambda connection: reopen_run(connection, self.run_id))

    def unfinished(self, sources: Collection[str]) -> list[str]:
        """The runs of these sources that have not ended."""
        with self._reading() as connection:
            return unfinished_runs(connection, sources)

    def give_up(self) -> None:
        """End the run: nobody will finish it."""
        self._write(lambda connection: give_up_run(connection, self.run_id))

    def request_sent(self, source: str, url: str) -> None:
        """One request left this machine."""
        now = utc_text(self._clock())
        self._write(lambda connection: write_request(connection, self.run_id, source, url, now))

    def put(self, item: Item) -> None:
        """Write one item. An item that is here already changes nothing."""
        self._write(lambda connection: self._put(connection, item))

    def _put(self, connection: Connection, item: Item) -> None:
        now = utc_text(self._clock())
        match item:
            case OfferedValues():
                write_offered(connection, self.run_id, item)
            case PageRead():
                write_page_read(connection, self.run_id, item)
            case SearchPageRead():
                write_search_page(connection, self.run_id, item)
            case SearchEnded():
                end_search(connection, self.run_id, item, now)
            case RecordRead():
                write_record(connection, self.run_id, item, now)
            case RecordMissing():
                write_missing(connection, self.run_id, item, now)
            case RecordHeld():
                write_held(connection, self.run_id, item, now)
            case HitsHeld():
                hold_hits(connection, self.run_id, item)
            case _:
                raise TypeError(f"no item of ours: {item!r}")

    def open_searches(self, source: str) -> list[str]:
        """The ids of the source's searches that are not over, in alphabetical order."""
        with self._reading() as connection:
            return open_searches(connection, self.run_id, source)

    def answer(self, source: str, answers: Iterable[Answer]) -> None:
        """Write the answers to searches that were worked out here."""
        every, now = list(answers), utc_text(self._clock())
        self._write(lambda connection: write_answers(connection, self.run_id, source, every, now))

    def mark(self, doubts: Mapping[str, str]) -> None:
        """Say which searches' meaning is in doubt: search id to why."""
        self._write(lambda connection: self._mark(connection, doubts))

    def _mark(self, connection: Connection, doubts: Mapping[str, str]) -> None:
        for search_id, doubt in doubts.items():
            mark_search(connection, self.run_id, search_id, doubt)

    def of(self, run_id: str) -> Store:
        """The same store, for another run."""
        return self if run_id == self.run_id else Store(self._engine, run_id, self._clock, self._allowed)

    def conclude(self, outcome: Outcome) -> None:
        """Write what the run came to, in place of what was written before."""
        self._write(lambda connection: write_outcome(connection, self.run_id, outcome))

    def write_changes(self, previous_run_id: str | None, changes: Rows) -> None:
        """Write what changed since an earlier run, in place of what was written before."""
        now = utc_text(self._clock())
        self._write(lambda connection: write_changes(connection, self.run_id, previous_run_id, changes, now))

    def known_values(self, fields: Collection[str], kind: str = "organisation") -> dict[str, dict[str, list[str]]]:
        """What records of a kind state today: record id to field to value, for the fields named.

        De-duplication compares a record with all that are in the store, not only with those of its own run:
        what it does not say again about a changed record is undone. Several values of a field are in the order in
        which they were stated.
        """
        known: dict[str, dict[str, list[str]]] = {}
        stated = (
            select(Statement.record_id, Statement.field, Statement.value)
            .join(Record, Record.record_id == Statement.record_id)
            .where(
                Record.kind == kind,
                Statement.closed_page_id.is_(None),
                Statement.field.in_(fields),
            )
            .order_by(Statement.statement_id)
        )
        with self._reading() as connection:
            for record_id, field, value in connection.execute(stated):
                known.setdefault(record_id, {}).setdefault(field, []).append(value)
        return known

    def candidates(self, kind: str = "organisation") -> dict[str, Candidate]:
        """What de-duplication looks at in every record of a kind, by record id."""
        stated = self.known_values(FIELDS, kind)
        return {record_id: candidate_of(record_id, values) for record_id, values in stated.items()}

    def judge_again(self, record_ids: Collection[str]) -> None:
        """Judge these records against all that are in the store: what they state was read otherwise than before."""
        now = utc_text(self._clock())
        for kind in JUDGED:
            known = self.candidates(kind)
            index = Index(known.values())
            for record_id in sorted(known.keys() & set(record_ids)):
                write = partial(
                    judge_anew, run_id=self.run_id, record_id=record_id, given=index.judge(known[record_id]), now=now
                )
                self._write(write)

    @contextmanager
    def all_or_nothing(self) -> Iterator[tuple[Connection, Transaction]]:
        """All that is written meanwhile is one transaction: kept at its end, unless it is rolled back or fails."""
        with self._engine.connect() as connection, connection.begin() as transaction:
            self._shared = connection
            try:
                yield connection, transaction
            finally:
                self._shared = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._shared is not None:
            yield self._shared
        else:
            with self._engine.connect() as connection:
                yield connection

    def _write(self, work: Callable[[Connection], T]) -> T:
        """One transaction, begun anew while the database is in trouble that may pass."""
        try:
            self._allowed()
            return work(self._shared) if self._shared is not None else patiently(lambda: self._once(work))
        except Exception as error:
            self.broken = self.broken or error
            raise

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)


class StorePipeline:
    """Hands Scrapy's items and requests to the Store that the run's entry put into ``HARVEST_STORE``."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pipeline = cls(crawler.settings["HARVEST_STORE"])
        # A bound method: Scrapy holds its receivers weakly, and the pipeline lives as long as the crawl.
        crawler.signals.connect(pipeline.request_sent, signal=signals.request_reached_downloader)
        return pipeline

    async def process_item(self, item: Item) -> Item:
        self.store.put(item)
        return item

    def request_sent(self, request: Request, spider: Spider) -> None:
        self.store.request_sent(spider.name, request.url)
