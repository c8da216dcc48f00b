"""What changed between two runs, and why; nothing is gone because somebody failed."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from harvest.crawl.outcome import settle
from harvest.crawl.release import release
from harvest.evidence.changes import Change, compare
from harvest.evidence.lineage import previous_run, told
from harvest.records import MOVED, RecordRead
from pipelines.store import Store
from tests.support.months import ALL, FOOD, STRATEGIES, WOOD, at, changes, run
from tests.support.store import ended, opened, plan, profile, results, rows


def recomputed(engine: Engine, store: Store) -> list[Change]:
    with engine.connect() as connection:
        this = told(connection, store.run_id)
        before = previous_run(connection, this)
        return [] if before is None else compare(connection, before, this).changes


def gone_at(engine: Engine, slug: str) -> str | None:
    (row,) = rows(engine, "SELECT gone_at FROM v1_records WHERE record_id = :id", id=f"eccp/{slug}")
    found: str | None = row["gone_at"]
    return found


def test_a_first_run_has_nothing_to_be_compared_with(engine: Engine) -> None:
    assert changes(engine, run(engine, 0, {FOOD: ["a"], WOOD: ["b"]})) == set()


def test_nothing_changed(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: ["a", "b"]})
    assert changes(engine, run(engine, 1, {FOOD: ["a"], WOOD: ["b", "a"]})) == set()


def test_what_no_search_found_before_is_new_or_newly_found(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: []})
    second = run(engine, 1, {FOOD: ["a", "b"], WOOD: []})
    cause = "new or newly found"
    assert changes(engine, second) == {
        ("record", "eccp/b", "appeared", cause),
        ("hit", "eccp/b", "appeared", cause),
    }
    assert {(kind, cause) for _, _, kind, cause in changes(engine, second, "organisation")} == {("appeared", cause)}


def test_what_was_not_there_when_all_was_read_is_new_on_the_platform(engine: Engine) -> None:
    run(engine, 0, {ALL: ["a"], FOOD: ["a"], WOOD: []})
    second = run(engine, 1, {ALL: ["a", "b"], FOOD: ["a", "b"], WOOD: []})
    assert ("record", "eccp/b", "appeared", "new on the platform") in changes(engine, second)
    assert ("hit", "eccp/b", "appeared", "new on the platform") in changes(engine, second)


def test_an_edited_profile_names_field_before_and_after_and_explains_its_hits(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: ["a"]}, read={"a": profile("a", at(0), description="food", email="x@a.example")})
    edited = profile("a", at(1), description="wood", email="x@a.example")
    second = run(engine, 1, {FOOD: [], WOOD: ["a"]}, read={"a": edited})
    assert changes(engine, second) == {
        ("record", "eccp/a", "changed", "profile edited"),
        ("hit", "eccp/a", "gone", "profile edited"),
    }
    (row,) = rows(engine, "SELECT * FROM v1_changes WHERE entity = 'organisation'")
    assert (row["field"], row["before"], row["after"]) == ("description", "food", "wood")


def test_an_edit_of_what_no_search_looks_at_explains_no_hit(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: ["a"]}, read={"a": profile("a", at(0), members_total="5")})
    second = run(engine, 1, {FOOD: [], WOOD: ["a"]}, read={"a": profile("a", at(1), members_total="6")})
    assert ("hit", "eccp/a", "gone", "not known") in changes(engine, second)


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ("about foods", "about wood", "profile edited"),
        ("about food", "about food and fish", "not known"),
        ("about FOOD", "about fish", "profile edited"),
    ],
)
def test_an_edit_explains_only_the_words_that_it_brings_or_takes(
    before: str, after: str, cause: str, engine: Engine
) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: ["a"]}, read={"a": profile("a", at(0), description=before)})
    second = run(engine, 1, {FOOD: [], WOOD: ["a"]}, read={"a": profile("a", at(1), description=after)})
    assert ("hit", "eccp/a", "gone", cause) in changes(engine, second)


def test_another_reading_of_the_same_page_is_our_own_readers_doing(engine: Engine) -> None:
    first, second = profile("a", at(0), sector="Food"), profile("a", at(1), sector="Foods")
    same = RecordRead(
        second.source, second.source_id, second.kind, first.page, (), statements=second.statements
    )  # fmt: skip
    run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": first})
    later = run(engine, 1, {FOOD: ["a"], WOOD: []}, read={"a": same})
    assert changes(engine, later) == {("record", "eccp/a", "changed", "our own reader")}


def test_gone_is_what_two_complete_runs_missed_in_a_row(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a", "b"], WOOD: []})
    second = run(engine, 1, {FOOD: ["b"], WOOD: []}, refused=["a"])
    assert changes(engine, second) == {
        ("record", "eccp/a", "missing", "removed"),
        ("hit", "eccp/a", "gone", "removed"),
    }
    assert gone_at(engine, "a") is None
    # A night on which the site is down says nothing, and does not begin to count anew.
    down = run(engine, 2, {}, failed=[FOOD, WOOD])
    assert changes(engine, down) == set()
    third = run(engine, 3, {FOOD: ["b"], WOOD: []}, refused=["a"])
    assert changes(engine, third) == {("record", "eccp/a", "gone", "removed")}
    assert {kind for _, _, kind, _ in changes(engine, third, "organisation")} == {"gone"}
    assert gone_at(engine, "a") == at(1).strftime("%Y-%m-%dT%H:%M:%SZ")
    # It comes back.
    fourth = run(engine, 4, {FOOD: ["a", "b"], WOOD: []})
    assert changes(engine, fourth) == {
        ("record", "eccp/a", "returned", "returned"),
        ("hit", "eccp/a", "appeared", "returned"),
    }
    assert gone_at(engine, "a") is None


def test_what_is_still_at_its_address_is_not_missing(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a", "b"], WOOD: []})
    at_second = at(1)
    store = opened(engine, plan(*STRATEGIES, queries=[FOOD, WOOD], at=at_second))
    store.put(results(FOOD, "b", at=at_second))
    store.put(ended(FOOD))
    store.put(ended(WOOD))
    store.put(profile("a", at_second))
    store.put(profile("b", at_second))
    store.close_run(at_second)
    settle(engine, store)
    assert changes(engine, store) == {("hit", "eccp/a", "gone", "not known")}


def test_a_search_that_failed_is_named_and_moves_nothing(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: ["b"]})
    second = run(engine, 1, {WOOD: ["b", "c"]}, failed=[FOOD])
    told_of = changes(engine, second)
    assert ("search", FOOD.search_id, "not compared", "our own failure") in told_of
    assert not {row for row in told_of if row[1] == "eccp/a"}
    # What it missed is told by the next run that can, once.
    third = run(engine, 2, {FOOD: ["a", "d"], WOOD: ["b", "c"]})
    assert {row[1] for row in changes(engine, third)} == {"eccp/d"}


def test_what_a_failed_search_hid_before_is_our_own_failure(engine: Engine) -> None:
    run(engine, 0, {WOOD: ["b"]}, failed=[FOOD])
    second = run(engine, 1, {FOOD: ["a"], WOOD: ["b"]})
    assert changes(engine, second) == {("record", "eccp/a", "appeared", "our own failure")}


def test_a_run_in_quarantine_is_skipped(engine: Engine) -> None:
    first = run(engine, 0, {FOOD: ["a", "b"], WOOD: []})
    odd = run(engine, 1, {FOOD: [], WOOD: []}, refused=["a", "b"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET quarantined = 'odd' WHERE run_id = :id"), {"id": odd.run_id})
    settle(engine, odd)
    assert changes(engine, odd) == set()
    third = run(engine, 2, {FOOD: ["b"], WOOD: []}, refused=["a"])
    assert changes(engine, third, "record") == {("record", "eccp/a", "missing", "removed")}
    assert {row["previous_run_id"] for row in rows(engine, "SELECT previous_run_id FROM v1_changes")} == {first.run_id}
    assert gone_at(engine, "a") is None


@pytest.mark.parametrize("by", ["identity", "address"])
def test_a_new_address_of_the_same_organisation_is_a_rename(by: str, engine: Engine) -> None:
    run(engine, 0, {FOOD: ["old"], WOOD: []})
    heir = profile("new", at(1), same_as=["old"] if by == "identity" else ())
    reasons = {} if by == "identity" else {"old": f"{MOVED}new"}
    second = run(engine, 1, {FOOD: ["new"], WOOD: []}, read={"new": heir}, refused=["old"], reasons=reasons)
    assert changes(engine, second) == {
        ("record", "eccp/new", "renamed", "renamed"),
        ("hit", "eccp/new", "appeared", "renamed"),
        ("hit", "eccp/old", "gone", "renamed"),
    }
    (row,) = rows(engine, "SELECT * FROM v1_changes WHERE entity = 'organisation'")
    assert (row["kind"], row["before"], row["after"]) == ("renamed", "eccp/old", "eccp/new")
    third = run(engine, 2, {FOOD: ["new"], WOOD: []}, refused=["old"], reasons=reasons)
    assert changes(engine, third) == set()


def test_a_second_profile_beside_the_first_is_no_rename(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["old"], WOOD: []})
    second = run(engine, 1, {FOOD: ["old", "new"], WOOD: []}, read={"new": profile("new", at(1), same_as=["old"])})
    assert ("record", "eccp/new", "appeared", "new or newly found") in changes(engine, second)
    assert changes(engine, second, "organisation") == set()


def test_a_double_that_was_there_before_is_no_rename(engine: Engine) -> None:
    double = {"new": profile("new", at(0), same_as=["old"])}
    run(engine, 0, {FOOD: ["old", "new"], WOOD: []}, read=double)
    second = run(engine, 1, {FOOD: ["new"], WOOD: []}, refused=["old"])
    assert changes(engine, second, "record") == {("record", "eccp/old", "missing", "removed")}
    third = run(engine, 2, {FOOD: ["new"], WOOD: []}, refused=["old"])
    assert changes(engine, third, "record", "organisation") == {("record", "eccp/old", "gone", "removed")}


def test_runs_after_one_that_counts_again_are_compared_anew(engine: Engine, database_url: str) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: []})
    odd = run(engine, 1, {FOOD: ["a", "b"], WOOD: []})
    odd.quarantine("odd")
    settle(engine, odd)
    assert changes(engine, odd) == set()
    third = run(engine, 2, {FOOD: ["a", "b"], WOOD: []})
    assert {row[1] for row in changes(engine, third, "record")} == {"eccp/b"}
    release(database_url, odd.run_id)
    assert {row[1] for row in changes(engine, odd, "record")} == {"eccp/b"}
    assert changes(engine, third) == set()


def test_what_is_written_is_what_is_computed_anew(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a", "b"], WOOD: []}, read={"b": profile("b", at(0), sector="Food")})
    second = run(engine, 1, {FOOD: ["b", "c"], WOOD: ["a"]}, read={"b": profile("b", at(1), sector="Wood")})
    columns = "entity, id, kind, field, before, after, cause"
    written = rows(engine, f"SELECT {columns} FROM changes WHERE run_id = :id ORDER BY position", id=second.run_id)
    assert [Change(**row) for row in written] == recomputed(engine, second)
    assert written
    settle(engine, second)
    assert rows(engine, f"SELECT {columns} FROM changes ORDER BY position") == written


def test_two_months_at_once_are_told_as_one(engine: Engine) -> None:
    first = run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": profile("a", at(0), sector="One")})
    run(engine, 1, {FOOD: ["a", "b"], WOOD: []}, read={"a": profile("a", at(1), sector="Two")})
    third = run(engine, 2, {FOOD: ["a", "b"], WOOD: []}, read={"a": profile("a", at(2), sector="Three")})
    with engine.connect() as connection:
        found = compare(connection, told(connection, first.run_id), told(connection, third.run_id)).changes
    assert [(one.kind, one.before, one.after) for one in found if one.field == "sector"] == [
        ("changed", "One", "Three")
    ]
    assert {one.id for one in found if one.kind == "appeared"} == {"eccp/b"}


def test_what_a_killed_run_found_is_worked_out_by_the_next(engine: Engine) -> None:
    """Killed between its close and its last write: its changes are not there, and nobody comes back for them."""
    run(engine, 0, {FOOD: ["a"], WOOD: []})
    killed = run(engine, 1, {FOOD: ["a", "b"], WOOD: []})
    whole = changes(engine, killed)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM changes"))
        connection.execute(text("UPDATE runs SET settled_at = NULL WHERE run_id = :id"), {"id": killed.run_id})
    assert changes(engine, killed) == set()
    run(engine, 2, {FOOD: ["a", "b"], WOOD: []})
    assert whole
    assert changes(engine, killed) == whole


def test_no_organisation_is_looked_up_by_walking_through_a_whole_run(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the plan is SQLite's")
    plan = rows(engine, "EXPLAIN QUERY PLAN SELECT * FROM v1_changes WHERE run_id = 'x'")
    visits = [row["detail"] for row in plan if row["detail"].startswith(("SEARCH v ", "SCAN v "))]
    assert visits
    assert all("record_id=?" in one for one in visits)
