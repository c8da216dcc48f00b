"""Pages saved by hand, taken in as a run: the same redaction, readers, archive and pipelines as a harvest's.

A saved page of results belongs to the search that its address asks: the form on the page itself says which address
each query would have. What nobody saved is not known, so a search is complete only if all that the site claims, and
every record behind it, is among the pages.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from harvest import strategy
from harvest.crawl.archive import Archive
from harvest.crawl.intake import MODE, Intake, Told
from harvest.crawl.lock import held
from harvest.crawl.rows import run_plan
from harvest.crawl.run import archive_folder, strategies_sha256
from harvest.database import open_database
from harvest.errors import ConfigurationError
from harvest.evidence.runs import run_summary
from harvest.plan import SITE, Asked, Plan, make_plan
from harvest.records import HITS, RECORDS, Query
from harvest.saved.files import SavedPage, Unreadable, read_saved
from harvest.saved.questions import question
from harvest.sources import load_source
from harvest.sources.recognise import Recognised, look_at
from pipelines.store import Store


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import ended."""

    run_id: str
    engine: Engine
    told: tuple[Told, ...]
    summary: dict[str, Any]

    @property
    def exit_status(self) -> int:
        return 3 if any(one.outcome == "not read" for one in self.told) else 0


def import_pages(
    place: Path, source: str, database: str, strategies: Iterable[Path] = (), archive: Path | None = None
) -> Imported:
    """Stores every page of a file or folder that the source's readers can read.

    Raises ConfigurationError where there is nothing to read, StoreError where the database can't be used.
    """
    load_source(source)
    saved = list(read_saved(place))
    if not any(isinstance(one, SavedPage) for one in saved):
        raise ConfigurationError(f"{place}: no saved page in it (HTML, MHTML or WARC)")
    files = [strategy.load(path) for path in tuple(strategies) or (None,)]
    plan = make_plan(files, sources=[source], mode=SITE)
    queries = plan.of(source)
    read = [_clean(one, source) for one in saved if isinstance(one, SavedPage)]
    asked = {one.file: query for one, page in read if (query := question(one.url, page, queries)) is not None}

    engine = open_database(database, create=True)
    started_at = datetime.now(UTC)
    run_id = f"{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    plan = _answered(plan, set(asked.values()))
    rows = run_plan(run_id, started_at, plan, files, strategies_sha256(files), {source: ""})
    writer = Archive(archive or archive_folder(database), run_id)
    depths = {query: how.depth for query, how in plan.asked.items()}
    with held(engine, run_id, [source]) as allowed:
        store = Store(engine, run_id, allowed=allowed)
        store.open_run(replace(rows, mode=MODE))
        work = Intake(source, store, writer, _last_seen(engine), asked, depths)
        try:
            told = asyncio.run(work.all(read))
        finally:
            writer.close()
            store.close_run(datetime.now(UTC))
    unread = [Told(one.file, "", "", "not read", one.reason) for one in saved if isinstance(one, Unreadable)]
    with engine.connect() as connection:
        return Imported(run_id, engine, (*told, *unread), run_summary(connection, run_id))


def _answered(plan: Plan, queries: set[Query]) -> Plan:
    """What of a plan the saved pages answer: no probe, no other reading, no strategy with a search left open."""
    whole = (replace(one, readings=()) for one in plan.strategies if set(one.queries) <= queries)
    asked = {
        query: Asked(RECORDS if how.depth == RECORDS else HITS) for query, how in plan.asked.items() if query in queries
    }
    return replace(plan, strategies=tuple(whole), probes=(), asked=asked)


def _clean(saved: SavedPage, source: str) -> tuple[SavedPage, Recognised]:
    """The page without persons, and what it is."""
    page, html = look_at(source, saved.html, saved.url)
    return replace(saved, html=html), page


def _last_seen(engine: Engine) -> dict[str, str]:
    """When each record was last read: a page that was saved before that must not overwrite it."""
    with engine.connect() as connection:
        return dict(connection.execute(text("SELECT record_id, last_seen FROM v1_records")).all())
