"""From strategies to the distinct queries that answer them, each asked once, and what they will cost.

A site is asked for one text at a time, with facets beside it that must all hold. A strategy is therefore brought
into disjunctive normal form: a union (``OR``) of *clauses*, each an intersection (``AND``) of queries. The sets are
put together again in the database, by ``v1_strategy_hits``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from harvest.errors import StrategyError
from harvest.query import And, Everything, Expression, Facet, Or, Phrase, Text, parse
from harvest.records import Query
from harvest.sources import NAMES, Source
from harvest.strategy import Strategy, StrategyFile
from harvest.vocabulary import look_up

REGIONS = "eyeris3"
"""The source that is read whole: it is asked for its regions, not searched."""

Clause = tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class PlannedStrategy:
    """A strategy and the sets it is made of: the union of its clauses, each the intersection of its queries."""

    strategy: Strategy
    clauses: tuple[Clause, ...]

    @property
    def queries(self) -> tuple[Query, ...]:
        return tuple(dict.fromkeys(query for clause in self.clauses for query in clause))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will ask."""

    strategies: tuple[PlannedStrategy, ...]
    sources: tuple[str, ...]
    queries: tuple[Query, ...]
    """Distinct, in the order of the strategies that want them."""

    def of(self, source: str) -> tuple[Query, ...]:
        return tuple(query for query in self.queries if query.source == source)

    def wanted_by(self, query: Query) -> tuple[str, ...]:
        return tuple(planned.strategy.id for planned in self.strategies if query in planned.queries)

    def published(self) -> dict[str, int]:
        """Published hits by search id, of the strategies that are one query: a price before anything was asked."""
        return {
            one.queries[0].search_id: one.strategy.published_hits
            for one in self.strategies
            if len(one.queries) == 1 and one.strategy.published_hits is not None
        }


@dataclass(frozen=True, slots=True)
class Price:
    """What one query costs, from the last known number of hits; ``hits`` is None where none is known."""

    query: Query
    wanted_by: tuple[str, ...]
    hits: int | None
    pages: int
    records: int
    minutes: float

    @property
    def requests(self) -> int:
        return self.pages + self.records


def make_plan(strategies: Iterable[StrategyFile], *, only: Iterable[str] = (), sources: Iterable[str] = ()) -> Plan:
    """The plan for some strategy files.

    ``only`` keeps these strategies and priorities, ``sources`` these sources. The regions are read when nothing is
    left out, or when their source is asked for by name. Raises StrategyError for a name that there is none of, an
    id that two files share, and for a plan without a query.
    """
    files, wanted, kept = list(strategies), set(only), set(sources) or set(NAMES)
    everyone = [strategy for file in files for strategy in file.strategy]
    _check_names(everyone, wanted)
    planned = tuple(
        PlannedStrategy(strategy, tuple(_clauses(parse(strategy.query), strategy.source)))
        for strategy in everyone
        if strategy.source in kept and (not wanted or wanted & {strategy.id, strategy.priority})
    )
    queries = [query for one in planned for query in one.queries]
    if REGIONS in kept and (not wanted or REGIONS in set(sources)):
        queries.append(Query(REGIONS, ""))
    distinct = tuple(dict.fromkeys(queries))
    if not distinct:
        raise StrategyError("nothing is left to ask: --only and --source leave no strategy")
    return Plan(planned, tuple(name for name in NAMES if any(q.source == name for q in distinct)), distinct)


def price(plan: Plan, totals: Mapping[str, int], sources: Mapping[str, Source], delay: float | None) -> list[Price]:
    """What each query will cost, in the plan's order.

    ``totals``: last known hits by search id. Records are counted in full for every query, so a record that several
    searches find makes the sum an upper bound. ``delay``: seconds between requests, instead of the sources' own.
    """
    prices = []
    for query in plan.queries:
        source = sources[query.source]
        hits = totals.get(query.search_id)
        if hits is None and source.record_ids:
            hits = len(source.record_ids)
        pages = max(1, math.ceil((hits or 0) / source.items_per_page))
        pace = source.delay if delay is None else delay
        minutes = (pages + (hits or 0)) * pace / 60
        prices.append(Price(query, plan.wanted_by(query), hits, pages, hits or 0, minutes))
    return prices


def _check_names(everyone: list[Strategy], wanted: set[str]) -> None:
    ids = [strategy.id for strategy in everyone]
    for identifier in ids:
        if ids.count(identifier) > 1:
            raise StrategyError(f"two strategy files both have a strategy {identifier!r}: rename one")
    known = {*ids, *(strategy.priority for strategy in everyone)}
    for name in sorted(wanted - known):
        raise StrategyError(f"--only {name}: no such strategy or priority; known are {', '.join(sorted(known))}")


def _clauses(expression: Expression, source: str) -> list[Clause]:
    found = []
    for atoms in _normal_form(expression):
        facets = tuple(dict.fromkeys(_facet(atom) for atom in atoms if isinstance(atom, Facet)))
        texts = [_typed(atom) for atom in atoms if isinstance(atom, Text | Phrase)]
        found.append(tuple(Query(source, text, facets) for text in dict.fromkeys(texts or [""])))
    return list(dict.fromkeys(found))


def _normal_form(expression: Expression) -> list[list[Expression]]:
    match expression:
        case Or(parts):
            return [clause for part in parts for clause in _normal_form(part)]
        case And(parts):
            combinations = product(*(_normal_form(part) for part in parts))
            return [[atom for clause in combination for atom in clause] for combination in combinations]
        case Everything():
            return [[]]
        case _:
            return [[expression]]


def _facet(facet: Facet) -> tuple[str, str]:
    known = look_up(facet.field, facet.value)
    return facet.field, known.name if known else facet.value


def _typed(atom: Text | Phrase) -> str:
    return f'"{atom.words}"' if isinstance(atom, Phrase) else atom.words
