"""A run's pages, read once more with today's readers, without one request; and what is otherwise, stored or only told.

Told and stored are one and the same: all is written in one transaction, which is taken back where only the difference
is wanted, or where there is none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from harvest import __version__
from harvest.crawl.answers import answer_open_searches
from harvest.crawl.kept_pages import KeptPages
from harvest.crawl.kept_plan import Kept, kept_plan
from harvest.crawl.lock import held
from harvest.crawl.outcome import settle
from harvest.crawl.run import EXIT_COMPLETE, exit_status
from harvest.errors import HarvestError, UsageError
from harvest.evidence.lineage import RunTold, told
from harvest.evidence.probing import read_doubts
from harvest.evidence.quarantine import FEWEST_MISSING, MOST_MISSING
from harvest.evidence.rereading import (
    CHANGED,
    NEW,
    REFUSED,
    SAME,
    FieldChange,
    SearchChange,
    Told,
    corrections,
    field_changes,
    outcomes,
    read_later,
    read_told,
    search_changes,
)
from harvest.evidence.runs import run_summary
from models.base import utc_text
from pipelines.store import Store
from pipelines.storing.repairs import write_repair
from pipelines.storing.reread_records import rewrite_records
from pipelines.storing.reread_searches import Pages, end_as_then, rewrite_searches, searches_of


@dataclass(frozen=True, slots=True)
class Reread:
    """What would be otherwise, or is now."""

    run: str
    applied: bool
    """Whether it was stored; false also where nothing was otherwise."""
    pages: int
    """Pages that were read once more."""
    lost: tuple[str, ...]
    """Addresses whose bodies the archive does not have, or not as they were: what was read of them stands."""
    records: dict[str, int]
    outcomes: tuple[tuple[str, str, str], ...]
    """(record, ``new`` or ``refused``, reason) for records that would be had or lost."""
    fields: tuple[FieldChange, ...]
    searches: tuple[SearchChange, ...]
    later: int
    """Records that a later run read again: its reading decides what is shown."""
    summary: dict[str, Any] = field(default_factory=dict)
    """Of the run as it is now, where it was stored."""

    @property
    def exit_status(self) -> int:
        """As of a run, where it was stored."""
        return exit_status(self.summary) if self.summary else EXIT_COMPLETE


class TooMuchLost(HarvestError):
    """Raised where today's readers can't read so much of what was read that they are rather made for other pages."""


def reread(engine: Engine, run_id: str, folder: Path | None = None, *, apply: bool = False) -> Reread:
    """Reads every page of a run again; ``folder``: the archive, where it is not where the run put it.

    Raises UsageError for a run that there is not, or that can't be read again; TooMuchLost; and Busy during a harvest.
    """
    with engine.connect() as connection:
        run, kept = _run(connection, run_id), _kept(connection, run_id)
        answered = KeptPages(connection, run_id, kept, folder or Path(kept.archive))
    if not apply:
        pages = answered.read_again()
        return _written(Store(engine, run_id), run, kept, pages, apply=False)
    with held(engine, run_id, kept.plan.sources) as allowed:
        store = Store(engine, run_id, allowed=allowed)
        found = _written(store, run, kept, answered.read_again(), apply=True)
        if found.applied:
            settle(engine, store)
        else:
            # It was read again, also if nothing was otherwise; by the same version that is no news.
            with store.all_or_nothing() as (connection, _):
                write_repair(connection, run_id, __version__, (), utc_text(datetime.now(UTC)))
        with engine.connect() as connection:
            found.summary.update(run_summary(connection, run_id))
    return found


def _run(connection: Connection, run_id: str) -> RunTold:
    try:
        run = told(connection, run_id)
    except UsageError:
        raise UsageError(f"--from-archive {run_id}: there is no such run; `harvest yield` names the latest") from None
    # What a run in quarantine has read is not in the store: there is nothing to compare it with.
    why_not = replace(run, status="complete").why_not
    if why_not:
        remedy = "; let it out first, with `harvest db release`" if run.quarantined else ""
        raise UsageError(f"--from-archive {run_id}: {why_not}{remedy}")
    return run


def _kept(connection: Connection, run_id: str) -> Kept:
    found = connection.execute(text("SELECT document FROM run_plans WHERE run_id = :run_id"), {"run_id": run_id})
    document = found.scalar()
    kept = kept_plan(document) if document else None
    if kept is None:
        raise UsageError(f"--from-archive {run_id}: the run keeps no plan by which its pages could be read again")
    return kept


def _written(store: Store, run: RunTold, kept: Kept, pages: Pages, *, apply: bool) -> Reread:
    """Writes what the pages say now; takes it back where only the difference is wanted, or there is none."""
    now = utc_text(datetime.now(UTC))
    with store.all_or_nothing() as (connection, transaction):
        before = read_told(connection, run.run_id)
        ends = searches_of(connection, run.run_id)
        rewrite_searches(connection, pages, ends)
        listed = {record_id for hits in before.hits.values() for record_id in hits}
        restated = rewrite_records(connection, pages, listed, now)
        answer_open_searches(connection, kept.plan, store, kept.reading)
        end_as_then(connection, ends)
        store.judge_again(restated)
        store.close_run(datetime.fromisoformat(run.finished_at or run.started_at))
        store.mark(dict.fromkeys(before.searches, "") | read_doubts(connection, run.run_id))
        after = read_told(connection, run.run_id)
        otherwise = bool(restated) or before.rows != after.rows
        later = read_later(connection, run.run_id, restated)
        found = _told(run.run_id, pages, before, after, applied=apply and otherwise, later=later)
        if found.applied:
            _guard(found, before)
            write_repair(connection, run.run_id, __version__, [asdict(one) for one in corrections(before, after)], now)
        else:
            transaction.rollback()
    return found


def _guard(found: Reread, before: Told) -> None:
    read = sum(map(before.was_read, before.visits))
    lost = found.records[REFUSED]
    if lost >= FEWEST_MISSING and lost > MOST_MISSING * read:
        raise TooMuchLost(
            f"today's readers can't read {lost} of the {read} records that run {found.run} read: they are made for "
            "other pages than these, or broken. Nothing was written; without --apply the reasons are listed"
        )


def _told(run_id: str, pages: Pages, before: Told, after: Told, *, applied: bool, later: int) -> Reread:
    ends, fields = tuple(outcomes(before, after)), tuple(field_changes(before, after))
    kinds = Counter(kind for _, kind, _ in ends)
    changed = len({one.record for one in fields})
    counts = {NEW: kinds[NEW], CHANGED: changed, REFUSED: kinds[REFUSED]}
    every = (*before.visits.items(), *after.visits.items())
    seen = {record_id for record_id, (_, _, page_id) in every if page_id not in pages.lost}
    counts[SAME] = len(seen) - sum(counts.values())
    return Reread(
        run=run_id,
        applied=applied,
        pages=len(pages.place) - len(pages.lost),
        lost=tuple(sorted(page.url for page, page_id in pages.place.items() if page_id in pages.lost)),
        records={kind: counts[kind] for kind in (NEW, CHANGED, SAME, REFUSED)},
        outcomes=ends,
        fields=fields,
        searches=tuple(search_changes(before, after)),
        later=later,
    )
