"""What is registered, what is missing, what changed, and what is called otherwise."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from harvest.evidence.registration import Check, Declared, check_registration, read_declared
from harvest.normalise.regions import region_statements
from harvest.records import DeclaredPriority, RecordRead, Value
from harvest.reports.registration_sheet import HEADINGS, write_sheet
from harvest.strategy import Priority, load
from tests.support.store import MONDAY, TUESDAY, opened, page, plan

NINE = load().priority


def declared(title: str, description: str = "", *, gone: str | None = None, period: str | None = None) -> Declared:
    return Declared(title, description, period, "https://x.example/SE321", "2026-11-23T08:00:00+00:00", gone)


def status(*rows: Declared) -> dict[str, str]:
    return {one.priority: one.status for one in check_registration("SE321", NINE, rows).priorities}


def test_what_is_declared_in_other_case_or_language_is_registered() -> None:
    found = status(declared("forest based BIOECONOMY"), declared("Kris och räddning"))
    assert {name for name, state in found.items() if state == "registered"} == {
        "skoglig-bioekonomi",
        "kris-och-raddning",
    }
    assert sum(state == "missing" for state in found.values()) == 7


@pytest.mark.parametrize(
    ("row", "priority"),
    [
        (declared("Renewable energy"), "fornybar-energi"),
        (declared("Smart caring"), "smart-caring"),
        (declared("Autonomous mobillity"), "autonom-mobilitet"),
        (declared("Digital authorities", "What we call GovTech in this county."), "govtech"),
        (declared("Advanced manufacturing in metal and machinery"), "avancerad-specialtillverkning"),
    ],
)
def test_other_words_for_it_are_told_as_such(row: Declared, priority: str) -> None:
    found = check_registration("SE321", NINE, [row])
    (worded,) = [one for one in found.priorities if one.status == "worded differently"]
    assert (worded.priority, worded.registered, found.others) == (priority, row, ())
    assert row.title in worded.reason


@pytest.mark.parametrize("title", ["Tourism", "Tech", "Mobility", "Control of quality and production", "Care and", ""])
def test_what_is_something_else_stays_something_else(title: str) -> None:
    found = check_registration("SE321", NINE, [declared(title)])
    assert {one.status for one in found.priorities} == {"missing"}
    assert [one.title for one in found.others] == [title]


def test_foodtech_is_not_govtech() -> None:
    found = status(declared("FoodTech"))
    assert (found["foodtech"], found["govtech"]) == ("registered", "missing")


def test_of_two_periods_the_newer_stands() -> None:
    old, new = declared("GovTech", "old", period="2014-2020"), declared("GovTech", "new", period="2021-2027")
    found = check_registration("SE321", NINE, [old, new])
    (registered,) = [one.registered for one in found.priorities if one.registered]
    assert (registered.description, found.others) == ("new", (old,))


def test_what_changed_and_what_went_is_told_with_its_date() -> None:
    gone = "2026-11-23T08:00:00+00:00"
    found = check_registration(
        "SE321",
        NINE,
        [
            declared("GovTech", "new words"),
            declared("GovTech", "old words", gone=gone),
            declared("FoodTech", gone=gone),
        ],
    )
    by_name = {one.priority: one for one in found.priorities}
    assert (by_name["govtech"].status, by_name["govtech"].before is not None) == ("changed", True)
    assert "description changed on 2026-11-23" in by_name["govtech"].reason
    assert by_name["foodtech"].status == "missing"
    assert by_name["foodtech"].reason == "was 'FoodTech' until 2026-11-23"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([one.name_en for one in NINE] + ["Other", ""]), st.text(max_size=20))))
def test_each_declared_one_is_told_once(rows: list[tuple[str, str]]) -> None:
    every = [replace(declared(title, told), page_url=str(place)) for place, (title, told) in enumerate(rows)]
    found = check_registration("SE321", NINE, every)
    told = [one.registered for one in found.priorities if one.registered] + list(found.others)
    assert sorted(one.page_url for one in told) == sorted(one.page_url for one in every)
    assert [one.priority for one in found.priorities] == [one.id for one in NINE]


def region(title: str, told: str, at: object) -> RecordRead:
    values = (Value("name", "Västernorrlands län", "heading"),)
    return RecordRead(
        "eyeris3", "SE321", "region", page("SE321", at, body=title + told),  # type: ignore[arg-type]
        values, priorities=(DeclaredPriority(title, told, None, "unknown"),),
        statements=region_statements("SE321", values),
    )  # fmt: skip


def test_the_store_remembers_what_was_declared_before(engine: Engine) -> None:
    with engine.connect() as connection:
        assert read_declared(connection, "SE321") is None
    for at, told in ((MONDAY, "before"), (TUESDAY, "after")):
        store = opened(engine, plan(queries=[], at=at))
        store.put(region("GovTech", told, at))
        store.close_run(at)
    with engine.connect() as connection:
        rows = read_declared(connection, "SE321")
    assert rows is not None
    assert [(row.description, row.gone_at and row.gone_at[:10]) for row in rows] == [
        ("after", None),
        ("before", "2026-11-24"),
    ]
    assert status(*rows)["govtech"] == "changed"


def sheet(folder: Path, check: Check) -> tuple[list[list[str]], list[list[str]]]:
    file = folder / "register.csv"
    values = write_sheet(file, check, {"foodtech": ["Sustainable innovation » Sustainable agriculture"]})
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    tables = [list(csv.reader(one.read_text("utf-8-sig").splitlines(), delimiter=";")) for one in (file, values)]
    return tables[0], tables[1]


def test_the_sheet_has_a_row_for_each_priority_and_every_value(tmp_path: Path) -> None:
    check = check_registration("SE321", NINE, [declared("Autonomous mobility", "- Machines; that drive\nthemselves")])
    rows, values = sheet(tmp_path, check)
    assert tuple(rows[0]) == HEADINGS
    assert [row[0] for row in rows[1:]] == [one.id for one in NINE]
    by_name = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert by_name["foodtech"]["Policy objectives"] == "Sustainable innovation » Sustainable agriculture"
    assert by_name["autonom-mobilitet"]["Status"] == "registered"
    assert by_name["autonom-mobilitet"]["Description"].startswith("'- Machines; that drive")
    assert len(values) > 200
    assert {row[0] for row in values[1:]} == {"Economic domains", "Scientific domains", "Policy objectives"}
    assert all(row[4] for row in values)


def test_priorities_of_another_region_do_as_well() -> None:
    other = [Priority(id="wine", kind="strength", name_sv="Vin", name_en="Wine", name_en_evidence="report")]
    found = check_registration("PT16", other, [declared("Wine")])
    assert (found.complete, found.priorities[0].status) == (True, "registered")
