"""What a plan will cost, from the last known totals, before anything is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from harvest.again import Before
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


@dataclass(frozen=True, slots=True)
class Again:
    """What asking one source again will cost if nothing has changed there, by what earlier runs know."""

    source: str
    searches: int
    """Whose first page is asked for in any case."""
    records: int
    """That the searches found the last time."""
    asked_about: int
    """Their pages came with validators: 304 is expected."""
    spared: int
    """They are not asked for as long as the sitemap dates them before their last reading."""
    asked: int
    """Nothing spares these, or they were relied on often enough."""
    maps: int
    """Pages of the sitemap, where it is read."""
    minutes: float

    @property
    def requests(self) -> int:
        """With every page of the sitemap: robots.txt, these, the first pages, records that are asked for or about."""
        return 1 + self.maps + self.searches + self.asked_about + self.asked


def price_again(
    plan: Plan, before: Mapping[str, Before], sources: Mapping[str, Source], delay: float | None
) -> list[Again]:
    """For each source of the plan that an earlier run has read at this address; ``delay`` as for ``price``."""
    prices = []
    for name in plan.sources:
        known, source = before.get(name, Before()), sources[name]
        searches = [query for query in plan.of(name) if query == Query(name, "") or not plan.whole(name)]
        found = {
            one.hit.source_id
            for query in searches
            if plan.asked[query].depth == RECORDS and query.search_id in known.searches
            for one in known.searches[query.search_id].hits
        }
        records = [known.records[one] for one in found if one in known.records]
        if not records:
            continue
        about = sum(one.has_validators for one in records)
        # A source whose search is not known has no sitemap that is read for its dates.
        listed = source.search is not None
        spared = sum(known.may_spare(one) for one in records) if listed else 0
        # A sitemap that no run has read yet is taken to be an index and one page. What is read whole does without.
        maps = (len(known.maps) or 2) if spared or (listed and not plan.whole(name)) else 0
        made = Again(name, len(searches), len(found), about, spared, len(found) - about - spared, maps, 0.0)
        pace = source.delay if delay is None else delay
        prices.append(replace(made, minutes=made.requests * pace / 60))
    return prices


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
