"""What a plan costs, from the last known totals."""

from __future__ import annotations

from harvest.plan import AUTO, DIRECTORY, make_plan
from harvest.price import Price, directory_cost, price, whole_cost
from harvest.records import Query
from harvest.sources import NAMES, load_source
from harvest.strategy import load
from tests.ask.test_plan import asking

SOURCES = {name: load_source(name) for name in NAMES}
EVERYTHING = Query("eccp", "").search_id
FOOD = Query("eccp", "food").search_id


def prices(totals: dict[str, int], *queries: str, delay: float | None = 2, mode: str = AUTO) -> dict[str, Price]:
    made = make_plan([asking(*queries)], sources=["eccp"], mode=mode)
    return {str(one.query): one for one in price(made, totals, SOURCES, delay)}


def test_a_workable_query_costs_its_pages_and_records() -> None:
    food = prices({FOOD: 30}, "food")["food"]
    assert (food.hits, food.pages, food.requests, food.minutes) == (30, 3, 33, 1.1)


def test_an_unknown_query_costs_a_page_at_least() -> None:
    food = prices({}, "food", delay=None)["food"]
    assert (food.hits, food.requests, food.seconds) == (None, 1, load_source("eccp").delay)


def test_an_unmanageable_query_costs_one_page() -> None:
    food = prices({FOOD: 340}, "food")["food"]
    assert (food.pages, food.records, food.note) == (1, 0, "unmanageable: one page")
    small = prices({FOOD: 90, EVERYTHING: 400}, "food")["food"]
    assert (small.pages, small.records) == (1, 0)


def test_a_probe_costs_one_page() -> None:
    told = prices({EVERYTHING: 1400}, "food")
    assert (told["*:*"].pages, told["*:*"].records, told["*:*"].note) == (1, 0, "for its total")


def test_what_is_answered_here_costs_nothing_beside_the_reading() -> None:
    told = prices({EVERYTHING: 1400}, "food", "meat", mode=DIRECTORY)
    assert (told["*:*"].pages, told["*:*"].records) == (117, 1400)
    assert (told["food"].requests, told["meat"].note) == (0, "answered here")


def test_no_source_has_more_records_than_it_has() -> None:
    plan = make_plan([asking("food", "meat")], sources=["eccp"])
    totals = {FOOD: 60, Query("eccp", "meat").search_id: 60, EVERYTHING: 70}
    told = price(plan, totals, SOURCES, 60)
    pages = sum(one.pages for one in told)
    assert sum(one.records for one in told) == 120
    assert whole_cost(told, totals) == (pages + 70, pages + 70)


def test_the_price_of_the_directory() -> None:
    assert directory_cost(SOURCES["eccp"], {EVERYTHING: 1400}) == 117 + 1400
    assert directory_cost(SOURCES["eccp"], {}) is None


def test_regions_cost_their_pages_and_their_queries_nothing() -> None:
    told = {str(one.query): one for one in price(make_plan([load()], sources=["eyeris3"]), {}, SOURCES, 1)}
    everything = told.pop("*:*")
    source = load_source("eyeris3")
    assert everything.requests == 1 + len(source.record_ids) * len(source.record_addresses)
    assert {one.requests for one in told.values()} == {0}
