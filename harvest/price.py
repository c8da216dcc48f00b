"""What a plan will cost, from the last known totals, before anything is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from harvest.plan import Asked, Plan
from harvest.records import HITS, RECORDS, TOTAL, Query
from harvest.sources import Source


@dataclass(frozen=True, slots=True)
class Price:
    """What one query costs; ``hits`` is None where nothing is known of it."""

    query: Query
    asked: Asked
    wanted_by: tuple[str, ...]
    hits: int | None
    pages: int
    records: int
    seconds: float
    """Between two requests to its host."""
    note: str = ""

    @property
    def requests(self) -> int:
        return self.pages + self.records

    @property
    def minutes(self) -> float:
        return self.requests * self.seconds / 60


def price(plan: Plan, totals: Mapping[str, int], sources: Mapping[str, Source], delay: float | None) -> list[Price]:
    """What each query will cost, in the plan's order.

    ``totals``: last known hits by search id. Records are counted in full for every query, so a record that several
    searches find makes the sum an upper bound; but no source can have more records than its own total. ``delay``:
    seconds between requests, instead of the sources' own.
    """
    return [_price(plan, query, asked, totals, sources[query.source], delay) for query, asked in plan.asked.items()]


def whole_cost(prices: list[Price], totals: Mapping[str, int]) -> tuple[int, float]:
    """Requests and minutes of a whole plan, at most: its pages, and of each source no more records than it has."""
    requests, minutes = 0, 0.0
    for source in {one.query.source for one in prices}:
        some = [one for one in prices if one.query.source == source]
        records = sum(one.records for one in some)
        universe = totals.get(Query(source, "").search_id)
        needed = sum(one.pages for one in some) + (records if universe is None else min(records, universe))
        requests += needed
        minutes += needed * some[0].seconds / 60
    return requests, minutes


def directory_cost(source: Source, totals: Mapping[str, int]) -> int | None:
    """Requests that reading the source whole takes, after which every query is answered here; None if not known."""
    universe = totals.get(Query(source.name, "").search_id)
    return None if universe is None else math.ceil(universe / source.items_per_page) + universe


def _price(
    plan: Plan, query: Query, asked: Asked, totals: Mapping[str, int], source: Source, delay: float | None
) -> Price:
    hits = totals.get(query.search_id)
    universe = totals.get(Query(query.source, "").search_id)
    pace = source.delay if delay is None else delay
    everything = query == Query(query.source, "")

    def costs(pages: int, records: int, note: str = "") -> Price:
        return Price(query, asked, plan.wanted_by(query), hits, pages, records, pace, note)

    if plan.whole(query.source) and not everything:
        return costs(0, 0, "answered here")
    if everything and len(source.record_ids) > (hits or 0):
        # Those that no page is known to list are asked for by address: at most at each of their addresses.
        unlisted = (len(source.record_ids) - (hits or 0)) * len(source.record_addresses)
        return costs(1 + unlisted, hits or 0, "at most")
    if asked.depth == TOTAL:
        return costs(1, 0, "for its total")
    if asked.limits and hits is not None and asked.limits.verdict(hits, universe) == "unmanageable":
        return costs(1, 0, "unmanageable: one page")
    pages = max(1, math.ceil((hits or 0) / source.items_per_page))
    return costs(pages, (hits or 0) if asked.depth == RECORDS else 0, "for its hits" if asked.depth == HITS else "")
