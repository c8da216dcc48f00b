"""The books balance, or name the search that leaks."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from harvest.evidence.ledger import Ledger, read_ledger
from harvest.evidence.runs import latest_run, run_summary
from harvest.records import HITS, TOTAL, Item
from tests.support.store import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    ended,
    missing,
    opened,
    plan,
    profile,
    query,
    results,
    strategy,
)

FOOD, HEALTH = query("food"), query("health")
RUN = plan(
    strategy("s1", [FOOD], published_hits=3),
    strategy("s2", [HEALTH], priority="health"),
    queries=[FOOD, HEALTH],
)
BALANCED: tuple[Item, ...] = (
    results(FOOD, "alfa", "beta", "gone"),
    results(HEALTH, "beta", "silent"),
    profile("alfa"),
    profile("beta"),
    missing("gone", "refused"),
    missing("silent", "failed", "timeout"),
    ended(FOOD),
    ended(HEALTH),
)


def ledger(engine: Engine, *items: Item) -> Ledger:
    store = opened(engine, RUN)
    store.request_sent("eccp", "http://127.0.0.1:8000/robots.txt")
    for item in items:
        store.put(item)
    store.close_run(TUESDAY)
    with engine.connect() as connection:
        return read_ledger(connection, RUN.run_id)


def test_balanced_books(engine: Engine) -> None:
    books = ledger(engine, *BALANCED)
    assert books.balanced
    assert (books.reported, books.harvested, books.missing) == (5, 5, 0)
    assert (books.new, books.changed, books.unchanged, books.refused, books.already_seen) == (2, 0, 0, 2, 1)
    assert (books.requests, books.pages, books.not_modified) == (1, 4, 0)


def test_a_hit_that_was_never_followed_up_leaks(engine: Engine) -> None:
    books = ledger(engine, *(item for item in BALANCED if item != profile("beta")))
    assert [(leak.search_id, leak.kind, leak.count) for leak in books.leaks] == [
        (search_id, "unvisited hits", 1) for search_id in sorted([FOOD.search_id, HEALTH.search_id])
    ]
    assert "food: 1 of 3 hits were never followed up" in {leak.message for leak in books.leaks}
    kept = books.new + books.changed + books.unchanged + books.refused + books.already_seen
    assert books.harvested - kept == sum(leak.count for leak in books.leaks) == 2


@pytest.mark.parametrize(("claimed", "kind", "count"), [(4, "missing hits", 1), (2, "surplus hits", 1)])
def test_a_complete_search_that_lists_another_number_leaks(engine: Engine, claimed: int, kind: str, count: int) -> None:
    items = [results(FOOD, "alfa", "beta", "gone", claimed=claimed), *BALANCED[1:]]
    (leak,) = ledger(engine, *items).leaks
    assert (leak.search_id, leak.kind, leak.count) == (FOOD.search_id, kind, count)
    assert leak.message == f"food: eccp claims {claimed} hits, its pages list 3"


def test_a_search_that_is_not_complete_may_miss_hits(engine: Engine) -> None:
    items = [
        results(FOOD, "alfa", "beta", "gone", claimed=40),
        *BALANCED[1:],
        ended(FOOD, "capped", "40 > 3"),
    ]
    books = ledger(engine, *items)
    assert books.balanced
    assert books.missing == 37


def test_a_run_that_is_not_there(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(LookupError, match="no run nowhere"):
        read_ledger(connection, "nowhere")


def test_the_summary_is_the_contracts(engine: Engine) -> None:
    ledger(engine, *BALANCED)
    with engine.connect() as connection:
        summary = run_summary(connection, RUN.run_id)
    assert json.loads(json.dumps(summary)) == summary
    assert [refusal["outcome"] for refusal in summary["refusals"]] == ["refused", "failed"]
    unsettled = {"changes", "expectations", "nothing_changed", "quarantined"}
    assert {key: summary[key] for key in summary.keys() - unsettled} | {"searches": None, "refusals": None} == {
        "run": "20261123",
        "status": "complete",
        "balanced": True,
        "leaks": [],
        "mode": "site",
        "probes": [],
        "laws": {"seen": 0, "broken": []},
        "searches": None,
        "refusals": None,
        "requests": 1,
        "not_modified": 0,
        "pages": 4,
        "records": {"new": 2, "changed": 0, "unchanged": 0, "refused": 2},
        "seconds": 86400.0,
    }
    assert (summary["quarantined"], summary["expectations"], summary["changes"]["previous"]) == (None, [], None)
    assert summary["searches"][0] == {
        "strategy": "s1",
        "priority": "foodtech",
        "source": "eccp",
        "query": "s1",
        "rung": "site search",
        "reported": 3,
        "harvested": 3,
        "distinct": 2,
        "new": 2,
        "status": "complete",
        "reason": "",
        "semantics": "",
    }


def test_the_latest_run(engine: Engine) -> None:
    with engine.connect() as connection:
        assert latest_run(connection) is None
    opened(engine, plan(queries=[FOOD], at=TUESDAY))
    opened(engine, plan(queries=[FOOD], at=MONDAY))
    with engine.connect() as connection:
        assert latest_run(connection) == "20261124"
        assert run_summary(connection, "20261124")["seconds"] is None
    opened(engine, replace(plan(queries=[FOOD], at=WEDNESDAY), mode="saved by hand"))
    with engine.connect() as connection:
        assert latest_run(connection) == "20261124"


def test_what_was_asked_for_less_than_its_records_is_in_no_balance(engine: Engine) -> None:
    counted, told = query("counted"), query("told")
    run = replace(
        RUN,
        queries=(*RUN.queries, counted, told),
        depths={counted.search_id: HITS, told.search_id: TOTAL},
        probes=(("universe", told.search_id),),
    )
    store = opened(engine, run)
    items = (
        replace(results(counted, "alfa", "omega", claimed=2), depth=HITS),
        ended(counted),
        replace(results(told, claimed=1400), depth=TOTAL),
        ended(told),
    )
    for item in (*BALANCED, *items):
        store.put(item)
    assert store.close_run(MONDAY) == "complete"
    with engine.connect() as connection:
        books = read_ledger(connection, RUN.run_id)
        summary = run_summary(connection, RUN.run_id)
    assert (books.balanced, books.reported, books.harvested) == (True, 5, 5)
    assert [search["strategy"] for search in summary["searches"]] == ["s1", "s2"]
    assert [probe["says"] for probe in summary["probes"]] == ["1400 records in all"]
