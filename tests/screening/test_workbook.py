"""A workbook that comes back filled in: exactly what was edited goes in, and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from harvest.errors import SheetError
from harvest.evidence.screening import standing
from harvest.reports.labels import Language
from harvest.reports.workbook import HIDDEN_SHEET
from harvest.screening.decision import Decision
from harvest.screening.sheet import read_filled_in
from pipelines.storing import screening as storing
from pipelines.storing.decisions import decide
from tests.support.filled_in import MASTER, Rows, edit, export
from tests.support.screened import LATER, filled_store, imported, set_
from tests.support.store import contents

TABLES = ("screenings", "screening_priorities", "screening_records")


@pytest.fixture
def few(engine: Engine) -> tuple[Engine, list[str]]:
    return engine, filled_store(engine, 6)


@pytest.fixture
def book(few: tuple[Engine, list[str]], tmp_path: Path) -> Path:
    return export(few[0], tmp_path / "list.xlsx")


def test_two_hundred_edited_cells_are_two_hundred_decisions_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    ids = filled_store(engine, 250)
    path = export(engine, tmp_path / "list.xlsx")
    before = contents(engine, *TABLES)
    edits: list[tuple[str, Any]] = [
        ("tier", "Excluded"), ("priority_1", "FoodTech"), ("role", "Finance"), ("own_description", "new = words"),
        ("reason", "because"),
    ]  # fmt: skip

    def change(found: Rows) -> None:
        for n, one in enumerate(ids[:200]):
            key, value = edits[n % len(edits)]
            found[one][key].value = value

    found = imported(engine, edit(path, change))
    assert (len(found.changes), found.overtaken, found.mistakes, found.unchanged) == (200, (), (), 50)
    assert {one.organisation_id for one in found.changes} == set(ids[:200])
    assert all(len(one.places) == 1 for one in found.changes)
    after = contents(engine, *TABLES)
    fresh = [row for row in after["screenings"] if row not in before["screenings"]]
    assert len(fresh) == 200
    assert {row["origin"] for row in fresh} == {f"list.xlsx, {one.row}" for one in found.changes}
    assert {row["decided_by"] for row in fresh} == {"person: a"}
    with engine.connect() as connection:
        held = standing(connection)
    for n, one in enumerate(ids):
        start = Decision("full", ("govtech",), "research", "own = words", f"reason {n}") if n % 3 == 0 else Decision()
        changed = {
            "tier": {"tier": "excluded"}, "priority_1": {"priorities": ("foodtech",)}, "role": {"role": "finance"},
            "own_description": {"description": "new = words"}, "reason": {"reason": "because"},
        }[edits[n % len(edits)][0]]  # fmt: skip
        expected = replace(start, **changed) if n < 200 else start  # type: ignore[arg-type]
        assert (held[one].decision if one in held else Decision()) == expected
    again = imported(engine, path)
    assert (again.changes, again.overtaken, again.unchanged) == ((), (), 250), "the same sheet again changes nothing"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_untouched_workbook_changes_nothing(
    few: tuple[Engine, list[str]], tmp_path: Path, language: Language
) -> None:
    found = imported(few[0], export(few[0], tmp_path / "list.xlsx", language))
    assert (found.changes, found.overtaken, found.mistakes, found.unchanged) == ((), (), (), 6)


def test_a_swedish_workbook_is_read_in_swedish(few: tuple[Engine, list[str]], tmp_path: Path) -> None:
    engine, ids = few

    def change(found: Rows) -> None:
        found[ids[1]]["tier"].value = "endast länk"
        found[ids[1]]["priority_1"].value = "Skoglig bioekonomi"
        found[ids[1]]["role"].value = "testbädd"

    path = edit(export(engine, tmp_path / "lista.xlsx", "sv"), change)
    (found,) = imported(engine, path).changes
    assert found.after == Decision("link", ("skoglig-bioekonomi",), "test-bed")


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("priority_1", "Foodteck", "F{row}: no priority is called 'Foodteck'; nearest: FoodTech"),
        ("tier", "perhaps", "E{row}: no tier is called 'perhaps'; nearest: "),
        ("role", "resaerch", "I{row}: no role is called 'resaerch'; nearest: research"),
        ("priority_2", "GovTech", "G{row}: 'GovTech' is one of its priorities already"),
        ("tier", "=IF(1=1,\"Full\",\"\")", "E{row}: a formula without a result"),
        ("reason", "ask anna.berg@cluster.example", "K{row}: there is a person's address"),
        ("organisation_id", "org-000000000000", "{key}{row}: no organisation has the id 'org-000000000000'"),
        ("organisation_id", None, "{key}{row}: the row has lost its id"),
    ],
)  # fmt: skip
def test_what_can_not_be_understood_is_refused_by_sheet_and_cell(
    few: tuple[Engine, list[str]], book: Path, key: str, value: str | None, complaint: str
) -> None:
    engine, ids = few
    cells: dict[str, str] = {}

    def change(found: Rows) -> None:
        cell = found[ids[0]][key]
        cells.update(row=str(cell.row), key=found[ids[0]]["organisation_id"].column_letter)
        cell.value = value
        found[ids[1]]["tier"].value = "Full"

    before = contents(engine, *TABLES)
    found = imported(engine, edit(book, change))
    (mistake,) = found.mistakes
    assert mistake.startswith(f"All organisations!{complaint.format(**cells)}")
    assert contents(engine, *TABLES) == before, "what is right goes in with the rest, or not at all"


def test_an_edit_that_was_overtaken_is_left_out_and_shown(few: tuple[Engine, list[str]], book: Path) -> None:
    engine, ids = few
    theirs = Decision("excluded", reason="closed")
    set_(engine, ids[0], theirs, LATER)
    set_(engine, ids[3], theirs, LATER)

    cells: dict[str, tuple[str, ...]] = {}

    def change(found: Rows) -> None:
        found[ids[0]]["tier"].value = "Link only"
        found[ids[1]]["tier"].value = "Link only"
        cells["places"] = (f"All organisations!{found[ids[0]]['tier'].coordinate}",)

    found = imported(engine, edit(book, change), now="2026-11-23T11:00:00Z")
    (late,) = found.overtaken
    assert (late.organisation_id, late.holds) == (ids[0], theirs)
    assert late.written_from == Decision("full", ("govtech",), "research", "own = words", "reason 0")
    assert late.mine == replace(late.written_from, tier="link")
    assert late.places == cells["places"]
    assert [one.organisation_id for one in found.changes] == [ids[1]]
    with engine.connect() as connection:
        held = standing(connection)
    assert (held[ids[0]].decision, held[ids[3]].decision) == (theirs, theirs), "an untouched row undoes nothing"
    assert held[ids[1]].decision == Decision("link")


def test_who_decided_the_same_meanwhile_is_no_conflict(few: tuple[Engine, list[str]], book: Path) -> None:
    engine, ids = few
    set_(engine, ids[1], Decision("link"), LATER)

    def change(found: Rows) -> None:
        found[ids[1]]["tier"].value = "Link only"

    found = imported(engine, edit(book, change))
    assert (found.changes, found.overtaken, found.unchanged) == ((), (), 6)


def test_a_decision_that_is_not_known_here_is_not_overwritten(few: tuple[Engine, list[str]], book: Path) -> None:
    engine, ids = few
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE screenings SET fingerprint = 'elsewhere'")

    def change(found: Rows) -> None:
        found[ids[0]]["tier"].value = "Link only"

    (late,) = imported(engine, edit(book, change)).overtaken
    assert (late.organisation_id, late.written_from) == (ids[0], None)


def test_an_import_that_fails_in_the_middle_leaves_nothing_behind(
    few: tuple[Engine, list[str]], book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, ids = few
    before = contents(engine, *TABLES)

    def change(found: Rows) -> None:
        for one in ids:
            found[one]["tier"].value = "Link only"

    real: Callable[..., Any] = storing.write_decision
    written: list[str] = []

    def broken(connection: Any, organisation: str, *rest: Any, **named: Any) -> Any:
        if len(written) == 3:
            raise RuntimeError("the disk is full")
        written.append(organisation)
        return real(connection, organisation, *rest, **named)

    monkeypatch.setattr(storing, "write_decision", broken)
    with pytest.raises(RuntimeError, match="disk is full"):
        imported(engine, edit(book, change))
    assert len(written) == 3
    assert contents(engine, *TABLES) == before


def test_emptied_cells_take_the_decision_back(few: tuple[Engine, list[str]], book: Path) -> None:
    engine, ids = few

    def change(found: Rows) -> None:
        for key in ("tier", "priority_1", "role", "own_description", "reason"):
            found[ids[0]][key].value = None

    (found,) = imported(engine, edit(book, change)).changes
    assert found.after == Decision()
    with engine.connect() as connection:
        assert ids[0] not in standing(connection)


def test_rows_are_found_by_their_id_however_the_list_was_handled(few: tuple[Engine, list[str]], book: Path) -> None:
    """Sorted, with a row and columns left out, with rows above and empty rows between."""
    engine, ids = few

    def change(found: Rows) -> None:
        found[ids[2]]["tier"].value = "Full"

    edit(book, change)
    opened_again = load_workbook(book)
    sheet = opened_again[MASTER[1]]
    header = next(cell.row for cell in sheet["A"] if cell.value == "Name")
    listed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header + 1)]
    sheet.delete_rows(header + 1, len(listed))
    for row in [*reversed(listed[1:]), [], [None] * 5]:
        sheet.append(row)
    sheet.insert_rows(1, 3)
    titles = [cell.value for cell in sheet[header + 3]]
    for title in ("Reason", "Name", "Priority 3"):
        sheet.delete_cols(titles.index(title) + 1)
        titles.remove(title)
    opened_again.save(book)
    found = imported(engine, book)
    assert (found.mistakes, found.overtaken, found.unchanged) == ((), (), 4)
    assert [(one.organisation_id, one.after) for one in found.changes] == [(ids[2], Decision("full"))]


def test_a_merge_since_the_export_is_known_by_the_old_ids(few: tuple[Engine, list[str]], book: Path) -> None:
    engine, ids = few
    with engine.begin() as connection:
        decide(connection, ("eccp/o001", "eccp/o002"), "same", "one", "person", LATER)

    def change(found: Rows) -> None:
        found[ids[2]]["tier"].value = "Link only"

    (found,) = imported(engine, edit(book, change)).changes
    assert (found.organisation_id, found.after) == (ids[1], Decision("link"))


def test_rows_about_one_organisation_that_differ_are_refused(few: tuple[Engine, list[str]], book: Path) -> None:
    engine, ids = few
    with engine.begin() as connection:
        decide(connection, ("eccp/o001", "eccp/o002"), "same", "one", "person", LATER)

    cells: list[str] = []

    def change(found: Rows) -> None:
        found[ids[1]]["tier"].value = "Link only"
        found[ids[2]]["tier"].value = "Full"
        cells.extend(f"All organisations, row {found[one]['tier'].row}" for one in (ids[1], ids[2]))

    (mistake,) = imported(engine, edit(book, change)).mistakes
    assert mistake == f"{' and '.join(cells)} are about one organisation and differ"


def test_a_workbook_that_is_none_of_ours_is_refused(book: Path) -> None:
    opened_again = load_workbook(book)
    del opened_again[HIDDEN_SHEET]
    opened_again.save(book)
    with pytest.raises(SheetError, match="no sheet '_harvest'"):
        read_filled_in(book)


def test_a_list_without_its_ids_is_refused(book: Path) -> None:
    opened_again = load_workbook(book)
    sheet = opened_again[MASTER[1]]
    sheet.delete_cols(sheet.max_column)
    opened_again.save(book)
    with pytest.raises(SheetError, match="the column with the ids is gone"):
        read_filled_in(book)
