"""Decisions in the store: they outlive harvests, merges and splits, and what changed since is told."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from harvest.errors import UsageError
from harvest.evidence.screening import screened, standing
from harvest.evidence.trail import explain
from harvest.records import Item
from harvest.screening.decision import Decision
from pipelines.storing.decisions import decide, undo
from pipelines.storing.screening import write_decision
from tests.support.store import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    contents,
    ended,
    missing,
    opened,
    plan,
    profile,
    query,
    region,
    results,
    rows,
    strategy,
)

FOOD, HEALTH = query("food"), query("health")
THEN, LATER = "2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z"
STRATEGIES = (strategy("s1", [FOOD]), strategy("s2", [FOOD], [HEALTH], priority="care"))


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Alfa is found by both searches, beta and gamma by one, delta by none."""
    made = opened(engine, plan(*STRATEGIES, queries=[FOOD, HEALTH]))
    items: tuple[Item, ...] = (
        results(FOOD, "alfa", "gamma"),
        results(HEALTH, "alfa", "beta"),
        *map(profile, ("alfa", "beta", "gamma", "delta")),
        region("SE110"),
        ended(FOOD),
        ended(HEALTH),
    )
    for item in items:
        made.put(item)
    made.close_run(MONDAY)
    return engine


def set_(engine: Engine, organisation: str, tier: str = "full", *priorities: str, now: str = THEN) -> None:
    with engine.begin() as connection:
        decision = Decision(tier, priorities, reason=f"because of {tier}")
        write_decision(connection, organisation, decision, by="person: a", origin="command", now=now)


def held(engine: Engine) -> dict[str, dict[str, Any]]:
    """By the organisation's name."""
    found = rows(engine, "SELECT o.name, s.* FROM v1_screening s JOIN v1_organisations o USING (organisation_id)")
    return {row["name"]: row for row in found}


def judged(engine: Engine, left: str, right: str, verdict: str = "same") -> int:
    with engine.begin() as connection:
        return decide(connection, (left, right), verdict, "because", "person", THEN)


def test_a_decision_is_a_row_with_who_when_and_why(store: Engine) -> None:
    set_(store, "eccp/alfa", "full", "care", "foodtech")
    shown = held(store)["Alfa"]
    assert {name: shown[name] for name in ("tier", "priority_1", "priority_2", "priority_3", "decided_by")} == {
        "tier": "full", "priority_1": "care", "priority_2": "foodtech", "priority_3": None, "decided_by": "person: a",
    }  # fmt: skip
    assert (shown["decided_at"], shown["reason"], shown["look_again"]) == (THEN, "because of full", None)
    assert (shown["conflicts"], len(shown["fingerprint"])) == (0, 16)


def test_a_later_decision_replaces_and_keeps_the_earlier(store: Engine) -> None:
    set_(store, "eccp/alfa", "full", "care")
    set_(store, "eccp/alfa", "link", now=LATER)
    assert held(store)["Alfa"]["tier"] == "link"
    with store.connect() as connection:
        (trail,) = explain(connection, "Alfa")
    assert [(one.tier, one.undone_at) for one in trail.decisions] == [("link", None), ("full", LATER)]


def test_an_empty_decision_takes_back(store: Engine) -> None:
    set_(store, "eccp/alfa")
    with store.begin() as connection:
        write_decision(connection, "eccp/alfa", Decision(), by="person", origin="command", now=LATER)
    assert held(store) == {}
    assert len(rows(store, "SELECT * FROM v1_screenings")) == 1


def test_a_harvest_keeps_decisions_and_a_changed_profile_asks_to_look_again(store: Engine) -> None:
    set_(store, "eccp/alfa")
    set_(store, "eccp/beta")
    again = opened(store, plan(*STRATEGIES, queries=[FOOD, HEALTH], at=TUESDAY))
    before = contents(store, "screenings", "screening_records", "screening_priorities")
    for item in (profile("alfa", TUESDAY), profile("beta", TUESDAY, homepage="https://new.example/")):
        again.put(item)
    again.close_run(TUESDAY)
    assert contents(store, "screenings", "screening_records", "screening_priorities") == before
    assert {name: row["look_again"] for name, row in held(store).items()} == {"Alfa": None, "Beta": "profile changed"}


def test_what_is_decided_anew_is_seen_anew(store: Engine) -> None:
    set_(store, "eccp/alfa")
    again = opened(store, plan(*STRATEGIES, queries=[FOOD, HEALTH], at=TUESDAY))
    again.put(profile("alfa", TUESDAY, homepage="https://new.example/"))
    assert held(store)["Alfa"]["look_again"] == "profile changed"
    set_(store, "eccp/alfa", now=LATER)
    assert held(store)["Alfa"]["look_again"] is None


def test_a_merge_with_an_undecided_one_keeps_the_decision(store: Engine) -> None:
    set_(store, "eccp/beta", "link")
    made = judged(store, "eccp/alfa", "eccp/beta")
    shown = held(store)["Alfa"]
    assert (shown["tier"], shown["conflicts"], shown["look_again"]) == ("link", 0, "another record joined it")
    with store.begin() as connection:
        undo(connection, made, LATER)
    assert {name: row["look_again"] for name, row in held(store).items()} == {"Beta": None}


def test_decisions_that_contradict_each_other_after_a_merge_are_shown(store: Engine) -> None:
    set_(store, "eccp/alfa", "full", "care")
    set_(store, "eccp/beta", "excluded", now=LATER)
    set_(store, "eccp/gamma", "excluded", now=THEN)
    judged(store, "eccp/alfa", "eccp/beta")
    judged(store, "eccp/alfa", "eccp/gamma")
    shown = held(store)["Alfa"]
    assert (shown["tier"], shown["conflicts"]) == ("excluded", 1), "gamma's says the same"
    with store.connect() as connection:
        (listed,) = [one for one in screened(connection) if one.name == "Alfa"]
    assert listed.waits_because == "decisions contradict each other"
    set_(store, "eccp/gamma", "full", now="2026-11-23T11:00:00Z")
    shown = held(store)["Alfa"]
    assert (shown["tier"], shown["conflicts"], shown["look_again"]) == ("full", 0, None)


def test_both_halves_of_a_split_keep_the_decision(store: Engine) -> None:
    made = judged(store, "eccp/alfa", "eccp/beta")
    set_(store, "eccp/alfa", "full", "care")
    with store.begin() as connection:
        undo(connection, made, LATER)
    shown = held(store)
    assert {name: (row["tier"], row["look_again"]) for name, row in shown.items()} == {
        "Alfa": ("full", "a record left it"),
        "Beta": ("full", "a record left it"),
    }
    set_(store, "eccp/beta", "excluded", now=LATER)
    shown = held(store)
    assert {name: (row["tier"], row["look_again"]) for name, row in shown.items()} == {
        "Alfa": ("full", None),
        "Beta": ("excluded", None),
    }


def test_an_id_of_before_a_merge_still_means_the_organisation(store: Engine) -> None:
    old = {row["name"]: row["organisation_id"] for row in rows(store, "SELECT * FROM v1_organisations")}
    judged(store, "eccp/alfa", "eccp/beta")
    set_(store, old["Beta"], "link")
    assert held(store)["Alfa"]["tier"] == "link"


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [("eccp/nobody", "no record and no organisation has the id"), ("eyeris3/SE110", "is a region")],
)
def test_an_id_that_is_none_is_explained(store: Engine, wanted: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        set_(store, wanted)
    assert rows(store, "SELECT * FROM screenings") == []


def test_the_list_begins_with_what_most_searches_found(store: Engine) -> None:
    set_(store, "eccp/beta")
    with store.connect() as connection:
        listed = screened(connection)
        assert set(standing(connection)) == {listed[1].organisation_id}
    told = [(one.name, one.searches, one.candidates, one.waits_because) for one in listed]
    assert told == [
        ("Alfa", 2, ("care", "foodtech"), "undecided"),
        ("Beta", 1, ("care",), None),
        ("Gamma", 1, ("care", "foodtech"), "undecided"),
        ("Delta", 0, (), "undecided"),
    ]


def test_what_is_gone_from_its_source_asks_to_look_again(store: Engine) -> None:
    for name in ("alfa", "beta"):
        set_(store, f"eccp/{name}", "excluded" if name == "beta" else "full")
    for at in (TUESDAY, WEDNESDAY):
        again = opened(store, plan(*STRATEGIES, queries=[FOOD, HEALTH], at=at))
        items: tuple[Item, ...] = (
            results(FOOD, "gamma", at=at), results(HEALTH, at=at), missing("alfa"), missing("beta"),
            ended(FOOD), ended(HEALTH),
        )  # fmt: skip
        for item in items:
            again.put(item)
        again.close_run(at)
    with store.connect() as connection:
        listed = {one.name: (one.gone, one.waits_because) for one in screened(connection)}
    assert listed["Alfa"] == (True, "gone from its source")
    assert listed["Beta"] == (True, None), "what is excluded may go"
    assert listed["Gamma"] == (False, "undecided")


def test_priorities_are_decided_or_else_candidates(store: Engine) -> None:
    set_(store, "eccp/alfa", "full", "foodtech")
    set_(store, "eccp/gamma", "excluded")
    found = rows(
        store,
        "SELECT o.name, p.priority, p.rank, p.tier, p.decided_by, p.hits FROM v1_organisation_priorities p "
        "JOIN v1_organisations o USING (organisation_id) ORDER BY o.name, p.priority",
    )
    assert [tuple(row.values()) for row in found] == [
        ("Alfa", "foodtech", 1, "full", "person: a", 1),
        ("Beta", "care", None, "candidate", None, 1),
        ("Gamma", "care", None, "excluded", "person: a", 1),
        ("Gamma", "foodtech", None, "excluded", "person: a", 1),
    ]
