"""A spreadsheet goes the way of a harvest: every value with its cell, once, whole or not at all."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from harvest.crawl import sheets
from harvest.crawl.sheets import Imported
from harvest.errors import SheetError, StoreError
from harvest.evidence.find import find
from harvest.evidence.trail import explain
from pipelines.storing.records import write_record
from tests.sheets.conftest import PARTICIPANTS, PROGRAMMES
from tests.support.store import MONDAY, contents, ended, opened, plan, profile, query, results, rows, strategy

Write = Callable[..., Path]
TakeIn = Callable[..., Imported]
TABLES = ("runs", "imports", "pages", "visits", "records", "statements", "organisations", "judgements", "participants")


def test_every_value_names_its_cell(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    ended = take_in(workbook("sip-2024.xlsx", Program=PROGRAMMES, Deltagare=PARTICIPANTS), "sip", by="analyst 2")
    assert (ended.counts, ended.refused) == ({"new": 2}, [])
    stated = rows(engine, "SELECT field, value, page_url FROM v1_statements WHERE record_id = 'sip/BioInnovation'")
    places = {(one["field"], one["value"]): one["page_url"] for one in stated}
    assert places["valid_from", "2014-01-01"] == "sip-2024.xlsx#Program!B2"
    assert places["participant", "Testuniversitetet"] == "sip-2024.xlsx#Deltagare!B3"
    assert places["country", "SE"] == "sip-2024.xlsx#Program!A2"
    (brought,) = rows(engine, "SELECT * FROM v1_imports")
    assert (brought["file"], brought["imported_by"]) == ("sip-2024.xlsx", "person: analyst 2")
    assert brought["file_sha256"] == ended.sha256
    assert rows(engine, "SELECT mode, status, requests FROM v1_runs") == [
        {"mode": "sheet", "status": "complete", "requests": 0}
    ]


def test_a_programme_that_ended_is_shown_as_ended(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    take_in(workbook(Program=PROGRAMMES, Deltagare=PARTICIPANTS), "sip")
    old, new = rows(engine, "SELECT * FROM v1_programmes ORDER BY name")
    assert (old["status"], old["valid_to"], old["succeeded_by"]) == ("ended", "2023", "Impact Innovation")
    assert (new["status"], new["succeeded_by"]) == ("running", None)
    assert old["successor_id"] == new["organisation_id"]
    assert [row["type"] for row in rows(engine, "SELECT type FROM v1_organisations")] == ["programme"] * 2


def test_the_archive_holds_the_cells_and_no_persons(
    workbook: Write, take_in: TakeIn, engine: Engine, tmp_path: Path
) -> None:
    told = [*PROGRAMMES[:2]]
    told[1] = (*told[1][:6], "Ask test.testsson@example.org or +46 70 123 45 67", told[1][7])
    ended = take_in(workbook(Program=told, Deltagare=PARTICIPANTS), "sip")
    (file,) = (tmp_path / "archive").iterdir()
    content = gzip.decompress(file.read_bytes()).decode()
    assert '"B2": "2014-01-01"' in content
    assert ended.about_persons == ["Kontaktperson"]
    assert ended.persons == 1
    for text in (content, json.dumps(contents(engine, *TABLES), default=str)):
        assert not any(personal in text for personal in ("Testsson", "testsson", "123 45 67"))


def test_the_same_file_again_writes_no_row(workbook: Write, take_in: TakeIn, engine: Engine, tmp_path: Path) -> None:
    file = workbook(Program=PROGRAMMES, Deltagare=PARTICIPANTS)
    take_in(file, "sip")
    before, archived = contents(engine, *TABLES), list((tmp_path / "archive").iterdir())
    again = take_in(file, "sip")
    assert (again.run_id, again.counts) == (None, {"unchanged": 2})
    assert (contents(engine, *TABLES), list((tmp_path / "archive").iterdir())) == (before, archived)


def test_a_new_edition_changes_what_it_says_otherwise(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    take_in(workbook("a.xlsx", Program=PROGRAMMES, Deltagare=PARTICIPANTS), "sip")
    later = (PROGRAMMES[0], ("",) * 8, *PROGRAMMES[1:2])
    later = (later[0], (*PROGRAMMES[1][:2], "2024", *PROGRAMMES[1][3:]))
    ended = take_in(workbook("b.xlsx", Program=later, Deltagare=PARTICIPANTS[:3]), "sip")
    assert (ended.counts, ended.absent) == ({"changed": 1}, 1)
    ends = rows(engine, "SELECT value, page_url FROM v1_statements WHERE field = 'valid_to' AND value LIKE '202%' "
                        "ORDER BY value")  # fmt: skip
    assert ends == [
        {"value": "2023", "page_url": "a.xlsx#Program!C2"},
        {"value": "2024", "page_url": "b.xlsx#Program!C2"},
    ]
    assert rows(engine, "SELECT valid_to FROM v1_programmes WHERE name = 'BioInnovation'") == [{"valid_to": "2024"}]
    assert len(rows(engine, "SELECT 1 AS one FROM v1_participants")) == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(
    workbook: Write, take_in: TakeIn, engine: Engine, tmp_path: Path
) -> None:
    file = workbook(Program=(*PROGRAMMES, ("Trasigt", "snart", "", "", "", "", "")), Deltagare=PARTICIPANTS)
    before = contents(engine, *TABLES)
    tried = take_in(file, "sip", dry_run=True)
    assert contents(engine, *TABLES) == before
    assert not (tmp_path / "archive").exists()
    done = take_in(file, "sip")
    assert (tried.counts, tried.refused, tried.run_id) == (done.counts, done.refused, None)
    assert [(one.place, one.reason.split(" is ")[0]) for one in done.refused] == [("Program!B4", "'snart'")]


def test_a_dry_run_makes_no_database(workbook: Write, tmp_path: Path) -> None:
    file = workbook(Program=PROGRAMMES, Deltagare=PARTICIPANTS)
    tried = sheets.import_sheet(file, Path("sip"), f"sqlite:///{tmp_path / 'none.db'}", dry_run=True)
    assert tried.counts == {"new": 2}
    assert list(tmp_path.iterdir()) == [file]


def test_an_import_that_fails_leaves_nothing(
    workbook: Write, take_in: TakeIn, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(engine, *TABLES)
    real, calls = write_record, []

    def fails(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("in the middle")
        real(*arguments)

    monkeypatch.setattr("pipelines.store.write_record", fails)
    with pytest.raises(RuntimeError, match="in the middle"):
        take_in(workbook(Program=PROGRAMMES, Deltagare=PARTICIPANTS), "sip")
    assert contents(engine, *TABLES) == before
    assert not (tmp_path / "archive").exists()


def test_a_database_that_is_busy_is_told_in_a_sentence(
    workbook: Write, take_in: TakeIn, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("another writer is waited for")
    monkeypatch.setattr("harvest.database._BUSY_MILLISECONDS", 10)
    busy = engine.execution_options(sqlite_begin="IMMEDIATE").begin()
    with busy, pytest.raises(StoreError, match="nothing was taken in"):
        take_in(workbook(Program=PROGRAMMES, Deltagare=PARTICIPANTS), "sip")
    assert not (tmp_path / "archive").exists()


EDIH = ("EDIH name", "Country", "Region", "Website", "Call", "Start date", "Status")


def harvested(engine: Engine) -> None:
    food = query("food")
    store = opened(engine, plan(strategy("s1", [food]), queries=[food]))
    for item in (
        results(food, "bron", "steel"),
        profile("bron", name="Bron Innovation", country="SE", nuts="SE321", homepage="https://bron.example"),
        profile("steel", name="Steel Cluster Norr", country="SE", nuts="SE321", homepage="https://steel.example"),
        ended(food),
    ):
        store.put(item)
    store.close_run(MONDAY)


def test_distinctions_land_on_the_organisations_that_they_match(
    workbook: Write, take_in: TakeIn, engine: Engine
) -> None:
    harvested(engine)
    listed = [
        EDIH,
        ("Bron Innovation", "Sverige", "", "www.bron.example", "DIGITAL-2021-EDIH-01", "2022-10-01", "EDIH"),
        ("Norra Steel", "Sweden", "", "https://steel.example", "DIGITAL-2021-EDIH-01", "2023", "Seal of Excellence"),
        ("Somebody Else Entirely", "FI", "", "", "DIGITAL-2021-EDIH-01", "2023", "EDIH"),
    ]
    done = take_in(workbook("edih.xlsx", Sheet1=listed), "edih")
    told = {one.name: (one.matched, one.unsure) for one in done.records}
    assert told["Bron Innovation"] == (("eccp/bron",), ())
    assert told["Norra Steel"] == ((), ("eccp/steel",))
    assert told["Somebody Else Entirely"] == ((), ())
    (bron,) = rows(engine, "SELECT * FROM v1_organisations WHERE name = 'Bron Innovation'")
    assert (bron["is_edih"], bron["edih_call"], bron["edih_date"]) == (1, "DIGITAL-2021-EDIH-01", "2022-10-01")
    assert bron["has_seal_of_excellence"] == 0
    (steel,) = rows(engine, "SELECT * FROM v1_organisations WHERE name = 'Steel Cluster Norr'")
    assert (steel["is_edih"], steel["has_seal_of_excellence"]) == (None, None)
    evidence = rows(engine, "SELECT page_url FROM v1_maturity WHERE evidence = 'is_edih' AND organisation_id = :id",
                    id=bron["organisation_id"])  # fmt: skip
    assert evidence == [{"page_url": "edih.xlsx#Sheet1!G2"}]


def test_several_seals_of_one_organisation_are_one_record(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    listed = [
        ("Organisation", "Country", "Website", "Call", "Date"),
        ("Testbolaget AB", "SE", "", "EIC-2022", "2022-06-15"),
        ("Testbolaget AB", "SE", "", "EIC-2023", "2023-06-15"),
    ]
    done = take_in(workbook(Sheet1=listed), "seal")
    assert (len(done.records), done.refused) == (1, [])
    seals = rows(engine, "SELECT evidence, value, page_url FROM v1_maturity WHERE evidence LIKE 'seal%' ORDER BY 1, 2")
    assert [(one["value"], one["page_url"].rpartition("!")[2]) for one in seals] == [
        ("EIC-2022", "D2"), ("EIC-2023", "D3"), ("2022-06-15", "E2"), ("2023-06-15", "E3"),
    ]  # fmt: skip


TIPS = (("Organisation", "Country", "Website", "Priority", "Why"), ("Testlabbet", "SE", "", "FoodTech", "seen it"))


def test_a_tip_needs_somebody_a_priority_and_a_reason(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    with pytest.raises(SheetError, match="--by"):
        take_in(workbook(Sheet1=TIPS), "tips")
    assert rows(engine, "SELECT * FROM v1_runs") == []
    bad = (*TIPS, ("A", "SE", "", "", "why"), ("B", "SE", "", "Fisk", "why"), ("C", "SE", "", "govtech", ""))
    done = take_in(workbook(Sheet1=bad), "tips", by="cluster office")
    assert [one.place for one in done.refused] == ["Sheet1!D3", "Sheet1!D4", "Sheet1!E5"]
    (tip,) = rows(engine, "SELECT value, original, page_url FROM v1_statements WHERE field = 'priority'")
    assert tip == {"value": "foodtech", "original": "FoodTech", "page_url": "list.xlsx#Sheet1!D2"}
    (candidate,) = rows(engine, "SELECT priority, tier, hits, tips FROM v1_organisation_priorities")
    assert candidate == {"priority": "foodtech", "tier": "candidate", "hits": 0, "tips": 1}
    with engine.connect() as connection:
        assert [one.name for one in find(connection, "foodtech").organisations] == ["Testlabbet"]


def test_the_trail_names_cell_hand_and_validity(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    take_in(workbook("sip.xlsx", Program=PROGRAMMES, Deltagare=PARTICIPANTS), "sip", by="analyst 2")
    with engine.connect() as connection:
        (trail,) = explain(connection, "BioInnovation")
        (found,) = find(connection, "BioInnovation").organisations
    until = next(one for one in trail.statements if one.field == "valid_to")
    assert (until.page_url, until.place, until.imported_by) == (
        "sip.xlsx#Program!C2",
        "Program!C2",
        "person: analyst 2",
    )
    assert trail.programme is not None
    assert (trail.programme.status, trail.programme.succeeded_by, found.programme) == (
        "ended", "Impact Innovation", "ended"
    )  # fmt: skip
    assert [(one.name, one.kind, one.role) for one in trail.participants] == [
        ("Skogsbolaget AB", "company", "coordinator"),
        ("Nordisk Ton", "unknown", "participant"),
        ("Testuniversitetet", "university", "participant"),
    ]


def test_a_programme_is_never_one_with_an_organisation(workbook: Write, take_in: TakeIn, engine: Engine) -> None:
    harvested(engine)
    named = (PROGRAMMES[0], ("Bron Innovation", "2020", "2099", "", "", "https://bron.example", "", ""))
    (programme,) = take_in(workbook(Program=named, Deltagare=PARTICIPANTS[:1]), "sip").records
    assert (programme.matched, programme.unsure) == ((), ())
    kinds = rows(engine, "SELECT kind, organisation_id FROM v1_records WHERE record_id IN ('eccp/bron', :id)",
                 id=programme.record_id)  # fmt: skip
    assert {row["kind"] for row in kinds} == {"organisation", "programme"}
    assert len({row["organisation_id"] for row in kinds}) == 2


def test_statements_grow_with_the_rows_and_no_faster(workbook: Write, take_in: TakeIn) -> None:
    """Twelve for a row that is new; what does not depend on rows is left out by the difference of two lists."""
    counted = []
    for size in (10, 30):
        rows = [(f"Program {size} {n}", "2024", "2030", "", "", "", "") for n in range(size)]
        file = workbook(f"{size}.xlsx", Program=(PROGRAMMES[0][:7], *rows), Deltagare=PARTICIPANTS[:1])
        sent: list[str] = []
        note = lambda connection, cursor, statement, *rest, sent=sent: sent.append(statement)  # noqa: E731
        event.listen(Engine, "before_cursor_execute", note)
        try:
            assert take_in(file, "sip").counts["new"] == size
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        counted.append(len(sent))
    few, many = counted
    assert many - few <= 20 * 13
