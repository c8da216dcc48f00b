"""Items become rows once: the same item twice, or a second run, adds no record, statement, organisation."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine

from harvest.records import DeclaredPriority, Item, PageRead
from pipelines.store import Store
from pipelines.storing.organisations import resolve
from pipelines.storing.plan import Term
from tests.support.store import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    contents,
    ended,
    missing,
    opened,
    page,
    plan,
    profile,
    query,
    region,
    results,
    rows,
    same,
    strategy,
)

FOOD, HEALTH = query("food"), query("health")

LASTING = ("records", "statements", "organisations", "unread", "judgements", "regions", "region_priorities")


def harvest(engine: Engine, at: datetime, *items: Item) -> Store:
    store = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD], at=at))
    for item in items:
        store.put(item)
    store.close_run(at)
    return store


def everything(at: datetime = MONDAY) -> list[Item]:
    """One item of every kind."""
    forests = DeclaredPriority("Forests", "Wood and more", "2021-2027", "stated")
    return [
        PageRead(page("form", at)),
        results(FOOD, "alfa", "beta", "gone", at=at),
        profile("alfa", at, homepage="https://alfa.example", unread="a moose"),
        profile("beta", at, same_as=["alfa"]),
        missing("gone"),
        region("SE321", forests, at=at),
        ended(FOOD),
    ]


def test_the_same_item_twice_changes_nothing(engine: Engine) -> None:
    store = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD]))
    for item in everything():
        store.put(item)
        tables = (*LASTING, "pages", "search_pages", "searches", "hits", "visits")
        before = contents(engine, *tables)
        store.put(item)
        assert contents(engine, *tables) == before


def test_a_second_run_adds_hits_and_visits_only(engine: Engine) -> None:
    harvest(engine, MONDAY, *everything(MONDAY))
    before = contents(engine, *LASTING)
    harvest(engine, TUESDAY, *everything(TUESDAY))
    assert contents(engine, *LASTING) == before
    assert rows(engine, "SELECT run_id, COUNT(*) AS hits FROM v1_hits GROUP BY run_id ORDER BY run_id") == [
        {"run_id": "20261123", "hits": 3},
        {"run_id": "20261124", "hits": 3},
    ]
    seen = rows(engine, "SELECT DISTINCT first_seen, last_seen FROM v1_statements")
    assert seen == [{"first_seen": "2026-11-23T08:00:00Z", "last_seen": "2026-11-24T08:00:00Z"}]


def test_opening_a_run_twice_changes_nothing(engine: Engine) -> None:
    run = plan(strategy("s1", [FOOD], [HEALTH]), queries=[FOOD, HEALTH])
    opened(engine, run)
    tables = ("runs", "run_sources", "queries", "searches", "priorities", "run_strategies", "strategy_terms")
    before = contents(engine, *tables)
    opened(engine, run)
    assert contents(engine, *tables) == before
    assert len(before["strategy_terms"]) == 2


def test_a_clause_that_only_excludes_is_refused(engine: Engine) -> None:
    run = plan(strategy("s1", [Term(FOOD.search_id, negated=True)]), queries=[FOOD])
    with pytest.raises(ValueError, match="only excludes"):
        opened(engine, run)
    assert rows(engine, "SELECT * FROM runs") == []


def test_a_changed_value_closes_the_old_statement_and_opens_a_new_one(engine: Engine) -> None:
    harvest(engine, MONDAY, profile("alfa", MONDAY, members_total="12", unread="a moose"))
    harvest(engine, TUESDAY, profile("alfa", TUESDAY, members_total="13"))
    harvest(engine, WEDNESDAY, profile("alfa", WEDNESDAY, members_total="13"))
    stated = rows(
        engine,
        "SELECT value, first_seen, last_seen FROM v1_statements WHERE field = 'members_total' ORDER BY value",
    )
    assert stated == [
        {"value": "12", "first_seen": "2026-11-23T08:00:00Z", "last_seen": "2026-11-23T08:00:00Z"},
        {"value": "13", "first_seen": "2026-11-24T08:00:00Z", "last_seen": "2026-11-25T08:00:00Z"},
    ]
    assert rows(engine, "SELECT members_total FROM v1_organisations") == [{"members_total": 13}]
    outcomes = rows(engine, "SELECT outcome FROM visits ORDER BY run_id")
    assert [row["outcome"] for row in outcomes] == ["new", "changed", "unchanged"]
    assert len(rows(engine, "SELECT * FROM statements")) == 4
    assert rows(engine, "SELECT * FROM unread WHERE closed_page_id IS NULL") == []


def test_a_value_stated_twice_on_a_page_is_one_statement(engine: Engine) -> None:
    read = profile("alfa")
    twice = type(read)(
        read.source,
        read.source_id,
        read.kind,
        read.page,
        (),
        statements=(*read.statements, *read.statements),
    )
    harvest(engine, MONDAY, twice)
    assert len(rows(engine, "SELECT * FROM statements")) == 2


def test_two_searches_that_find_one_record_are_two_hits_and_one_record(engine: Engine) -> None:
    store = opened(engine, plan(strategy("s1", [FOOD]), strategy("s2", [HEALTH]), queries=[FOOD, HEALTH]))
    for item in (results(FOOD, "alfa"), profile("alfa"), results(HEALTH, "alfa"), ended(FOOD), ended(HEALTH)):
        store.put(item)
    assert len(rows(engine, "SELECT * FROM v1_hits WHERE record_id = 'eccp/alfa'")) == 2
    assert len(rows(engine, "SELECT * FROM v1_records")) == 1
    assert len(rows(engine, "SELECT * FROM v1_organisations")) == 1
    assert len(rows(engine, "SELECT * FROM visits")) == 1


def test_a_reading_replaces_a_failure_and_not_the_other_way_round(engine: Engine) -> None:
    harvest(engine, MONDAY, missing("alfa", "failed", "timeout"), profile("alfa"), missing("alfa"))
    assert rows(engine, "SELECT outcome, reason FROM visits") == [{"outcome": "new", "reason": ""}]


def test_another_body_for_the_same_request_is_another_page(engine: Engine) -> None:
    first, second = profile("alfa", members_total="12"), profile("alfa", members_total="13")
    harvest(engine, MONDAY, first, second)
    pages = rows(
        engine,
        "SELECT value, page_sha256 FROM v1_statements WHERE field = 'members_total' ORDER BY value",
    )
    assert [row["page_sha256"] for row in pages] == [
        first.page.sha256_archived,
        second.page.sha256_archived,
    ]
    assert rows(engine, "SELECT outcome FROM visits") == [{"outcome": "new"}]


def test_the_last_claim_of_a_search_counts(engine: Engine) -> None:
    first, second = results(FOOD, "alfa", claimed=3), results(FOOD, "beta", claimed=2, number=2)
    harvest(engine, MONDAY, first, second, first)
    search = rows(engine, "SELECT reported_hits, harvested_hits, pages, started_at FROM v1_searches")
    assert search == [{"reported_hits": 2, "harvested_hits": 2, "pages": 2, "started_at": "2026-11-23T08:00:00Z"}]


def test_records_judged_the_same_become_one_organisation_and_part_again(engine: Engine) -> None:
    harvest(engine, MONDAY, profile("alfa"), profile("beta", same_as=["alfa"]), profile("gamma"))
    together = rows(engine, "SELECT record_id, organisation_id FROM v1_records ORDER BY record_id")
    assert together[0]["organisation_id"] == together[1]["organisation_id"] != together[2]["organisation_id"]
    assert len(rows(engine, "SELECT * FROM organisations")) == 2

    harvest(engine, TUESDAY, profile("beta", TUESDAY, homepage="https://elsewhere.example"))
    assert len(rows(engine, "SELECT * FROM organisations")) == 3
    assert rows(engine, "SELECT undone_at FROM judgements") == [{"undone_at": "2026-11-24T08:00:00Z"}]


def test_a_record_that_did_not_change_keeps_judgements_that_came_with_the_other(engine: Engine) -> None:
    harvest(engine, MONDAY, profile("alfa"), profile("beta", same_as=["alfa"]))
    before = contents(engine, *LASTING)
    harvest(engine, TUESDAY, profile("beta", TUESDAY), profile("alfa", TUESDAY, same_as=["beta"]))
    assert contents(engine, *LASTING) == before


def test_an_organisation_without_records_is_not_kept(engine: Engine) -> None:
    harvest(engine, MONDAY, profile("beta"), profile("alfa", same_as=["beta"]))
    organisations = rows(engine, "SELECT organisation_id FROM organisations")
    assert organisations == rows(engine, "SELECT DISTINCT organisation_id FROM records")
    assert len(organisations) == 1


def test_what_a_person_judged_holds_against_the_rules(engine: Engine) -> None:
    harvest(engine, MONDAY, profile("alfa"), profile("beta", same_as=["alfa"]))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO judgements (left_id, right_id, verdict, score, reasons, decided_by, decided_at) "
            "VALUES ('eccp/alfa', 'eccp/beta', 'not the same', 1.0, '[]', 'person', '2026-11-23T09:00:00Z')"
        )
        resolve(connection, "eccp/alfa")
    assert len(rows(engine, "SELECT * FROM organisations")) == 2
    harvest(engine, TUESDAY, profile("alfa", TUESDAY, same_as=["beta"], homepage="https://alfa.example"))
    assert len(rows(engine, "SELECT * FROM organisations")) == 2
    persons = rows(engine, "SELECT undone_at FROM judgements WHERE decided_by = 'person'")
    assert persons == [{"undone_at": None}]


def test_a_judgement_about_other_records_is_a_mistake_of_ours(engine: Engine) -> None:
    read = profile("alfa")
    foreign = type(read)(
        read.source,
        read.source_id,
        read.kind,
        read.page,
        (),
        judgements=(same("eccp/beta", "eccp/gamma"),),
    )
    store = opened(engine, plan(queries=[]))
    with pytest.raises(ValueError, match="came with eccp/alfa"):
        store.put(foreign)
    assert isinstance(store.broken, ValueError)
    assert rows(engine, "SELECT * FROM records") == []
    assert rows(engine, "SELECT * FROM pages") == []


def test_region_priorities_open_and_close(engine: Engine) -> None:
    forests = DeclaredPriority("Forests", "Wood", "2014-2020", "inferred")
    energy = DeclaredPriority("Energy", "Hydrogen", None, "unknown")
    harvest(engine, MONDAY, region("EL41", forests, energy))
    harvest(engine, TUESDAY, region("EL41", energy, at=TUESDAY, name="North Aegean"))
    assert rows(engine, "SELECT * FROM v1_regions") == [
        {
            "nuts": "EL41",
            "nuts_level": 2,
            "nuts_version": None,
            "country": "GR",
            "name": None,
            "name_en": "North Aegean",
            "name_sv": None,
        }
    ]
    assert rows(engine, "SELECT title, period, fetched_at FROM v1_region_priorities") == [
        {"title": "Energy", "period": None, "fetched_at": "2026-11-23T08:00:00Z"}
    ]
    assert rows(engine, "SELECT organisation_id FROM v1_records") == [{"organisation_id": None}]


@pytest.mark.parametrize(
    ("food", "health", "status"),
    [
        ("complete", "complete", "complete"),
        ("complete", "failed", "partial"),
        ("complete", "capped", "partial"),
        ("failed", "blocked", "blocked"),
        ("failed", "failed", "failed"),
        ("complete", "running", "partial"),
        ("running", "running", "failed"),
    ],
)
def test_how_a_run_ends(engine: Engine, food: str, health: str, status: str) -> None:
    store = opened(engine, plan(queries=[FOOD, HEALTH]))
    for asked, how in ((FOOD, food), (HEALTH, health)):
        if how != "running":
            store.put(ended(asked, how))
    assert store.close_run(TUESDAY) == status
    assert rows(engine, "SELECT status, finished_at FROM v1_runs") == [
        {"status": status, "finished_at": "2026-11-24T08:00:00Z"}
    ]
    assert rows(engine, "SELECT * FROM searches WHERE status = 'running'") == []


def test_a_search_that_never_ended_says_so(engine: Engine) -> None:
    opened(engine, plan(queries=[FOOD])).close_run(TUESDAY)
    assert rows(engine, "SELECT status, reason FROM v1_searches") == [
        {"status": "failed", "reason": "the run ended before this search did"}
    ]


def test_known_values_are_those_that_hold(engine: Engine) -> None:
    harvest(engine, MONDAY, profile("alfa", homepage="https://old.example"), region("SE321"))
    store = harvest(engine, TUESDAY, profile("alfa", TUESDAY, homepage="https://new.example"))
    assert store.known_values({"name", "homepage"}) == {
        "eccp/alfa": {"name": ["Alfa"], "homepage": ["https://new.example"]}
    }
