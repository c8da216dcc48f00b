"""Persons, rules and harvests in the store: the organisations are those of the standing judgements, from nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from harvest.errors import UsageError
from harvest.evidence.judging import contradictions, waiting
from harvest.identity.organisations import Verdict, organisations
from harvest.records import RecordRead, organisation_id
from pipelines.storing.decisions import decide, undo
from tests.support.command import harvest
from tests.support.store import TUESDAY, contents, opened, plan, profile, query, results, rows, same, strategy

FOOD, HEALTH = query("food"), query("health")
NOW = "2026-11-23T09:00:00Z"


def unsure(slug: str, other: str) -> RecordRead:
    read = profile(slug)
    judged = same(read.record_id, f"eccp/{other}", "unsure")
    return replace(read, judgements=(judged,))


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Alfa and beta are unsure, beta and gamma the same; delta stands alone. alfa is found twice."""
    made = opened(engine, plan(strategy("s1", [FOOD], [HEALTH]), queries=[FOOD, HEALTH]))
    for item in (
        results(FOOD, "alfa", "delta"),
        results(HEALTH, "alfa"),
        profile("alfa"),
        unsure("beta", "alfa"),
        profile("gamma", same_as=["beta"]),
        profile("delta"),
    ):
        made.put(item)
    return engine


def judged(engine: Engine, left: str, right: str, verdict: str = "same", by: str = "person") -> int:
    with engine.begin() as connection:
        return decide(connection, (left, right), verdict, "because", by, NOW)


def undone(engine: Engine, judgement_id: int) -> None:
    with engine.begin() as connection:
        undo(connection, judgement_id, NOW)


def belongs(engine: Engine) -> dict[str, str]:
    found = rows(engine, "SELECT record_id, organisation_id FROM records WHERE kind = 'organisation'")
    return {row["record_id"]: row["organisation_id"] for row in found}


def from_nothing(engine: Engine) -> dict[str, str]:
    standing = [
        Verdict.of(row["left_id"], row["right_id"], row["verdict"], row["score"], row["decided_by"])
        for row in rows(engine, "SELECT * FROM judgements WHERE undone_at IS NULL")
    ]
    groups = organisations(set(belongs(engine)), standing)
    return {member: organisation_id(group) for group in groups for member in group}


def test_a_person_joins_and_undoing_is_one_row(store: Engine) -> None:
    before = belongs(store)
    made = judged(store, "eccp/alfa", "eccp/beta", by="person: analyst 2")
    assert len(set(belongs(store).values())) == 2
    undone(store, made)
    assert belongs(store) == before
    assert len(rows(store, "SELECT * FROM organisations")) == 3
    (row,) = rows(store, "SELECT decided_by, undone_at, reasons FROM judgements WHERE judgement_id = :one", one=made)
    assert row == {"decided_by": "person: analyst 2", "undone_at": NOW, "reasons": '["because"]'}


def test_organisations_can_be_named_instead_of_records(store: Engine) -> None:
    judged(store, belongs(store)["eccp/gamma"], belongs(store)["eccp/delta"], "not the same")
    assert rows(store, "SELECT left_id, right_id FROM judgements WHERE decided_by = 'person'") == [
        {"left_id": "eccp/beta", "right_id": "eccp/delta"}
    ]


def test_a_re_harvest_undoes_nothing_that_a_person_decided(store: Engine) -> None:
    judged(store, "eccp/beta", "eccp/gamma", "not the same")
    judged(store, "eccp/alfa", "eccp/delta")
    before = belongs(store)
    again = opened(store, plan(strategy("s1", [FOOD]), queries=[FOOD], at=TUESDAY))
    for slug in ("alfa", "beta", "gamma", "delta"):
        again.put(profile(slug, TUESDAY, homepage="https://new.example"))
        again.put(profile(slug, TUESDAY, homepage="https://new.example", same_as=["beta"] if slug == "gamma" else []))
    assert belongs(store) == before == from_nothing(store)


def test_what_waits_is_unsure_undecided_and_not_joined_otherwise(store: Engine) -> None:
    with store.connect() as connection:
        (pair,) = waiting(connection)
    assert (pair.left.record_id, pair.right.record_id, pair.left.hits, pair.right.hits) == (
        "eccp/alfa",
        "eccp/beta",
        2,
        0,
    )
    assert pair.value == pytest.approx(0.95 * 3)
    made = judged(store, "eccp/alfa", "eccp/gamma")
    with store.connect() as connection:
        assert waiting(connection) == [], "joined by a third record"
    undone(store, made)
    judged(store, "eccp/alfa", "eccp/beta", "not the same")
    with store.connect() as connection:
        assert waiting(connection) == []


def test_a_contradiction_is_reported_and_the_person_holds(store: Engine) -> None:
    judged(store, "eccp/alfa", "eccp/beta")
    judged(store, "eccp/alfa", "eccp/gamma", "not the same")
    with store.connect() as connection:
        (found,) = contradictions(connection)
    assert (found.left, found.right, found.kept_apart) == ("eccp/alfa", "eccp/gamma", True)
    assert found.given_up == (("eccp/beta", "eccp/gamma"),)
    assert belongs(store)["eccp/alfa"] == belongs(store)["eccp/beta"] != belongs(store)["eccp/gamma"]


@pytest.mark.parametrize(
    ("left", "right", "complaint"),
    [
        ("eccp/alfa", "eccp/nobody", "no record and no organisation has the id 'eccp/nobody'"),
        ("eccp/alfa", "eccp/alfa", "are one record"),
        ("eccp/beta", "eccp/gamma", "judged already: not the same, by person"),
    ],
)
def test_a_mistake_is_explained_and_changes_nothing(store: Engine, left: str, right: str, complaint: str) -> None:
    judged(store, "eccp/beta", "eccp/gamma", "not the same")
    before = contents(store, "judgements", "records")
    with pytest.raises(UsageError, match=complaint):
        judged(store, left, right)
    assert contents(store, "judgements", "records") == before


def test_only_what_a_person_decided_and_nobody_took_back_can_be_undone(store: Engine) -> None:
    (rule,) = rows(store, "SELECT judgement_id FROM judgements WHERE verdict = 'same'")
    made = judged(store, "eccp/alfa", "eccp/beta")
    undone(store, made)
    for wanted, complaint in ((rule["judgement_id"], "is a rule's"), (made, "undone already"), (99, "no judgement 99")):
        with pytest.raises(UsageError, match=complaint):
            undone(store, wanted)


def test_one_more_record_touches_no_other_organisation(store: Engine) -> None:
    before = contents(store, "records", "organisations", "judgements", "statements")
    again = opened(store, plan(strategy("s1", [FOOD]), queries=[FOOD], at=TUESDAY))
    again.put(profile("omega", TUESDAY, same_as=["delta"]))
    after = contents(store, "records", "organisations", "judgements", "statements")
    for table, known in before.items():
        assert [row for row in known if row not in after[table]] == [], table


def test_the_command(store: Engine, database_url: str, tmp_path: Path) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("one engine is enough for the command line")
    at = f"--database={database_url}"
    listed = harvest("judge", "list", at, "--json", cwd=tmp_path).json
    assert [(pair["left"]["record_id"], pair["value"]) for pair in listed["waiting"]] == [("eccp/alfa", 2.85)]
    assert "eccp/beta" in harvest("judge", "list", at, cwd=tmp_path).out
    made = harvest("judge", "same", "eccp/alfa", "eccp/beta", "--reason", "one office", at, "--json", cwd=tmp_path)
    assert (made.status, made.json["verdict"], made.json["conflicts"]) == (0, "same", [])
    assert len(set(made.json["organisations"].values())) == 1
    again = harvest("judge", "different", "eccp/alfa", "eccp/beta", "--reason", "two", at, cwd=tmp_path)
    assert (again.status, again.out) == (2, "")
    assert f"`harvest judge undo {made.json['judgement']}` takes that back" in again.err
    (kept,) = harvest("judge", "list", "--decided", at, "--json", cwd=tmp_path).json["decided"]
    assert kept["reasons"] == ["one office"]
    taken = harvest("judge", "undo", str(made.json["judgement"]), at, "--json", cwd=tmp_path)
    assert (taken.status, len(set(taken.json["organisations"].values()))) == (0, 2)
    assert harvest("judge", "same", "eccp/alfa", "eccp/beta", at, cwd=tmp_path).status == 2, "a reason is required"
    assert json.loads(harvest("judge", "list", at, "--json", cwd=tmp_path).out)["conflicts"] == []
