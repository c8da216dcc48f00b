"""Which runs can be compared, and which records are worth asking for although nothing lists them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from harvest.errors import UsageError
from harvest.evidence.absent import MOST, read_absent
from harvest.evidence.changes import compare
from harvest.evidence.lineage import check_comparable, previous_run, told
from tests.support.months import FOOD, STRATEGIES, WOOD, at, run
from tests.support.store import ended, missing, opened, plan, results


def test_runs_of_other_strategies_are_refused(engine: Engine) -> None:
    first, second = run(engine, 0, {FOOD: ["a"], WOOD: []}), run(engine, 1, {FOOD: ["a", "b"], WOOD: []})
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET strategies_sha256 = 'x' WHERE run_id = :id"), {"id": first.run_id})
        connection.execute(
            text("UPDATE run_strategies SET query = 'fodd' WHERE run_id = :id AND strategy = 's-food'"),
            {"id": first.run_id},
        )
    with engine.connect() as connection:
        before, after = told(connection, first.run_id), told(connection, second.run_id)
        assert previous_run(connection, after) is None
        with pytest.raises(UsageError, match="asked different strategies"):
            check_comparable(before, after)
        check_comparable(before, after, across_edits=True)
        edited = [one for one in compare(connection, before, after).changes if one.entity == "strategy"]
    assert [(one.id, one.before, one.after, one.cause) for one in edited] == [
        ("s-food", "fodd", "s-food", "strategy edited")
    ]


def test_runs_that_do_not_count_can_not_be_compared(engine: Engine) -> None:
    first, second = run(engine, 0, {FOOD: ["a"], WOOD: []}), run(engine, 1, {}, failed=[FOOD, WOOD])
    with engine.connect() as connection:
        before, after = told(connection, first.run_id), told(connection, second.run_id)
    with pytest.raises(UsageError, match="it failed"):
        check_comparable(before, after)
    with pytest.raises(UsageError, match="did not start before"):
        check_comparable(before, before)


def test_only_what_a_complete_search_lost_is_asked_for_by_address(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a", "b"], WOOD: ["b", "c"]})
    second = plan(*STRATEGIES, queries=[FOOD, WOOD], at=at(1))
    store = opened(engine, second)

    def absent() -> list[str]:
        with engine.connect() as connection:
            return [hit.source_id for hit in read_absent(connection, store.run_id, "eccp")]

    assert absent() == []
    store.put(results(FOOD, at=at(1)))
    store.put(ended(FOOD))
    # "b" may still be found by the other search.
    assert absent() == ["a"]
    store.put(results(WOOD, "c", at=at(1)))
    store.put(ended(WOOD))
    assert absent() == ["a", "b"]
    store.put(missing("a"))
    assert absent() == ["b"]


def test_a_catastrophe_is_not_asked_for_one_by_one(engine: Engine) -> None:
    run(engine, 0, {FOOD: [f"c{number:03}" for number in range(MOST + 20)], WOOD: []})
    store = opened(engine, plan(*STRATEGIES, queries=[FOOD, WOOD], at=at(1)))
    store.put(results(FOOD, at=at(1)))
    store.put(ended(FOOD))
    with engine.connect() as connection:
        assert len(read_absent(connection, store.run_id, "eccp")) == MOST
