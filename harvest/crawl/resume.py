"""Finishing a run that was interrupted: the same plan over the same archive, and only what is owed is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from harvest.agent import user_agent
from harvest.crawl.archive import Archive
from harvest.crawl.context import RunContext
from harvest.crawl.kept_plan import kept_plan
from harvest.crawl.lock import held
from harvest.crawl.outcome import absent_from, settle
from harvest.crawl.replay import ANSWERS
from harvest.crawl.run import Ended, carry_out, crawl_settings
from harvest.database import open_database
from harvest.errors import ConfigurationError, HarvestError
from harvest.evidence.before import read_all_before
from harvest.evidence.runs import run_summary
from harvest.records import Page
from pipelines.store import Store


@dataclass(frozen=True, slots=True)
class ResumeOptions:
    """What the user decides about a resume: everything else was decided when the run began."""

    database: str
    run_id: str | None = None
    """None: the last run that did not finish."""
    delay: float | None = None
    concurrency: int | None = None
    contact: str | None = None
    archive: Path | None = None
    """Where the run's pages are now; None: where they were written."""
    verbose: bool = False


class NothingToResume(HarvestError):
    """Raised where every run is finished."""


def resume(options: ResumeOptions) -> Ended:
    """Goes on with a run and ends it.

    Raises UsageError for a run that there is not, NothingToResume where all are finished, HarvestError for one that
    can't be gone on with; and as ``harvest.crawl.run.harvest``.
    """
    engine = open_database(options.database)
    with engine.connect() as connection:
        closed = None if options.run_id else _closed_only(connection)
    if closed is not None:
        return _concluded(engine, closed)
    with engine.connect() as connection:
        run_id = options.run_id or _unfinished(connection)
        kept = kept_plan(_document(connection, run_id))
        addresses = {row.source: row.address for row in connection.execute(text(_ADDRESSES), {"run_id": run_id})}
    if kept is None:
        raise HarvestError(f"run {run_id} was begun by another version of harvest: start anew with `harvest run`")
    agent = user_agent(options.contact, addresses.values())
    archive = Archive(options.archive or Path(kept.archive), run_id)
    settings = crawl_settings(kept.plan, agent, options.delay, options.concurrency)
    with held(engine, run_id, kept.plan.sources) as allowed:
        with engine.connect() as connection:
            pages = _pages(connection, run_id)
            before = {} if kept.full else read_all_before(connection, run_id, addresses)
        archive.cut(_ends(pages, run_id))
        store = Store(engine, run_id, allowed=allowed)
        store.reopen_run()
        absent = absent_from(engine, run_id)
        context = RunContext(run_id, kept.plan, addresses, archive, kept.listed, _answers(pages), absent, before)
        return carry_out(engine, store, context, settings, kept.reading, verbose=options.verbose)


def _closed_only(connection: Connection) -> str | None:
    """The last run, if it was killed after its last page: it is finished, but what follows from it was not written."""
    last = connection.execute(text(_LAST)).first()
    return None if last is None or not last.closed_only else str(last.run_id)


def _concluded(engine: Engine, run_id: str) -> Ended:
    with engine.connect() as connection:
        sources = connection.execute(text(_ADDRESSES), {"run_id": run_id}).scalars().all()
    with held(engine, run_id, sources) as allowed:
        settle(engine, Store(engine, run_id, allowed=allowed))
    with engine.connect() as connection:
        return Ended(run_id, engine, run_summary(connection, run_id))


def _unfinished(connection: Connection) -> str:
    """The last run that did not finish. Pages saved by hand are no run that could be gone on with."""
    run_id: str | None = connection.execute(text(_UNFINISHED)).scalar()
    if run_id is None:
        raise NothingToResume(
            "every run is finished: `harvest run` begins a new one. One that ended with searches that failed or were "
            "blocked is gone on with by its id: `harvest resume --run ID`"
        )
    return run_id


def _document(connection: Connection, run_id: str) -> str:
    this = {"run_id": run_id}
    if connection.execute(text("SELECT 1 FROM runs WHERE run_id = :run_id"), this).first() is None:
        raise ConfigurationError(f"--run {run_id}: there is no such run; `harvest yield` names the latest")
    kept = connection.execute(text("SELECT document FROM run_plans WHERE run_id = :run_id"), this).scalar()
    if kept is None:
        raise HarvestError(f"run {run_id} keeps no plan that could be gone on with: start anew with `harvest run`")
    return str(kept)


def _pages(connection: Connection, run_id: str) -> list[Page]:
    """Every page of the run, in the order in which they were had."""
    rows = connection.execute(text(_PAGES), {"run_id": run_id}).mappings()
    return [Page(**{**row, "fetched_at": datetime.fromisoformat(row["fetched_at"])}) for row in rows]


def _answers(pages: Iterable[Page]) -> dict[tuple[str, str], Page]:
    """What need not be asked again: by source and request, the answer that came last."""
    return {(page.source, page.request_key): page for page in pages if page.http_status in ANSWERS}


def _ends(pages: Iterable[Page], run_id: str) -> dict[str, int]:
    """File of the archive to where its last known record ends, in bytes.

    Only of the run's own files: the body of a page that had not changed (304) lies in an earlier run's.
    """
    ends: dict[str, int] = {}
    for page in pages:
        if not page.archive_file.startswith(f"{run_id}-"):
            continue
        end = page.archive_offset + page.archive_length
        ends[page.archive_file] = max(end, ends.get(page.archive_file, 0))
    return ends


_UNFINISHED = """
    SELECT run_id FROM v1_runs WHERE finished_at IS NULL AND mode <> 'saved by hand'
    ORDER BY started_at DESC, run_id DESC
"""

_LAST = """
    SELECT u.run_id,
        CASE WHEN u.finished_at IS NOT NULL
          AND EXISTS (SELECT 1 FROM run_plans p WHERE p.run_id = u.run_id)
          AND u.settled_at IS NULL THEN 1 ELSE 0 END AS closed_only
    FROM runs u ORDER BY u.started_at DESC, u.run_id DESC
"""

_ADDRESSES = "SELECT source, address FROM run_sources WHERE run_id = :run_id"

_PAGES = """
    SELECT source, url, request_key, fetched_at, http_status, sha256_fetched, sha256_archived,
           archive_file, archive_offset, archive_length
    FROM pages WHERE run_id = :run_id ORDER BY page_id
"""
