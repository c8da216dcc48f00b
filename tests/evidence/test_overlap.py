"""Regions beside the home region: who was found there, what they declare, and how the two are kept apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from harvest.evidence.overlap import Cell, at_level, behind, home_region, own_codes, read_home, region_rows
from harvest.normalise.regions import region_statements
from harvest.records import DeclaredPriority, RecordRead, Statement, Value
from harvest.screening.decision import Decision
from models.views.regions import PARTLY
from pipelines.storing.declared import match_declared, overrule
from pipelines.storing.plan import PlannedPriority, RunPlan
from pipelines.storing.screening import write_decision
from tests.support.store import MONDAY, TUESDAY, contents, opened, page, plan, profile, query, results, rows, strategy

FOOD, CARE = query("food"), query("care")
HEALTH = "Digital transformation » e-Health (e.g. healthy ageing)"
LATER = "2026-11-24T10:00:00Z"


def asked(at: object = MONDAY) -> RunPlan:
    made = plan(
        strategy("s1", [FOOD]),
        strategy("s2", [CARE], priority="care"),
        queries=[FOOD, CARE],
        at=at,  # type: ignore[arg-type]
    )
    named = (
        PlannedPriority("foodtech", 1, "strength", "Livsmedelsteknik", "FoodTech", terms_en=("food technology",)),
        PlannedPriority("care", 2, "strength", "Omsorg", "Smart care", s3=("Digital transformation/e-Health",)),
    )
    return replace(made, priorities=named)


def declaring(nuts: str, *titles: str, filed: str = "", at: object = MONDAY) -> RecordRead:
    values = (Value("name", nuts, "heading"), *((Value("policy_objective", filed, ""),) if filed else ()))
    return RecordRead(
        "eyeris3", nuts, "region", page(nuts, at, body=f"{titles} {filed}"), values,  # type: ignore[arg-type]
        priorities=tuple(DeclaredPriority(title, "", None, "unknown") for title in titles),
        statements=region_statements(nuts, values),
    )  # fmt: skip


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Three organisations in Skåne, one in Blekinge, one in a set of regions, one nowhere; two regions declare."""
    made = opened(engine, asked())
    parts = (
        Statement("nuts_part", "SE11", "x", "set"),
        Statement("nuts_part", "SE12", "x", f"set; {PARTLY}"),
    )
    together = profile("together", nuts="SE1")
    for item in (
        results(FOOD, "one", "two", "together", "nowhere"),
        results(CARE, "two", "blekinge"),
        profile("one", nuts="SE224"),
        profile("two", nuts="SE22"),
        profile("blekinge", nuts="SE221"),
        profile("nowhere", nuts=""),
        replace(together, statements=(*together.statements, *parts)),
        declaring("SE224", "Food technologies", "Tourism", filed="Digital transformation » e-Health"),
        declaring("FR26", "FoodTech"),
        declaring("SE321", "FoodTech"),
    ):
        made.put(item)
    made.close_run(MONDAY)
    return engine


def cells(engine: Engine) -> dict[tuple[str, str], tuple[int, int]]:
    found = rows(engine, "SELECT nuts, priority, declared, organisations FROM v1_region_overlap")
    return {(row["nuts"], row["priority"]): (row["declared"], row["organisations"]) for row in found}


def test_found_and_declared_stand_side_by_side_at_every_level(store: Engine) -> None:
    found = cells(store)
    assert {cell: numbers for cell, numbers in found.items() if cell[0].startswith("SE2")} == {
        ("SE224", "foodtech"): (1, 1),
        ("SE224", "care"): (1, 0),
        ("SE221", "care"): (0, 1),
        ("SE22", "foodtech"): (1, 2),
        ("SE22", "care"): (1, 2),
        ("SE2", "foodtech"): (1, 2),
        ("SE2", "care"): (1, 2),
    }
    assert found["SE", "foodtech"] == (2, 3)
    names = rows(store, "SELECT DISTINCT name, name_en, country FROM v1_region_overlap WHERE nuts = 'SE22'")
    assert [tuple(row.values()) for row in names] == [("Sydsverige", "South Sweden", "SE")]


def test_a_set_of_regions_counts_for_those_that_belong_to_it_as_a_whole(store: Engine) -> None:
    found = cells(store)
    assert found["SE11", "foodtech"] == found["SE1", "foodtech"] == (0, 1)
    assert ("SE12", "foodtech") not in found


def test_a_code_of_an_older_edition_counts_for_what_it_became(store: Engine) -> None:
    found = cells(store)
    assert found["FRC1", "foodtech"] == (1, 0)
    assert ("FR26", "foodtech") not in found


def test_what_was_excluded_does_not_count(store: Engine) -> None:
    with store.begin() as connection:
        write_decision(connection, "eccp/two", Decision("excluded"), by="person", origin="command", now=LATER)
    assert cells(store)["SE22", "foodtech"] == (1, 1)
    assert cells(store)["SE22", "care"] == (1, 1)


def test_matching_again_writes_nothing_and_a_gone_title_counts_no_more(store: Engine) -> None:
    before = contents(store, "declared_matches")
    with store.begin() as connection:
        match_declared(connection, LATER)
    assert contents(store, "declared_matches") == before
    again = opened(store, asked(TUESDAY))
    again.put(declaring("SE224", "Tourism", at=TUESDAY))
    again.close_run(TUESDAY)
    assert cells(store)["SE224", "foodtech"] == (0, 1)


def test_other_terms_make_other_matches_and_the_old_ones_stay_as_undone(store: Engine) -> None:
    other = asked(TUESDAY)
    named = tuple(replace(one, terms_en=("tourism",)) for one in other.priorities)
    again = opened(store, replace(other, priorities=named))
    again.close_run(TUESDAY)
    held = rows(store, "SELECT title, undone_at FROM declared_matches WHERE nuts = 'SE224' AND priority = 'foodtech'")
    assert [(row["title"], row["undone_at"] is None) for row in held] == [
        ("Food technologies", False),
        ("Tourism", True),
    ]


def test_a_person_overrules_and_a_harvest_keeps_it(store: Engine) -> None:
    def say(title: str, priority: str, verdict: str | None) -> None:
        with store.begin() as connection:
            overrule(connection, "SE224", title, priority, verdict, reason="as I know it", by="person: a", now=LATER)

    say("food technologies", "foodtech", "no match")
    say("Tourism", "care", "match")
    expected = {"foodtech": (0, 1), "care": (2, 0)}
    assert {name: cells(store)["SE224", name] for name in expected} == expected
    again = opened(store, asked(TUESDAY))
    again.put(declaring("SE224", "Food technologies", "Tourism", filed="Digital transformation » e-Health", at=TUESDAY))
    again.close_run(TUESDAY)
    assert {name: cells(store)["SE224", name] for name in expected} == expected
    say("Food technologies", "foodtech", None)
    assert cells(store)["SE224", "foodtech"] == (1, 1)
    kept = rows(
        store,
        "SELECT verdict, undone_at FROM declared_matches WHERE decided_by = 'person: a' AND priority = 'foodtech'",
    )
    assert [(row["verdict"], row["undone_at"]) for row in kept] == [("no match", LATER)]


def test_the_list_counts_both_and_knows_home(store: Engine) -> None:
    with store.connect() as connection:
        assert home_region(connection) == "SE321"
        assert [one.priority for one in read_home(connection)] == ["foodtech", "care"]
        every = region_rows(connection, "SE321")
        listed = at_level(every, 2, own_codes(connection))
    assert [(row.nuts, row.observed, row.declared, row.is_home) for row in listed] == [
        ("SE22", 2, 2, False),
        ("SE11", 1, 0, False),
        ("FRC1", 0, 1, False),
        ("SE32", 0, 1, True),
    ]
    assert listed[0].cells == {"foodtech": Cell(1, 2), "care": Cell(1, 2)}


def test_what_is_known_of_a_larger_region_alone_is_listed_as_such(engine: Engine) -> None:
    store = opened(engine, asked())
    for item in (results(FOOD, "large", "small"), profile("large", nuts="FRK"), profile("small", nuts="FRC1")):
        store.put(item)
    store.close_run(MONDAY)
    with engine.connect() as connection:
        listed = at_level(region_rows(connection, None), 2, own_codes(connection))
    assert {row.nuts for row in listed} == {"FRK", "FRC1"}


def test_behind_a_cell_stand_organisations_and_titles(store: Engine) -> None:
    with store.connect() as connection:
        found = behind(connection, "SE22", "SE321")
        assert behind(connection, "PT17", "SE321") is None
    assert found is not None
    assert [(one.priority, one.name) for one in found.organisations] == [
        ("care", "Blekinge"), ("care", "Two"), ("foodtech", "One"), ("foodtech", "Two"),
    ]  # fmt: skip
    assert [(one.priority, one.title, one.reason) for one in found.declarations] == [
        ("care", HEALTH, "is filed under the S3 area 'Digital transformation/e-Health'"),
        ("foodtech", "Food technologies", "its title says 'food technology'"),
    ]
    assert found.others == (("SE224", "Tourism"),)
    for priority, cell in found.row.cells.items():
        assert cell.organisations == sum(one.priority == priority for one in found.organisations)
        assert cell.declared == sum(one.priority == priority for one in found.declarations)
