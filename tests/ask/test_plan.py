"""From strategies to distinct queries, and their price."""

from __future__ import annotations

import pytest

from harvest.errors import StrategyError
from harvest.plan import make_plan, price
from harvest.records import Query
from harvest.sources import NAMES, load_source
from harvest.strategy import StrategyFile, load


def asking(query: str) -> StrategyFile:
    file = load()
    return file.model_copy(update={"strategy": (file.strategy[0].model_copy(update={"query": query}),)})


def clauses(query: str) -> list[list[str]]:
    (planned,) = make_plan([asking(query)], sources=["eccp"]).strategies
    return [[str(one) for one in clause] for clause in planned.clauses]


def test_a_query_that_several_strategies_want_is_asked_once() -> None:
    plan = make_plan([load()])
    assert len(plan.queries) == len(set(plan.queries)) == 15
    shared = next(query for query in plan.queries if query.text == '"public administration"')
    assert plan.wanted_by(shared) == ("a1-govtech-02", "a1-govtech-03")


@pytest.mark.parametrize(
    ("query", "sets"),
    [
        ("a OR b", [["a"], ["b"]]),
        ("a AND b", [["a", "b"]]),
        ("(a OR b) AND (c OR d)", [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]),
        ("a AND sector:Forestry AND b", [['a AND sector:"Forestry"', 'b AND sector:"Forestry"']]),
        ("a OR a", [["a"]]),
        ("*:*", [["*:*"]]),
        ('s3:"digital transformation: E-HEALTH"', [['s3:"Digital transformation/e-Health"']]),
    ],
)
def test_a_strategy_is_a_union_of_intersections(query: str, sets: list[list[str]]) -> None:
    assert clauses(query) == sets


def test_only_and_source_keep_what_they_name() -> None:
    assert make_plan([load()], only=["foodtech"]).sources == ("eccp",)
    assert len(make_plan([load()], only=["a1-govtech-01"]).queries) == 1
    assert make_plan([load()], sources=["eyeris3"]).queries == (Query("eyeris3", ""),)
    assert make_plan([load()], only=["govtech"], sources=["eccp", "eyeris3"]).sources == NAMES
    with pytest.raises(StrategyError, match="no such strategy or priority"):
        make_plan([load()], only=["x"])
    with pytest.raises(StrategyError, match="nothing is left"):
        make_plan([asking("a").model_copy(update={"strategy": ()})], sources=["eccp"])


def test_two_files_must_not_share_an_id() -> None:
    with pytest.raises(StrategyError, match="rename one"):
        make_plan([load(), load()])


def test_the_price_of_a_query() -> None:
    plan = make_plan([asking("food")], sources=["eccp"])
    (one,) = price(plan, {plan.queries[0].search_id: 30}, {"eccp": load_source("eccp")}, delay=2)
    assert (one.hits, one.pages, one.requests, one.minutes) == (30, 3, 33, 1.1)
    (unknown,) = price(plan, {}, {"eccp": load_source("eccp")}, delay=None)
    assert (unknown.hits, unknown.requests) == (None, 1)


def test_a_search_has_one_name_for_ever() -> None:
    assert Query("eccp", "foodtech").search_id == "eccp-b984e51555c5"
    facets = (("s3", "a"), ("sector", "b"))
    assert Query("eccp", "x", facets).search_id == Query("eccp", "x", facets[::-1]).search_id
