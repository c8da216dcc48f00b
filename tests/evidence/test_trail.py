"""Every value leads back to its page, and every record to the searches that found it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from harvest.evidence.trail import explain
from models.views.evidence import FIELDS
from tests.support.store import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    ended,
    opened,
    page,
    plan,
    profile,
    query,
    results,
    rows,
    strategy,
)

FOOD, HEALTH = query("food"), query("health")


@pytest.fixture(autouse=True)
def harvested(engine: Engine) -> None:
    for at, members in ((MONDAY, "12"), (TUESDAY, "13")):
        run = plan(strategy("s1", [FOOD]), strategy("s2", [FOOD, HEALTH]), queries=[FOOD, HEALTH], at=at)
        store = opened(engine, run)
        for item in (
            results(FOOD, "orebro", "orebro-two", at=at),
            results(HEALTH, "orebro", at=at),
            profile(
                "orebro",
                at,
                name="Örebro Food",
                members_total=members,
                same_as=["orebro-two"] if at == TUESDAY else [],
            ),
            profile("orebro-two", at, name="Orebro Food AB", same_as=["orebro"]),
            profile("malmo", at, name="Malmö Food"),
            ended(FOOD),
            ended(HEALTH),
        ):
            store.put(item)
        store.close_run(at)


def names(engine: Engine, wanted: str) -> list[str | None]:
    with engine.connect() as connection:
        return [trail.name for trail in explain(connection, wanted)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("örebro food", ["Örebro Food"]),
        ("OREBRO  FOOD", ["Örebro Food"]),
        ("Orebro Food AB", ["Örebro Food"]),
        ("food", ["Malmö Food", "Örebro Food"]),
        ("eccp/malmo", ["Malmö Food"]),
        ("nowhere", []),
        ("", []),
    ],
)
def test_who_is_meant(engine: Engine, wanted: str, expected: list[str]) -> None:
    assert names(engine, wanted) == expected


def test_the_trail_of_one_organisation(engine: Engine) -> None:
    with engine.connect() as connection:
        (trail,) = explain(connection, "orebro food")
        (again,) = explain(connection, trail.organisation_id)
    assert trail == again
    assert [record.record_id for record in trail.records] == ["eccp/orebro", "eccp/orebro-two"]
    (judgement,) = trail.judgements
    assert (judgement.verdict, judgement.reasons) == ("same", ("same homepage", "compatible name"))

    members = [one for one in trail.statements if one.field == "members_total"]
    assert [(one.value, one.holds, one.fetched_at) for one in members] == [
        ("12", False, "2026-11-23T08:00:00Z"),
        ("13", True, "2026-11-24T08:00:00Z"),
    ]
    name = trail.statements[0]
    assert (name.original, name.how, name.page_url) == (" Örebro Food ", "trimmed", page("orebro").url)
    assert len(name.page_sha256) == 64

    monday = [hit for hit in trail.hits if hit.run_id == "20261123"]
    assert {(hit.record_id, hit.strategy, hit.query, hit.rank) for hit in monday} == {
        ("eccp/orebro", "s1", "food", 1),
        ("eccp/orebro", "s2", "food", 1),
        ("eccp/orebro", "s2", "health", 1),
        ("eccp/orebro-two", "s1", "food", 2),
    }, "the second record answers s1 only: the other search of s2 does not list it"


def test_what_the_trail_calls_shown_is_what_the_view_shows(engine: Engine) -> None:
    with engine.connect() as connection:
        trails = explain(connection, "food")
    assert len(trails) == 2
    for trail in trails:
        (view,) = rows(engine, "SELECT * FROM v1_organisations WHERE organisation_id = :id", id=trail.organisation_id)
        shown = {one.field: one.value for one in trail.statements if one.shown}
        assert {field: value for field, value in shown.items() if str(view[field]) != value} == {}
        assert set(shown) == {one.field for one in trail.statements if one.holds and one.field in FIELDS}
    (orebro,) = (trail for trail in trails if len(trail.records) == 2)
    others = [(one.field, one.value) for one in orebro.statements if one.holds and not one.shown]
    assert ("name", "Orebro Food AB") in others, "what is not shown stays visible"


def test_of_records_that_say_as_much_the_one_read_last_is_shown(engine: Engine) -> None:
    run = plan(strategy("s1", [FOOD]), queries=[FOOD], at=WEDNESDAY)
    store = opened(engine, run)
    store.put(profile("alpha", MONDAY, name="Read on Monday"))
    store.put(profile("beta", WEDNESDAY, name="Read on Wednesday", same_as=["alpha"]))
    store.close_run(WEDNESDAY)
    with engine.connect() as connection:
        (trail,) = explain(connection, "Read on Monday")
    assert (trail.name, [record.record_id for record in trail.records]) == (
        "Read on Wednesday",
        ["eccp/beta", "eccp/alpha"],
    )
    assert [one.value for one in trail.statements if one.shown and one.field == "name"] == ["Read on Wednesday"]
