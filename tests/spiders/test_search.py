"""How far one search is read: to the end, to an unmanageable total, or for its total only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvest.bands import Bands
from harvest.plan import Asked
from harvest.records import HITS, RECORDS, TOTAL, Hit, Query, SearchPage
from spiders.search import Search
from tests.support.store import page

LIMITED = Asked(RECORDS, Bands())
PAGE = page("results")


def listed(*slugs: str, claimed: int | None = None, more: bool = False) -> SearchPage:
    hits = tuple(Hit(rank, slug, f"http://127.0.0.1/{slug}", slug) for rank, slug in enumerate(slugs, start=1))
    return SearchPage(claimed, hits, "http://127.0.0.1/next" if more else None)


def search(asked: Asked = LIMITED) -> Search:
    return Search(Query("eccp", "food"), "search form", asked)


@pytest.mark.parametrize(
    ("claimed", "universe", "stops"),
    [(99, None, False), (100, None, True), (525, 1400, True), (90, 1400, False), (90, 800, True)],
)
def test_the_claim_on_the_first_page_decides(claimed: int, universe: int | None, stops: bool) -> None:
    read = listed("a", "b", claimed=claimed, more=True)
    assert bool(search().too_many(read, universe)) is stops
    assert search(Asked(RECORDS)).too_many(read, universe) == ""


def test_later_pages_are_not_judged_by_the_claim() -> None:
    one = search()
    one.take(listed("a", claimed=90, more=True))
    assert one.too_many(listed("b", claimed=200, more=True), None) == ""


def test_what_ends_on_its_first_page_is_read() -> None:
    assert search().too_many(listed("a", claimed=500), None) == ""


def test_without_a_claim_the_hits_so_far_decide() -> None:
    one = search()
    for start in range(0, 96, 12):
        read = listed(*(f"r{number}" for number in range(start, start + 12)), more=True)
        assert one.too_many(read, None) == ""
        one.take(read)
    last = listed(*(f"r{number}" for number in range(96, 108)), more=True)
    why = one.too_many(last, None)
    assert why == "no total is claimed, and after 108 hits there are still more"
    item, ended = one.cap(PAGE, last, why)
    assert (len(item.hits), item.depth, ended.status, one.follows) == (12, RECORDS, "capped", True)


def test_a_capped_search_keeps_its_total_and_no_hits() -> None:
    one = search()
    item, ended = one.cap(PAGE, listed("a", "b", claimed=340, more=True), "too many")
    assert (item.claimed_total, item.hits, item.depth) == (340, (), TOTAL)
    assert (ended.status, ended.reason, one.follows) == ("capped", "too many", False)


@pytest.mark.parametrize(
    ("read", "depth", "hits", "reason"),
    [
        (listed("a", "b", claimed=340, more=True), TOTAL, 0, ""),
        (listed("a", "b"), HITS, 2, ""),
        (listed("a", "b", more=True), TOTAL, 0, "the site prints no total, and lists more than one page"),
    ],
)
def test_a_search_for_its_total_takes_one_page(read: SearchPage, depth: str, hits: int, reason: str) -> None:
    item, ended = search(Asked(TOTAL)).told(PAGE, read)
    assert (item.depth, len(item.hits), ended.status, ended.reason) == (depth, hits, "complete", reason)


def test_hits_alone_are_not_followed() -> None:
    assert not search(Asked(HITS)).follows
    assert replace(search(Asked(RECORDS))).follows
