"""Small hand-made plans and items for tests of the store, and a store whose clock stands still."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from harvest.identity.rules import RULES_VERSION
from harvest.records import (
    DeclaredPriority,
    Hit,
    Judgement,
    Page,
    Query,
    RecordMissing,
    RecordRead,
    SearchEnded,
    SearchPageRead,
    Statement,
    Value,
    record_id,
)
from pipelines.store import Store
from pipelines.storing.plan import Bands, PlannedPriority, PlannedStrategy, RunPlan, Term

MONDAY = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)

BANDS = Bands(dead_max=0, too_few_max=2, workable_max=75, unmanageable_min=100)


def query(words: str, source: str = "eccp") -> Query:
    return Query(source, words)


def strategy(
    name: str, *clauses: Iterable[Query | Term], priority: str = "foodtech", published_hits: int | None = None
) -> PlannedStrategy:
    """A strategy; a clause is a list of queries, or of Terms where one of them excludes."""
    return PlannedStrategy(
        strategy=name,
        position=1,
        priority=priority,
        origin="appendix1",
        source="eccp",
        query=name,
        printed=f"{name} as printed",
        published_hits=published_hits,
        bands=BANDS,
        clauses=tuple(
            tuple(one if isinstance(one, Term) else Term(one.search_id) for one in clause) for clause in clauses
        ),
    )


def plan(
    *strategies: PlannedStrategy,
    queries: Iterable[Query],
    at: datetime = MONDAY,
    home_nuts: str | None = "SE321",
) -> RunPlan:
    """A run over these strategies, named by its day."""
    return RunPlan(
        run_id=f"{at:%Y%m%d}",
        started_at=at,
        mode="site",
        strategies_sha256="0" * 64,
        harvest_version="0.1",
        home_nuts=home_nuts,
        sources={"eccp": "http://127.0.0.1:8000"},
        queries=tuple(queries),
        priorities=tuple(
            PlannedPriority(name, position, "strength", f"{name} (sv)", name, None)
            for position, name in enumerate(dict.fromkeys(one.priority for one in strategies), start=1)
        ),
        strategies=strategies,
    )


def opened(engine: Engine, run: RunPlan) -> Store:
    """The run's store, its plan written; its clock stands at the start of the run."""
    store = Store(engine, run.run_id, clock=lambda: run.started_at)
    store.open_run(run)
    return store


def page(path: str, at: datetime = MONDAY, *, body: str = "", status: int = 200) -> Page:
    """A page of the first source. Another body is another sha256."""
    digest = hashlib.sha256(f"{path} {body}".encode()).hexdigest()
    return Page(
        source="eccp",
        url=f"http://127.0.0.1:8000/{path}",
        request_key=f"GET {path}",
        fetched_at=at,
        http_status=status,
        sha256_fetched=digest,
        sha256_archived=digest,
        archive_file="harvest.warc.gz",
        archive_offset=0,
        archive_length=100,
    )


def results(
    asked: Query, *slugs: str, claimed: int | None = None, at: datetime = MONDAY, number: int = 1
) -> SearchPageRead:
    """A result page that lists these records and claims as many, or ``claimed``."""
    return SearchPageRead(
        search_id=asked.search_id,
        rung="site search",
        page=page(f"search/{asked.search_id}/{number}", at),
        claimed_total=len(slugs) if claimed is None else claimed,
        hits=tuple(
            Hit(rank, slug, f"http://127.0.0.1:8000/{slug}", slug.title()) for rank, slug in enumerate(slugs, start=1)
        ),
    )


def ended(asked: Query, status: str = "complete", reason: str = "") -> SearchEnded:
    return SearchEnded(asked.search_id, "site search", status, reason)


def profile(
    slug: str, at: datetime = MONDAY, *, same_as: Iterable[str] = (), unread: str = "", **values: str
) -> RecordRead:
    """An organisation's record with a name, a region and these values, judged the same as others."""
    stated = {"name": slug.title(), "nuts": "SE110", **values}
    this = record_id("eccp", slug)
    return RecordRead(
        source="eccp",
        source_id=slug,
        kind="organisation",
        page=page(slug, at, body=repr(sorted(stated.items())) + unread),
        values=(),
        unread=(Value("", unread, "Mascot"),) if unread else (),
        statements=tuple(Statement(field, value, f" {value} ", "trimmed") for field, value in stated.items()),
        judgements=tuple(same(this, record_id("eccp", other)) for other in same_as),
    )


def same(left: str, right: str, verdict: str = "same", decided_by: str = RULES_VERSION) -> Judgement:
    return Judgement(left, right, verdict, 0.95, ("same homepage", "compatible name"), decided_by)


def region(nuts: str, *priorities: DeclaredPriority, at: datetime = MONDAY, name: str = "Somewhere") -> RecordRead:
    return RecordRead(
        source="eyeris3",
        source_id=nuts,
        kind="region",
        page=page(f"regions/{nuts}", at, body=f"{name} {priorities}"),
        values=(),
        priorities=priorities,
        statements=(Statement("name_en", name, name, "as printed"),),
    )


def missing(slug: str, outcome: str = "refused", reason: str = "no such page") -> RecordMissing:
    return RecordMissing("eccp", slug, f"http://127.0.0.1:8000/{slug}", outcome, reason)


def rows(engine: Engine, sql: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a query, as dicts."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]


def contents(engine: Engine, *tables: str) -> dict[str, list[dict[str, Any]]]:
    """Everything in these tables, to compare before and after."""
    return {table: rows(engine, f"SELECT * FROM {table}") for table in tables}
