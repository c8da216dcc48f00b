"""A plan in the store's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from harvest import __version__, clauses
from harvest.plan import Plan
from harvest.strategy import StrategyFile
from pipelines.storing.plan import Bands, Clauses, PlannedPriority, PlannedStrategy, RunPlan, Term


def run_plan(
    run_id: str,
    started_at: datetime,
    plan: Plan,
    files: Iterable[StrategyFile],
    sha256: str,
    addresses: Mapping[str, str],
    document: str = "",
) -> RunPlan:
    """What the store writes before the first request. The first file's home region is the run's.

    ``document``: what only a resume needs.
    """
    every = list(files)
    present = {one.strategy.id for one in plan.strategies}
    priorities = {priority.id: priority for file in every for priority in file.priority}
    return RunPlan(
        run_id=run_id,
        started_at=started_at,
        mode=plan.mode,
        strategies_sha256=sha256,
        harvest_version=__version__,
        home_nuts=every[0].home.nuts,
        sources=addresses,
        queries=plan.queries,
        priorities=tuple(
            PlannedPriority(
                one.id,
                position,
                one.kind,
                one.name_sv,
                one.name_en,
                one.published_count,
                one.terms_en,
                one.s3,
                one.terms_sv,
            )
            for position, one in enumerate(priorities.values(), 1)
        ),
        strategies=tuple(
            PlannedStrategy(
                strategy=one.strategy.id,
                position=position,
                priority=one.strategy.priority,
                origin=one.strategy.origin,
                source=one.strategy.source,
                query=one.strategy.query,
                printed=one.strategy.printed,
                published_hits=one.strategy.published_hits,
                bands=Bands(**one.bands.model_dump()),
                clauses=_terms(one.clauses),
                expected_band=one.strategy.expected_band,
                readings=tuple((reading.query, _terms(reading.clauses)) for reading in one.readings),
                contains=tuple(name for name in one.strategy.contains if name in present),
            )
            for position, one in enumerate(plan.strategies, 1)
        ),
        depths={query.search_id: asked.depth for query, asked in plan.asked.items()},
        probes=tuple((probe, query.search_id) for probe, query in plan.probes),
        document=document,
    )


def _terms(planned: tuple[clauses.Clause, ...]) -> Clauses:
    return tuple(tuple(Term(term.query.search_id, term.negated) for term in clause) for clause in planned)
