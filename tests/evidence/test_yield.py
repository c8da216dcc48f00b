"""What a strategy brought in: set algebra, the home region, bands, the worst of its searches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from harvest.evidence.yields import PriorityYield, YieldRow, read_priorities, read_yield
from harvest.records import TOTAL, Item, Query
from pipelines.storing.plan import RunPlan, Term
from tests.support.store import (
    MONDAY,
    TUESDAY,
    ended,
    missing,
    opened,
    page,
    plan,
    profile,
    query,
    results,
    rows,
    strategy,
)

A, B, C = query("alpha"), query("bravo"), query("charlie")


def harvest(engine: Engine, run: RunPlan, *items: Item) -> dict[str, YieldRow]:
    store = opened(engine, run)
    for item in items:
        store.put(item)
    store.close_run(run.started_at)
    with engine.connect() as connection:
        return {row.strategy: row for row in read_yield(connection, run.run_id)}


def priorities(engine: Engine, run_id: str = "20261123") -> dict[str, PriorityYield]:
    with engine.connect() as connection:
        return {row.priority: row for row in read_priorities(connection, run_id)}


def found(engine: Engine, name: str) -> set[str]:
    hits = rows(engine, "SELECT record_id FROM v1_strategy_hits WHERE strategy = :name", name=name)
    return {row["record_id"].removeprefix("eccp/") for row in hits}


def test_two_records_of_one_organisation_at_home(engine: Engine) -> None:
    """The GovTech case: reported 2, distinct 1, external 0."""
    row = harvest(
        engine,
        plan(strategy("govtech", [A], published_hits=2), queries=[A]),
        results(A, "bron", "bron-innovation"),
        profile("bron", nuts="SE321"),
        profile("bron-innovation", nuts="SE321", same_as=["bron"]),
        ended(A),
    )["govtech"]
    assert (row.reported_hits, row.harvested_hits, row.published_hits) == (2, 2, 2)
    assert (row.distinct_organisations, row.external_organisations) == (1, 0)
    assert (row.new_organisations, row.unique_contribution) == (1, 1)
    assert (row.band, row.status, row.reason, row.printed) == (
        "too few",
        "complete",
        "",
        "govtech as printed",
    )


def test_a_strategy_is_a_union_of_intersections(engine: Engine) -> None:
    run = plan(
        strategy("either", [A], [B]),
        strategy("both", [A, B]),
        strategy("mixed", [A, B], [C]),
        strategy("without", [Term(A.search_id), Term(B.search_id, negated=True)]),
        queries=[A, B, C],
    )
    read = harvest(
        engine,
        run,
        results(A, "one", "two", "three"),
        results(B, "two", "three", "four"),
        results(C, "five", "two"),
        *(profile(slug) for slug in ("one", "two", "three", "four", "five")),
        *(ended(one) for one in (A, B, C)),
    )
    assert found(engine, "either") == {"one", "two", "three", "four"}
    assert found(engine, "both") == {"two", "three"}
    assert found(engine, "mixed") == {"two", "three", "five"}
    assert found(engine, "without") == {"one"}
    assert [read[name].reported_hits for name in ("either", "both", "mixed", "without")] == [6, 6, 8, 3]
    assert [read[name].unique_contribution for name in ("either", "both", "mixed", "without")] == [1, 0, 1, 0]


def test_an_excluded_search_without_hits_excludes_nothing(engine: Engine) -> None:
    harvest(
        engine,
        plan(
            strategy("without", [Term(A.search_id), Term(B.search_id, negated=True)]),
            strategy("both", [A, B]),
            queries=[A, B],
        ),
        results(A, "one"),
        results(B),
        profile("one"),
    )
    assert found(engine, "without") == {"one"}
    assert found(engine, "both") == set()


def test_external_is_everywhere_but_home(engine: Engine) -> None:
    items = (
        results(A, "home", "away", "coarse", "unknown"),
        profile("home", nuts="SE321"),
        profile("away", nuts="SE322"),
        profile("coarse", nuts="SE32"),
        profile("unknown", nuts=""),
    )
    row = harvest(engine, plan(strategy("s", [A]), queries=[A]), *items)["s"]
    assert (row.distinct_organisations, row.external_organisations) == (4, 3)
    homeless = plan(strategy("s", [A]), queries=[A], at=TUESDAY, home_nuts=None)
    assert harvest(engine, homeless, *items)["s"].external_organisations is None


def test_new_is_what_no_earlier_run_read(engine: Engine) -> None:
    run = plan(strategy("s", [A]), queries=[A])
    assert harvest(engine, run, results(A, "one"), profile("one"))["s"].new_organisations == 1
    later = plan(strategy("s", [A]), queries=[A], at=TUESDAY)
    items = (results(A, "one", "two", at=TUESDAY), profile("one", TUESDAY), profile("two", TUESDAY))
    row = harvest(engine, later, *items)["s"]
    assert (row.distinct_organisations, row.new_organisations) == (2, 1)
    assert priorities(engine, "20261124")["foodtech"].new_organisations == 1
    assert priorities(engine)["foodtech"].new_organisations == 1


def test_a_record_that_was_not_had_is_a_hit_and_no_organisation(engine: Engine) -> None:
    row = harvest(
        engine,
        plan(strategy("s", [A]), queries=[A]),
        results(A, "one", "two"),
        profile("one"),
        missing("two"),
    )["s"]
    assert (row.harvested_hits, row.distinct_organisations) == (2, 1)
    assert found(engine, "s") == {"one", "two"}


@pytest.mark.parametrize(
    ("claimed", "band"),
    [
        (0, "dead"),
        (1, "too few"),
        (2, "too few"),
        (3, "workable"),
        (75, "workable"),
        (76, "wide"),
        (99, "wide"),
        (100, "unmanageable"),
        (525, "unmanageable"),
    ],
)
def test_bands(engine: Engine, claimed: int, band: str) -> None:
    row = harvest(engine, plan(strategy("s", [A]), queries=[A]), results(A, claimed=claimed))["s"]
    assert (row.reported_hits, row.band) == (claimed, band)


def test_without_a_claim_there_is_no_band(engine: Engine) -> None:
    row = harvest(engine, plan(strategy("s", [A], [B]), queries=[A, B]), results(A, claimed=3), ended(A))["s"]
    assert (row.reported_hits, row.answering, row.band) == (None, None, None)


def test_a_union_is_unmanageable_as_soon_as_one_of_its_searches_is(engine: Engine) -> None:
    run = plan(strategy("s", [A], [B]), queries=[A, B])
    row = harvest(engine, run, results(A, claimed=340), ended(A, "capped", "too many"))["s"]
    assert (row.answering, row.band) == (None, "unmanageable")


def test_an_intersection_is_judged_by_what_answers_it(engine: Engine) -> None:
    many = [f"r{number}" for number in range(120)]
    run = plan(strategy("s", [A, B]), queries=[A, B])
    row = harvest(engine, run, results(A, *many), ended(A), results(B, "r1", "r2", "r3"), ended(B))["s"]
    assert (row.reported_hits, row.answering, row.band) == (123, 3, "workable")


@pytest.mark.parametrize(("universe", "band"), [(1400, "wide"), (800, "unmanageable")])
def test_a_large_share_of_a_small_source_is_unmanageable(engine: Engine, universe: int, band: str) -> None:
    everything = Query("eccp", "")
    run = replace(plan(strategy("s", [A]), queries=[everything, A]), depths={everything.search_id: TOTAL})
    told = replace(results(everything, claimed=universe), depth=TOTAL)
    assert harvest(engine, run, told, results(A, claimed=90))["s"].band == band


def test_without_a_claim_the_hits_of_a_complete_search_are_judged(engine: Engine) -> None:
    read = replace(results(A, "one", "two", "three"), claimed_total=None)
    row = harvest(engine, plan(strategy("s", [A]), queries=[A]), read, ended(A))["s"]
    assert (row.reported_hits, row.answering, row.band) == (None, 3, "workable")


@pytest.mark.parametrize(
    ("one", "other", "worst"),
    [
        ("complete", "capped", "capped"),
        ("changed", "capped", "changed"),
        ("changed", "blocked", "blocked"),
        ("failed", "blocked", "failed"),
        ("complete", "complete", "complete"),
    ],
)
def test_a_strategy_is_as_good_as_its_worst_search(engine: Engine, one: str, other: str, worst: str) -> None:
    row = harvest(
        engine,
        plan(strategy("s", [A], [B]), queries=[A, B]),
        ended(A, one, f"{one}!"),
        ended(B, other, f"{other}!"),
    )["s"]
    assert (row.status, row.reason) == (worst, f"{worst}!")


def test_priorities_count_an_organisation_once(engine: Engine) -> None:
    run = plan(
        strategy("s1", [A]),
        strategy("s2", [B]),
        strategy("s3", [C], priority="health"),
        queries=[A, B, C],
    )
    harvest(
        engine,
        run,
        results(A, "one", "two"),
        results(B, "two"),
        results(C, "two", "three"),
        *(profile(slug) for slug in ("one", "two", "three")),
    )
    food, health = priorities(engine)["foodtech"], priorities(engine)["health"]
    assert (food.reported_hits, food.distinct_organisations, food.unique_contribution) == (3, 2, 1)
    assert (health.reported_hits, health.distinct_organisations, health.unique_contribution) == (2, 2, 1)
    assert (food.name_sv, food.external_organisations) == ("foodtech (sv)", 2)


def test_an_organisation_shows_the_record_that_says_most(engine: Engine) -> None:
    harvest(
        engine,
        plan(strategy("s", [A]), queries=[A]),
        profile("brief", name="Brief", homepage="https://brief.example"),
        profile("wordy", name="Wordy", type="cluster", members_total="12", is_edih="true", same_as=["brief"]),
        profile("vague", name="Vague", members_total="about 12", same_as=["brief"]),
    )
    shown = rows(
        engine,
        "SELECT name, homepage, members_total, is_edih, nuts_level, source_url, first_seen FROM v1_organisations",
    )
    assert shown == [
        {
            "name": "Wordy",
            "homepage": "https://brief.example",
            "members_total": 12,
            "is_edih": 1,
            "nuts_level": 3,
            "source_url": page("wordy").url,
            "first_seen": "2026-11-23T08:00:00Z",
        }
    ]


def test_a_number_that_is_none_is_not_shown(engine: Engine) -> None:
    harvest(engine, plan(queries=[A]), profile("vague", MONDAY, members_total="about 12"))
    assert rows(engine, "SELECT members_total FROM v1_organisations") == [{"members_total": None}]
    assert len(rows(engine, "SELECT value FROM v1_statements WHERE value = 'about 12'")) == 1


def test_strategies_come_in_the_order_of_their_file(engine: Engine) -> None:
    second = replace(strategy("yankee", [A]), position=2)
    assert list(harvest(engine, plan(strategy("zulu", [A]), second, queries=[A]))) == ["zulu", "yankee"]
