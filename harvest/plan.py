"""From strategies to the distinct queries that answer them, each asked once.

A query is asked as deeply as whoever wants it most needs: for its **records** (a strategy: every page, every hit
followed up), for its **hits** (another reading of a printed search: every page, to be counted) or for its **total**
(a probe, or a reading that is one query: the first page says it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from harvest.bands import Bands
from harvest.clauses import Clause, clauses, queries
from harvest.errors import CannotAsk, StrategyError
from harvest.probes import probes
from harvest.records import HITS, RECORDS, TOTAL, Query
from harvest.sources import NAMES, Source, load_source
from harvest.strategy import Strategy, StrategyFile

SITE, DIRECTORY, AUTO = "site", "directory", "auto"
MODES = (SITE, DIRECTORY, AUTO)
REGIONS = "eyeris3"
"""The source of the regions, which are read in every harvest that leaves nothing out."""


@dataclass(frozen=True, slots=True)
class PlannedReading:
    """Another meaning that the printed search may have."""

    query: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class PlannedStrategy:
    """A strategy and the sets it is made of: the union of its clauses, each the intersection of its terms."""

    strategy: Strategy
    bands: Bands
    clauses: tuple[Clause, ...]
    readings: tuple[PlannedReading, ...] = ()

    @property
    def queries(self) -> tuple[Query, ...]:
        return queries(self.clauses)


@dataclass(frozen=True, slots=True)
class Asked:
    """How one query is to be asked."""

    depth: str
    limits: Bands | None = None
    """Where a claimed total becomes unmanageable, so that the first page is also the last; None: read to the end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will ask."""

    mode: str
    strategies: tuple[PlannedStrategy, ...]
    sources: tuple[str, ...]
    probes: tuple[tuple[str, Query], ...]
    """(probe, query): before anything else is asked of a source, what its search makes of words."""
    asked: Mapping[Query, Asked] = field(repr=False)
    """Every distinct query, in order: probes, what the strategies want, what only their readings want."""

    @property
    def queries(self) -> tuple[Query, ...]:
        return tuple(self.asked)

    def of(self, source: str) -> tuple[Query, ...]:
        return tuple(query for query in self.asked if query.source == source)

    def probes_of(self, source: str) -> tuple[Query, ...]:
        return tuple(dict.fromkeys(query for _, query in self.probes if query.source == source))

    def wanted_by(self, query: Query) -> tuple[str, ...]:
        return tuple(planned.strategy.id for planned in self.strategies if query in planned.queries)

    def whole(self, source: str) -> bool:
        """Whether the source is read whole from the start, and its queries are answered here."""
        return reads_whole(load_source(source), self.mode)

    def published(self) -> dict[str, int]:
        """Published hits by search id, of the strategies that are one query: a price before anything was asked."""
        return {
            one.queries[0].search_id: one.strategy.published_hits
            for one in self.strategies
            if len(one.queries) == 1 and one.strategy.published_hits is not None
        }


def reads_whole(source: Source, mode: str) -> bool:
    """Whether a source is read whole from the start: because the user says so, or because its search is not known."""
    return source.search is None or mode == DIRECTORY


def make_plan(
    strategies: Iterable[StrategyFile],
    *,
    only: Iterable[str] = (),
    sources: Iterable[str] = (),
    mode: str = AUTO,
    read_to_end: bool = False,
) -> Plan:
    """The plan for some strategy files.

    ``only`` keeps these strategies and priorities, ``sources`` these sources; ``read_to_end`` lifts every limit. The
    regions are read when nothing is left out, when their source is asked for by name, and when a strategy asks them.
    Raises StrategyError for a name that there is none of, an id that two files share, a query that its source can't
    answer exactly, and for a plan without a query.
    """
    files, wanted, kept = list(strategies), set(only), set(sources) or set(NAMES)
    _check_names([strategy for file in files for strategy in file.strategy], wanted)
    planned = tuple(
        _planned(strategy, file.bands, mode)
        for file in files
        for strategy in file.strategy
        if strategy.source in kept and (not wanted or wanted & {strategy.id, strategy.priority})
    )
    read: set[str] = {one.strategy.source for one in planned if reads_whole(load_source(one.strategy.source), mode)}
    if REGIONS in kept and (not wanted or REGIONS in set(sources)):
        read.add(REGIONS)
    searched = [name for name in NAMES if name not in read and any(one.strategy.source == name for one in planned)]
    asking = _Asking(read_to_end=read_to_end)
    told = tuple(
        (probe, query)
        for name in searched
        for probe, query in probes(load_source(name), chain.from_iterable(one.queries for one in planned))
    )
    for _, query in told:
        asking.want(query, TOTAL)
    for name in sorted(read):
        asking.want(Query(name, ""), RECORDS, to_end=True)
    for one in planned:
        for query in one.queries:
            asking.want(query, RECORDS, one.bands, to_end=one.strategy.read_to_end)
    for one in planned:
        for reading in one.readings:
            parts = queries(reading.clauses)
            for query in parts:
                asking.want(query, HITS if len(parts) > 1 else TOTAL, one.bands, to_end=one.strategy.read_to_end)
    if not asking.asked:
        raise StrategyError("nothing is left to ask: --only and --source leave no strategy")
    present = {query.source for query in asking.asked}
    return Plan(mode, planned, tuple(name for name in NAMES if name in present), told, asking.asked)


class _Asking:
    """Queries in the order in which they are first wanted, each as deeply as anybody wants it."""

    def __init__(self, *, read_to_end: bool) -> None:
        self.asked: dict[Query, Asked] = {}
        self._read_to_end = read_to_end

    def want(self, query: Query, depth: str, limits: Bands | None = None, *, to_end: bool = False) -> None:
        wished = Asked(depth, None if to_end or self._read_to_end or depth == TOTAL else limits)
        before = self.asked.get(query)
        self.asked[query] = _both(before, wished) if before else wished


def _both(one: Asked, other: Asked) -> Asked:
    """What answers both wishes: as deep as the deeper, to the end if either wants the end."""
    if TOTAL in (one.depth, other.depth):
        return other if one.depth == TOTAL else one
    depth = RECORDS if RECORDS in (one.depth, other.depth) else HITS
    if one.limits is None or other.limits is None:
        return Asked(depth)
    return Asked(depth, max(one.limits, other.limits, key=lambda limits: limits.unmanageable_min))


def _planned(strategy: Strategy, bands: Bands, mode: str) -> PlannedStrategy:
    source = load_source(strategy.source)
    here = reads_whole(source, mode)
    try:
        readings = tuple(PlannedReading(one, clauses(one, source, here=here)) for one in strategy.readings)
        return PlannedStrategy(strategy, bands, clauses(strategy.query, source, here=here), readings)
    except CannotAsk as error:
        raise StrategyError(f"strategy {strategy.id}: {error}") from None


def _check_names(everyone: list[Strategy], wanted: set[str]) -> None:
    ids = [strategy.id for strategy in everyone]
    for identifier in ids:
        if ids.count(identifier) > 1:
            raise StrategyError(f"two strategy files both have a strategy {identifier!r}: rename one")
    known = {*ids, *(strategy.priority for strategy in everyone)}
    for name in sorted(wanted - known):
        raise StrategyError(f"--only {name}: no such strategy or priority; known are {', '.join(sorted(known))}")
