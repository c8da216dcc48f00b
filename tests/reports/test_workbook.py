"""The workbook says what the views say, in both languages, after a merge, a split and a re-harvest."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from harvest.crawl.outcome import settle
from harvest.database import snapshot
from harvest.errors import UsageError
from harvest.evidence.workbook import ProgrammeShown, read_contents
from harvest.records import DeclaredPriority, Item
from harvest.reports.labels import LANGUAGES, Language, labels
from harvest.reports.workbook import HIDDEN_SHEET
from harvest.reports.workbook.book import write_workbook
from harvest.screening.decision import Decision
from pipelines.storing.decisions import decide, undo
from pipelines.storing.screening import write_decision
from tests.reports.agreeing import agrees
from tests.reports.reading import EXPORTED, exported, read_back
from tests.support.store import (
    MONDAY,
    TUESDAY,
    ended,
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
STRATEGIES = (
    strategy("s1", [FOOD], published_hits=3),
    strategy("s2", [FOOD], [HEALTH], priority="care"),
    strategy("s3", [HEALTH], priority="care"),
)
THEN = "2026-11-23T09:00:00Z"
DECLARED = DeclaredPriority("Care of the old", "", "2021-2027", "stated")
PROFILES: dict[str, dict[str, str]] = {
    "alfa": {"description": "=1+1 is what we do", "year_established": "1998", "members_total": "120", "label": "gold"},
    "beta": {"homepage": "https://beta.example/en", "email": "info@beta.example", "country": "SE", "type": "cluster"},
    "gamma": {"description": "Words of gamma. " * 60, "is_edih": "1", "has_seal_of_excellence": "0", "alias": "GA"},
    "delta": {"country": "PL", "native_name": "Δέλτα"},
}


def harvested(engine: Engine, at: datetime = MONDAY, **more: dict[str, str]) -> None:
    """Alfa is found by both searches, beta and gamma by one, delta by none."""
    made = opened(engine, plan(*STRATEGIES, queries=[FOOD, HEALTH], at=at))
    items: tuple[Item, ...] = (
        results(FOOD, "alfa", "gamma", at=at),
        results(HEALTH, "alfa", "beta", at=at),
        *(profile(slug, at, **values) for slug, values in (PROFILES | more).items()),
        region("SE110", DECLARED, at=at),
        ended(FOOD),
        ended(HEALTH, "capped", "too many"),
    )
    for item in items:
        made.put(item)
    made.close_run(at)
    settle(engine, made)


@pytest.fixture
def store(engine: Engine) -> Engine:
    harvested(engine)
    return engine


def set_(engine: Engine, organisation: str, tier: str, *priorities: str, description: str = "") -> None:
    with engine.begin() as connection:
        decision = Decision(tier, priorities, "research", description, "because")
        write_decision(connection, organisation, decision, by="person: a", origin="command", now=THEN)


def judged(engine: Engine, left: str, right: str) -> int:
    with engine.begin() as connection:
        return decide(connection, (left, right), "same", "because", "person", THEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_that_of_the_views_whatever_was_judged_decided_and_harvested(
    store: Engine, tmp_path: Path, language: Language
) -> None:
    assert len(agrees(store, tmp_path, language).master) == 4
    set_(store, "eccp/alfa", "full", "care", "foodtech")
    set_(store, "eccp/gamma", "link")
    set_(store, "eccp/beta", "excluded")
    agrees(store, tmp_path, language)
    merged = judged(store, "eccp/alfa", "eccp/beta")
    assert len(agrees(store, tmp_path, language).master) == 3
    with store.begin() as connection:
        undo(connection, merged, THEN)
    assert len(agrees(store, tmp_path, language).master) == 4
    harvested(store, TUESDAY, alfa={"description": "otherwise"}, epsilon={"country": "SE"})
    back = agrees(store, tmp_path, language)
    assert len(back.master) == 5
    assert {row[labels().say("change", language)] for row in back.table("Changes")} >= {
        labels().value["change"][kind].in_language(language) for kind in ("appeared", "changed")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_counts_what_the_others_hold(store: Engine, tmp_path: Path, language: Language) -> None:
    set_(store, "eccp/alfa", "full", "care", "foodtech")
    set_(store, "eccp/beta", "excluded")
    back = exported(store, tmp_path, language)
    first = back.book.worksheets[0]
    texts = [cell for row in first.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    counts = {"organisations": 4, "full": 1, "link": 0, "excluded": 1, "candidate": 2, "memberships": 4}
    assert labels().say("numbers_text", language, **counts) in texts
    totals = {row[1]: row[5] for row in first.iter_rows(values_only=True) if row[1] in back.facts["priority"].values()}
    assert list(totals.values()) == [len(back.tab(1)), len(back.tab(2))] == [2, 2]
    (missing,) = [text for text in texts if "too many" in text]
    assert "eccp" in missing
    assert "health" in missing


def test_the_hidden_sheet_tells_a_program_what_the_visible_ones_mean(store: Engine, tmp_path: Path) -> None:
    set_(store, "eccp/alfa", "full", "care")
    back = exported(store, tmp_path)
    assert back.book[HIDDEN_SHEET].sheet_state == "hidden"
    assert back.facts["workbook"] == {
        "schema": "1", "run_id": "20261123", "exported_at": EXPORTED, "language": "sv",
        "sheet": "Alla organisationer", "header_row": "2",
    }  # fmt: skip
    assert list(back.facts["column"].values()) == [column.key for column in labels().column]
    assert back.facts["tier"] == {"full": "Fullständig", "link": "Endast länk", "excluded": "Utesluten"}
    assert back.facts["priority"] == {"foodtech": "foodtech (sv)", "care": "care (sv)"}
    assert back.facts["role"]["test-bed"] == "testbädd"
    held = {row["organisation_id"]: row["fingerprint"] for row in rows(store, "SELECT * FROM v1_screening")}
    assert back.facts["organisation"] == {
        row["organisation_id"]: held.get(row["organisation_id"], "") for row in back.master
    }
    assert len(held) == 1


def test_what_a_person_fills_in_is_chosen_from_lists_and_the_key_is_left_alone(store: Engine, tmp_path: Path) -> None:
    back = exported(store, tmp_path)
    rules = {str(rule.sqref): rule for rule in back.sheet.data_validations.dataValidation}
    place = {key: int(number) for number, key in back.facts["column"].items()}
    for kind, columns in {
        "tier": ["tier"], "priority": ["priority_1", "priority_2", "priority_3"], "role": ["role"],
    }.items():  # fmt: skip
        for column in columns:
            letter = back.sheet.cell(1, place[column]).column_letter
            rule = rules.pop(f"{letter}3:{letter}6")
            first, last = re.fullmatch(rf"{HIDDEN_SHEET}!\$C\$(\d+):\$C\$(\d+)", rule.formula1).groups()  # type: ignore[union-attr]
            listed = [back.book[HIDDEN_SHEET].cell(row, 3).value for row in range(int(first), int(last) + 1)]
            assert listed == list(back.facts[kind].values())
            assert rule.showErrorMessage
    (key,) = rules.values()
    assert (key.type, key.formula1) == ("custom", "FALSE")


def test_full_entries_come_first_and_a_link_only_has_no_description(store: Engine, tmp_path: Path) -> None:
    set_(store, "eccp/gamma", "link", "care", description="words that were written once")
    set_(store, "eccp/beta", "full", "care")
    back = exported(store, tmp_path, "en")
    care = back.tab(2)
    assert [(row["Name"], row["Tier"]) for row in care] == [
        ("Beta", "Full"), ("Alfa", "Not screened"), ("Gamma", "Link only"),
    ]  # fmt: skip
    assert [row["Own description"] for row in care] == [None, None, None]
    gamma = next(row for row in back.master if row["name"] == "Gamma")
    assert gamma["description"] is None
    assert gamma["own_description"] == "words that were written once"


def test_cells_are_typed_and_said_in_the_language(store: Engine, tmp_path: Path) -> None:
    by_name = {row["name"]: row for row in exported(store, tmp_path, "sv").master}
    assert by_name["Alfa"]["description"] == "=1+1 is what we do"
    assert (by_name["Alfa"]["year_established"], by_name["Alfa"]["members_total"]) == (1998, 120)
    assert by_name["Alfa"]["first_seen"] == datetime(2026, 11, 23)  # noqa: DTZ001  # a sheet knows no zones
    assert (by_name["Alfa"]["label"], by_name["Alfa"]["searches"]) == ("Guld", 2)
    assert by_name["Alfa"]["found_under"] == "care (sv) (2); foodtech (sv) (1)"
    assert by_name["Beta"]["homepage"] == '=HYPERLINK("https://beta.example/en")'
    assert [by_name["Beta"][key] for key in ("email", "country", "country_code", "type", "region", "nuts")] == [
        "info@beta.example", "Sverige", "SE", "Kluster", "Stockholm", "SE110",
    ]  # fmt: skip
    assert [by_name["Gamma"][key] for key in ("is_edih", "has_seal_of_excellence", "other_names")] == [
        "Ja",
        "Nej",
        "GA",
    ]
    assert len(by_name["Gamma"]["description"]) < 310
    assert by_name["Gamma"]["description"].endswith(" …")
    assert by_name["Delta"]["pages"] == "http://127.0.0.1:8000/delta"
    assert by_name["Delta"]["is_edih"] is None


def test_programmes_are_shown_with_their_time_and_participants_by_name(store: Engine, tmp_path: Path) -> None:
    with snapshot(store) as connection:
        contents = read_contents(connection)
        entries = [
            replace(
                entry,
                participants="Alfa AB; Beta University",
                programme=ProgrammeShown(entry.row.organisation_id, "ended", "2013", "2024"),
            )
            for entry in contents.organisations
        ]
        file = tmp_path / "list.xlsx"
        write_workbook(file, replace(contents, organisations=iter(entries)), exported_at=EXPORTED, language="sv")
    (shown,) = {(row["programme"], row["participants"]) for row in read_back(file).master}
    assert shown == ("2013 – 2024, avslutat", "Alfa AB; Beta University")


def test_an_organisation_of_several_records_names_every_page(store: Engine, tmp_path: Path) -> None:
    judged(store, "eccp/alfa", "eccp/beta")
    pages = {row["pages"] for row in exported(store, tmp_path).master}
    assert "http://127.0.0.1:8000/alfa\nhttp://127.0.0.1:8000/beta" in pages


def test_tables_are_tables_of_excel_with_headings_that_stay_in_sight(store: Engine, tmp_path: Path) -> None:
    back = exported(store, tmp_path)
    (table,) = back.sheet.tables.values()
    assert table.ref == table.autoFilter.ref == f"A2:{back.sheet.cell(2, len(labels().column)).column_letter}6"
    assert back.sheet.freeze_panes == "B3"
    assert len(back.table("Columns")) == len(labels().column)


def test_a_store_without_anything_makes_a_workbook_too(engine: Engine, tmp_path: Path) -> None:
    back = exported(engine, tmp_path)
    assert back.master == []
    assert "Databasen innehåller ingen körning än." in {
        cell for row in back.book.worksheets[0].iter_rows(values_only=True) for cell in row
    }


class Interrupted(Exception):
    pass


def test_a_workbook_appears_whole_or_not_at_all(store: Engine, tmp_path: Path) -> None:
    file = tmp_path / "out" / "list.xlsx"
    file.parent.mkdir()
    file.write_text("the one before")

    def broken(entries: Any) -> Any:
        yield next(entries)
        raise Interrupted

    with snapshot(store) as connection:
        contents = read_contents(connection)
        contents = replace(contents, organisations=broken(contents.organisations))
        with pytest.raises(Interrupted):
            write_workbook(file, contents, exported_at=EXPORTED, language="sv")
    assert file.read_text() == "the one before"
    assert os.listdir(file.parent) == ["list.xlsx"]  # noqa: PTH208


def test_a_file_that_is_open_elsewhere_is_told_with_a_way_out(
    store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(UsageError, match="open in Excel, close it there"):
        exported(store, tmp_path)
    assert not list(tmp_path.glob("*.xlsx"))
