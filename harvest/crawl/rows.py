"""A plan in the store's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from harvest import __version__
from harvest.plan import Plan
from harvest.strategy import StrategyFile
from pipelines.storing.plan import Bands, PlannedPriority, PlannedStrategy, RunPlan, Term


def run_plan(
    run_id: str,
    started_at: datetime,
    plan: Plan,
    files: Iterable[StrategyFile],
    sha256: str,
    addresses: Mapping[str, str],
) -> RunPlan:
    """What the store writes before the first request. The first file's home region is the run's."""
    every = list(files)
    bands = {strategy.id: Bands(**file.bands.model_dump()) for file in every for strategy in file.strategy}
    priorities = {priority.id: priority for file in every for priority in file.priority}
    return RunPlan(
        run_id=run_id,
        started_at=started_at,
        mode="site",
        strategies_sha256=sha256,
        harvest_version=__version__,
        home_nuts=every[0].home.nuts,
        sources=addresses,
        queries=plan.queries,
        priorities=tuple(
            PlannedPriority(one.id, position, one.kind, one.name_sv, one.name_en, one.published_count)
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
                bands=bands[one.strategy.id],
                clauses=tuple(tuple(Term(query.search_id) for query in clause) for clause in one.clauses),
            )
            for position, one in enumerate(plan.strategies, 1)
        ),
    )
