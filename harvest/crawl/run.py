"""A whole run: plan, database, crawl of one source after the other, ledger.

An entry of its own through ``AsyncCrawlerProcess``, because ``scrapy crawl`` exits with 0 when a spider failed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError

from harvest import strategy
from harvest.agent import user_agent
from harvest.crawl.answers import AS_THE_SITE, answer_open_searches
from harvest.crawl.archive import Archive
from harvest.crawl.context import RunContext
from harvest.crawl.kept_plan import Kept, document
from harvest.crawl.lock import held
from harvest.crawl.log import LOG, log_file, logged
from harvest.crawl.outcome import absent_from, set_aside, settle
from harvest.crawl.process import crawl
from harvest.crawl.recent import Recent, last_complete
from harvest.crawl.rows import run_plan
from harvest.crawl.run_log import run_ended, run_started, searches_ended_here
from harvest.database import open_database
from harvest.errors import HarvestError
from harvest.evidence.before import read_all_before
from harvest.evidence.probing import read_doubts
from harvest.evidence.runs import run_summary
from harvest.plan import AUTO, Plan, make_plan
from harvest.sources import load_source
from harvest.sources.listed import read_listed
from pipelines.store import Store

EXIT_COMPLETE, EXIT_INCOMPLETE = 0, 3


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the user decides about a run. None: as the source's own file says."""

    database: str
    strategies: tuple[Path, ...] = ()
    mode: str = AUTO
    reading: str = AS_THE_SITE
    read_to_end: bool = False
    full: bool = False
    """Ask for every page in full, whatever earlier runs know of it."""
    only: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, Path] = field(default_factory=dict)
    delay: float | None = None
    concurrency: int | None = None
    contact: str | None = None
    archive: Path | None = None
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    run_id: str
    engine: Engine
    summary: dict[str, Any]

    @property
    def exit_status(self) -> int:
        return exit_status(self.summary)


def exit_status(summary: Mapping[str, Any]) -> int:
    """Of a run that came to its end."""
    complete = summary["status"] == "complete" and summary["balanced"] and not summary["quarantined"]
    return EXIT_COMPLETE if complete else EXIT_INCOMPLETE


class BrokenRun(HarvestError):
    """Raised when our own code, the database or the archive failed in the middle: what was read is kept, the run is
    left open, and can be gone on with.
    """

    def __init__(self, run_id: str, reason: str) -> None:
        super().__init__(
            f"run {run_id} broke off: {reason}\nWhat was read until then is stored; `harvest resume` goes on with it."
        )
        self.run_id, self.reason = run_id, reason


def harvest(options: RunOptions) -> Ended:
    """Runs a harvest to its end.

    Raises UsageError before anything is sent or written, StoreError where the database can't be used, Busy where
    somebody harvests already, BrokenRun where the run broke off.
    """
    files, plan = _planned(options)
    addresses = {name: options.addresses.get(name, load_source(name).address) for name in plan.sources}
    listed = {name: read_listed(name, file) for name, file in options.listed.items()}
    agent = user_agent(options.contact, addresses.values())
    engine = open_database(options.database, create=True)
    started_at = datetime.now(UTC)
    run_id = f"{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    folder = options.archive or archive_folder(options.database)
    kept = document(Kept(plan, options.reading, str(folder.resolve()), listed, options.full))
    settings = crawl_settings(plan, agent, options.delay, options.concurrency)
    with held(engine, run_id, plan.sources) as allowed:
        store = Store(engine, run_id, allowed=allowed)
        for interrupted in store.unfinished(plan.sources):
            set_aside(engine, store.of(interrupted))
            store.of(interrupted).give_up()
        store.open_run(run_plan(run_id, started_at, plan, files, strategies_sha256(files), addresses, kept))
        with engine.connect() as connection:
            before = {} if options.full else read_all_before(connection, run_id, addresses)
        absent = absent_from(engine, run_id)
        context = RunContext(run_id, plan, addresses, Archive(folder, run_id), listed, absent=absent, before=before)
        return carry_out(engine, store, context, settings, options.reading, verbose=options.verbose)


def spared_by(options: RunOptions, older_than: timedelta) -> Recent | None:
    """The complete run that asked the same and is younger than that, so that there is no need to ask again.

    Raises UsageError and StoreError as ``harvest``.
    """
    files, plan = _planned(options)
    engine = open_database(options.database, create=True)
    with engine.connect() as connection:
        asked = Kept(plan, options.reading, "")
        recent = last_complete(connection, asked, strategies_sha256(files), datetime.now(UTC))
    engine.dispose()
    return recent if recent is not None and recent.age < older_than else None


def _planned(options: RunOptions) -> tuple[list[strategy.StrategyFile], Plan]:
    files = [strategy.load(path) for path in options.strategies or (None,)]
    plan = make_plan(
        files, only=options.only, sources=options.sources, mode=options.mode, read_to_end=options.read_to_end
    )
    return files, plan


def carry_out(
    engine: Engine,
    store: Store,
    context: RunContext,
    settings: Mapping[str, Mapping[str, Any]],
    reading: str,
    *,
    verbose: bool,
) -> Ended:
    """From the first request of an opened run, or the first that is still owed, to its ledger. Raises BrokenRun."""
    with logged(log_file(context.archive.folder, store.run_id), store.run_id):
        plan = context.plan
        run_started(plan.sources, plan.mode, len(plan.asked), resumed=bool(context.answered))
        broken = _carry_out(engine, store, context, settings, reading, verbose=verbose)
        if broken:
            LOG.error("run broke off", reason=broken)
            raise BrokenRun(store.run_id, broken)
        with engine.connect() as connection:
            searches_ended_here(connection, store.run_id)
            summary = run_summary(connection, store.run_id)
        run_ended(summary)
    return Ended(store.run_id, engine, summary)


def _carry_out(
    engine: Engine,
    store: Store,
    context: RunContext,
    settings: Mapping[str, Mapping[str, Any]],
    reading: str,
    *,
    verbose: bool,
) -> str:
    """What broke the run; empty where nothing did."""
    try:
        broken = crawl(context, store, settings, verbose=verbose)
        if not broken:
            with engine.connect() as connection:
                answer_open_searches(connection, context.plan, store, reading)
            with engine.connect() as connection:
                store.mark(read_doubts(connection, store.run_id))
            set_aside(engine, store)
            store.close_run(datetime.now(UTC))
            settle(engine, store)
    except DBAPIError as error:
        broken = f"the database: {error.orig}"
    finally:
        context.archive.close()
    return broken


def archive_folder(database: str) -> Path:
    """Where pages are kept if nobody says: beside the SQLite file, else in the working folder."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).with_suffix("").with_name(f"{Path(url.database).stem}-archive")
    return Path("harvest-archive")


def crawl_settings(plan: Plan, agent: str, delay: float | None, concurrency: int | None) -> dict[str, dict[str, Any]]:
    """Per source, what the run adds to ``harvest.settings``. None: as the source's own file says."""
    chosen = {}
    for name in plan.sources:
        source = load_source(name)
        pause = source.delay if delay is None else delay
        chosen[name] = {
            "USER_AGENT": agent,
            "DOWNLOAD_DELAY": pause,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency or source.concurrency,
            "CONCURRENT_REQUESTS": concurrency or source.concurrency,
            # Without a delay nothing is to be throttled: that is for loopback.
            "AUTOTHROTTLE_ENABLED": pause > 0,
        }
    return chosen


def strategies_sha256(files: list[strategy.StrategyFile]) -> str:
    """Of what the files say, not of how they are laid out: a comment makes no other strategy."""
    content = "\n".join(file.model_dump_json() for file in files)
    return hashlib.sha256(content.encode()).hexdigest()
