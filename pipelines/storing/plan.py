"""What a run set out to do, as the store takes it before the first request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from harvest.records import RECORDS, Query
from models.base import utc_text
from models.runs import Probe, Run, RunSource, Search
from models.runs import Query as QueryRow
from models.runs import RunPlan as RunPlanRow
from models.strategies import Priority, ReadingTerm, RunReading, RunStrategy, StrategyContains, StrategyTerm


@dataclass(frozen=True, slots=True)
class PlannedPriority:
    """One priority of the home region, named as its strategy file names it."""

    priority: str
    position: int
    kind: str
    name_sv: str
    name_en: str
    published_count: int | None = None
    terms_en: tuple[str, ...] = ()
    s3: tuple[str, ...] = ()
    terms_sv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bands:
    """The limits by which a strategy's reported hits are judged (see ``v1_yield.band``)."""

    dead_max: int
    too_few_max: int
    workable_max: int
    unmanageable_min: int
    unmanageable_share: float = 0.1


@dataclass(frozen=True, slots=True)
class Term:
    """One search within a clause; a negated one takes its records out."""

    search_id: str
    negated: bool = False


Clauses = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class PlannedStrategy:
    """One strategy, worked out into searches: the union of clauses, each the intersection of its terms."""

    strategy: str
    position: int
    priority: str
    origin: str
    source: str
    query: str
    printed: str
    published_hits: int | None
    bands: Bands
    clauses: Clauses
    expected_band: str | None = None
    readings: tuple[tuple[str, Clauses], ...] = ()
    """(query, clauses) of every other meaning that the printed search may have."""
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run before its first request."""

    run_id: str
    started_at: datetime
    mode: str
    strategies_sha256: str
    harvest_version: str
    home_nuts: str | None
    sources: Mapping[str, str]
    """Source to the address at which it is asked."""
    queries: tuple[Query, ...]
    priorities: tuple[PlannedPriority, ...]
    strategies: tuple[PlannedStrategy, ...]
    depths: Mapping[str, str] = field(default_factory=dict)
    """Search id to what it is asked for; where it says nothing, for its records."""
    probes: tuple[tuple[str, str], ...] = ()
    """(probe, search id)."""
    document: str = ""
    """What only a resume needs; empty for a run that can't be resumed."""


def write_plan(connection: Connection, plan: RunPlan) -> None:
    """Write the run and its plan; nothing if the run is there already.

    Raises ValueError for a clause that only excludes: the records it means can't be told from hits.
    """
    if connection.scalar(select(Run.run_id).where(Run.run_id == plan.run_id)) is not None:
        return
    connection.execute(
        insert(Run).values(
            run_id=plan.run_id,
            started_at=utc_text(plan.started_at),
            status="running",
            mode=plan.mode,
            strategies_sha256=plan.strategies_sha256,
            harvest_version=plan.harvest_version,
            home_nuts=plan.home_nuts,
            quarantined="",
        )
    )
    if plan.document:
        connection.execute(insert(RunPlanRow).values(run_id=plan.run_id, document=plan.document))
    for source, address in plan.sources.items():
        connection.execute(insert(RunSource).values(run_id=plan.run_id, source=source, address=address))
    _write_queries(connection, plan)
    for priority in plan.priorities:
        _write_priority(connection, priority)
    for strategy in plan.strategies:
        _write_strategy(connection, plan.run_id, strategy)
    for position, (probe, search_id) in enumerate(plan.probes):
        connection.execute(
            insert(Probe).values(run_id=plan.run_id, probe=probe, position=position, search_id=search_id)
        )


def _write_queries(connection: Connection, plan: RunPlan) -> None:
    known = set(connection.scalars(select(QueryRow.search_id)))
    for query in plan.queries:
        if query.search_id not in known:
            filters = "; ".join(f"{name}: {value}" for name, value in sorted(query.facets))
            connection.execute(
                insert(QueryRow).values(
                    search_id=query.search_id, source=query.source, text=query.text, filters=filters
                )
            )
            known.add(query.search_id)
    for search_id in dict.fromkeys(query.search_id for query in plan.queries):
        depth = plan.depths.get(search_id, RECORDS)
        connection.execute(
            insert(Search).values(
                run_id=plan.run_id, search_id=search_id, depth=depth, status="running", reason="", semantics=""
            )
        )


def _write_priority(connection: Connection, priority: PlannedPriority) -> None:
    named = {
        "position": priority.position,
        "kind": priority.kind,
        "name_sv": priority.name_sv,
        "name_en": priority.name_en,
        "published_count": priority.published_count,
        "terms_en": json.dumps(priority.terms_en, ensure_ascii=False),
        "s3": json.dumps(priority.s3, ensure_ascii=False),
        "terms_sv": json.dumps(priority.terms_sv, ensure_ascii=False),
    }
    is_it = Priority.priority == priority.priority
    if connection.scalar(select(Priority.priority).where(is_it)) is None:
        connection.execute(insert(Priority).values(priority=priority.priority, **named))
    else:
        connection.execute(update(Priority).where(is_it).values(**named))


def _write_strategy(connection: Connection, run_id: str, strategy: PlannedStrategy) -> None:
    connection.execute(
        insert(RunStrategy).values(
            run_id=run_id,
            strategy=strategy.strategy,
            position=strategy.position,
            priority=strategy.priority,
            origin=strategy.origin,
            source=strategy.source,
            query=strategy.query,
            printed=strategy.printed,
            published_hits=strategy.published_hits,
            dead_max=strategy.bands.dead_max,
            too_few_max=strategy.bands.too_few_max,
            workable_max=strategy.bands.workable_max,
            unmanageable_min=strategy.bands.unmanageable_min,
            unmanageable_share=strategy.bands.unmanageable_share,
            expected_band=strategy.expected_band,
        )
    )
    this = {"run_id": run_id, "strategy": strategy.strategy}
    for contained in strategy.contains:
        connection.execute(insert(StrategyContains).values(**this, contained=contained))
    connection.execute(insert(StrategyTerm), [{**this, **term} for term in _terms(strategy.strategy, strategy.clauses)])
    for number, (query, clauses) in enumerate(strategy.readings, start=1):
        reading = {**this, "reading": number}
        connection.execute(insert(RunReading).values(**reading, query=query))
        terms = [{**reading, **term} for term in _terms(f"{strategy.strategy}, reading {number}", clauses)]
        connection.execute(insert(ReadingTerm), terms)


def _terms(owner: str, clauses: Clauses) -> Iterator[dict[str, Any]]:
    for number, clause in enumerate(clauses):
        if all(term.negated for term in clause):
            raise ValueError(f"clause {number} of strategy {owner} only excludes")
        for term in clause:
            yield {"clause": number, "search_id": term.search_id, "negated": term.negated}
