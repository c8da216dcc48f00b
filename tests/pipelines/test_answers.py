"""Answers that were worked out here become hits on the pages of their own records."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from harvest.crawl.answers import answer_open_searches, expression, reading_of
from harvest.plan import DIRECTORY, Plan, make_plan
from harvest.query import And, Everything, Facet, Phrase, Text
from harvest.records import TOTAL, DeclaredPriority, Query
from harvest.sources import load_source
from pipelines.store import Store
from tests.ask.test_plan import asking
from tests.support.store import MONDAY, ended, opened, page, profile, region, results, rows
from tests.support.store import plan as run_of

EVERYTHING = Query("eccp", "")


def answered(engine: Engine, made: Plan, *items: object, reading: str = "site") -> Store:
    store = opened(engine, run_of(queries=made.queries))
    for item in items:
        store.put(item)  # type: ignore[arg-type]
    with engine.connect() as connection:
        answer_open_searches(connection, made, store, reading)
    return store


def read_whole(status: str = "complete", reason: str = "") -> tuple[object, ...]:
    return (
        replace(results(EVERYTHING, "alfa", "beta"), rung="listing"),
        profile("alfa", description="Food for schools."),
        profile("beta", description="Foods and meat.", sector="Forestry"),
        replace(ended(EVERYTHING, status, reason), rung="listing"),
    )


def hits(engine: Engine, query: Query) -> list[tuple[str, int]]:
    sql = "SELECT source_id, rank FROM v1_hits WHERE search_id = :search_id ORDER BY rank"
    return [(row["source_id"], row["rank"]) for row in rows(engine, sql, search_id=query.search_id)]


def test_what_is_open_after_the_whole_was_read_is_answered(engine: Engine) -> None:
    made = make_plan([asking("food", "food AND sector:Forestry")], mode=DIRECTORY, sources=["eccp"])
    answered(engine, made, *read_whole())
    food, narrowed = made.strategies[0].queries[0], made.strategies[1].queries[0]
    assert hits(engine, food) == [("alfa", 1), ("beta", 2)]
    assert hits(engine, narrowed) == [("beta", 1)]
    sql = "SELECT rung, reading, status, depth FROM v1_searches WHERE search_id = :search_id"
    assert rows(engine, sql, search_id=food.search_id) == [
        {"rung": "directory (listing)", "reading": str(reading_of(load_source("eccp"))), "status": "complete",
         "depth": "records"}
    ]  # fmt: skip
    urls = rows(engine, "SELECT page_url FROM v1_hits WHERE search_id = :search_id", search_id=narrowed.search_id)
    assert urls == [{"page_url": page("beta").url}]


def test_strictly_read_a_word_is_only_itself(engine: Engine) -> None:
    made = make_plan([asking("food")], mode=DIRECTORY, sources=["eccp"])
    answered(engine, made, *read_whole(), reading="all")
    assert hits(engine, made.strategies[0].queries[0]) == [("alfa", 1)]


def test_an_answer_is_as_complete_as_the_reading(engine: Engine) -> None:
    made = make_plan([asking("food")], mode=DIRECTORY, sources=["eccp"])
    answered(engine, made, *read_whole("blocked", "a human check"))
    sql = "SELECT status, reason, harvested_hits FROM v1_searches WHERE query = 'food'"
    assert rows(engine, sql) == [{"status": "blocked", "reason": "a human check", "harvested_hits": 2}]


def test_a_source_that_was_not_read_whole_is_left_alone(engine: Engine) -> None:
    made = make_plan([asking("food")], mode=DIRECTORY, sources=["eccp"])
    store = answered(engine, made, profile("alfa", description="Food."))
    assert rows(engine, "SELECT status FROM v1_searches WHERE query = 'food'") == [{"status": "running"}]
    store.close_run(MONDAY)
    assert rows(engine, "SELECT status FROM v1_searches WHERE query = 'food'") == [{"status": "failed"}]


def test_regions_are_searched_in_what_they_declare(engine: Engine) -> None:
    declared = DeclaredPriority("Forest bioeconomy", "Wood and pulp.", None, "unknown")
    made = make_plan([asking("pulp", source="eyeris3")], sources=["eyeris3"])
    whole = Query("eyeris3", "")
    store = opened(engine, run_of(queries=made.queries))
    listed = results(whole, "SE321", "SE322")
    for item in (
        replace(listed, rung="listing", page=replace(listed.page, source="eyeris3")),
        region("SE321", declared),
        region("SE322"),
        replace(ended(whole), rung="listing"),
    ):
        store.put(item)
    with engine.connect() as connection:
        answer_open_searches(connection, made, store)
    assert hits(engine, made.strategies[0].queries[0]) == [("SE321", 1)]


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        (Query("eccp", "food"), Text("food")),
        (Query("eccp", '"a b"', (("s3", "KETs/Photonics"),)), And((Phrase("a b"), Facet("s3", "KETs/Photonics")))),
        (Query("eccp", "", (("s3", "KETs/Photonics"),)), Facet("s3", "KETs/Photonics")),
        (Query("eccp", ""), Everything()),
    ],
)
def test_a_query_of_a_source_is_an_expression_again(query: Query, tree: object) -> None:
    assert expression(query) == tree


def test_a_page_that_told_a_total_may_be_read_whole_after_all(engine: Engine) -> None:
    made = make_plan([asking("food")], sources=["eccp"])
    listed = results(EVERYTHING, "alfa", "beta")
    told = replace(listed, hits=(), depth=TOTAL)
    answered(engine, made, told, ended(EVERYTHING), replace(listed, rung="listing"), *read_whole()[1:])
    assert hits(engine, made.strategies[0].queries[0]) == [("alfa", 1), ("beta", 2)]
    assert rows(engine, "SELECT rung, depth, harvested_hits FROM v1_searches WHERE query = '' AND filters = ''") == [
        {"rung": "listing", "depth": "records", "harvested_hits": 2}
    ]
