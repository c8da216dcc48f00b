"""New on the platform, or newly found: what earlier runs had seen of a record that is read for the first time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import Engine

from tests.support.months import ALL, FOOD, WOOD, changes, run
from tests.support.store import rows

OLD, NEW = "2026-10-02T08:00Z", "2026-12-20T08:00Z"


def cause(engine: Engine, before: Mapping[str, str] | None, now: Mapping[str, str] | None) -> str:
    """Why b, which a search finds in the second run, appeared; ``before`` and ``now``: the sitemaps."""
    run(engine, 0, {FOOD: ["a"], WOOD: []}, listed=before)
    second = run(engine, 1, {FOOD: ["a", "b"], WOOD: []}, listed=now)
    told = changes(engine, second)
    causes = {cause for _, name, kind, cause in told if (name, kind) == ("eccp/b", "appeared")}
    # The hit and the record: one thing happened.
    assert {entity for entity, name, *_ in told if name == "eccp/b"} == {"record", "hit"}
    (found,) = causes
    return found


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"a": OLD}, {"a": OLD, "b": NEW}, "new on the platform"),
        ({"a": OLD}, None, "new on the platform"),
        ({"a": "", "c": ""}, {"a": "", "b": "", "c": ""}, "new on the platform"),
        ({"a": OLD, "b": OLD}, {"a": OLD, "b": NEW}, "profile edited"),
        ({"a": OLD, "b": OLD}, {"a": OLD, "b": OLD}, "newly found"),
        ({"a": "", "b": ""}, {"a": "", "b": ""}, "newly found"),
        ({"a": OLD, "b": OLD}, None, "newly found"),
        (None, {"a": OLD, "b": NEW}, "new or newly found"),
        (None, None, "new or newly found"),
        # It leaves out what is there: it tells who is, not who is not.
        ({"c": OLD}, {"a": OLD, "b": NEW}, "new or newly found"),
        ({"c": OLD, "b": OLD}, {"a": OLD, "b": OLD}, "newly found"),
    ],
)
def test_sitemaps_tell_what_is_new_from_what_is_newly_found(
    engine: Engine, before: Mapping[str, str] | None, now: Mapping[str, str] | None, expected: str
) -> None:
    assert cause(engine, before, now) == expected


def test_what_an_earlier_search_had_listed_was_there(engine: Engine) -> None:
    # Found for its hits alone by a run long ago, and never read.
    run(engine, 0, {FOOD: ["a", "b"], WOOD: []})
    with engine.begin() as connection:
        for table in ("visits", "statements", "records"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE record_id = 'eccp/b'")
    run(engine, 1, {FOOD: ["a"], WOOD: []})
    third = run(engine, 2, {FOOD: ["a", "b"], WOOD: []})
    assert ("record", "eccp/b", "appeared", "newly found") in changes(engine, third)


@pytest.mark.parametrize(("claimed", "expected"), [(2, "new on the platform"), (3, "new or newly found")])
def test_a_sitemap_that_lists_fewer_than_the_platform_claims_leaves_some_out(
    engine: Engine, claimed: int, expected: str
) -> None:
    run(engine, 0, {ALL: [], FOOD: [], WOOD: []}, listed={"a": OLD, "c": OLD})
    with engine.begin() as connection:
        this = "WHERE search_id = '" + ALL.search_id + "'"
        connection.exec_driver_sql(f"UPDATE searches SET depth = 'total', claimed_total = {claimed} {this}")
    second = run(engine, 1, {FOOD: ["b"], WOOD: []})
    assert ("record", "eccp/b", "appeared", expected) in changes(engine, second)


def test_the_sitemap_that_counts_is_that_of_the_run_that_answered_the_search(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: []}, listed={"a": OLD})
    # b comes, and the night is a bad one: the sitemap was read, the searches failed.
    run(engine, 1, {WOOD: []}, failed=[FOOD], listed={"a": OLD, "b": NEW})
    third = run(engine, 2, {FOOD: ["a", "b"], WOOD: []}, listed={"a": OLD, "b": NEW})
    assert ("record", "eccp/b", "appeared", "new on the platform") in changes(engine, third)


def test_the_view_tells_what_a_sitemap_listed(engine: Engine) -> None:
    first = run(engine, 0, {FOOD: ["a"], WOOD: []}, listed={"a": OLD, "b": NEW})
    told = rows(engine, "SELECT run_id, record_id, changed_at_source FROM v1_addresses ORDER BY record_id")
    assert [tuple(row.values()) for row in told] == [
        (first.run_id, "eccp/a", OLD), (first.run_id, "eccp/b", NEW),
    ]  # fmt: skip
