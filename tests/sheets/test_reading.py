"""What is read of a list, whatever its format; and the cells that are refused by name."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.sheets.lists import GOOD, ROWS, as_text, mapped, read, said, write_xlsx
from tests.sheets.ods import Formula, Merged, write_ods


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_any_encoding_and_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(as_text(ROWS, delimiter).encode(encoding))
    assert said(read(file)) == GOOD


def test_an_excel_note_of_the_delimiter_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sep=|\n" + as_text(ROWS, "|"), "utf-8")
    assert [record.place for record in read(file).records] == ["A2", "A3"]


def test_ods_and_xlsx_say_the_same(tmp_path: Path) -> None:
    rows = [*ROWS, ("Datum AB", "SE", datetime.date(2013, 5, 6))]
    ods = read(write_ods(tmp_path / "a.ods", {"Blad": rows}))
    assert said(ods) == [*GOOD, ("Datum AB", "SE", "2013-05-06")]
    assert ods.records[2].cells[2].place == "Blad!C4"
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Blad")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    assert said(read(tmp_path / "a.xlsx")) == said(ods)


def test_what_a_file_is_follows_from_its_content(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ROWS).rename(tmp_path / "a.csv")
    assert said(read(tmp_path / "a.csv")) == GOOD


def test_the_first_visible_sheet_with_the_titles_is_meant(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        hidden, note, seen = (book.add_worksheet(name) for name in ("Old", "Read me", "List"))
        hidden.hide()
        note.activate()
        note.write(0, 0, "about this list")
        for sheet, name in ((hidden, "Hidden"), (seen, "Seen")):
            sheet.write_row(0, 0, ("Name", "Land", "Since"))
            sheet.write_row(1, 0, (name, "SE", 2001))
    assert said(read(tmp_path / "a.xlsx")) == [("Seen", "SE", "2001")]
    assert said(read(tmp_path / "a.xlsx", mapped(table={"sheet": "Old"}))) == [("Hidden", "SE", "2001")]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_cells_merged_downwards_hold_for_each_of_their_rows(tmp_path: Path, suffix: str) -> None:
    mapping = mapped(table={"kind": "participants", "columns": {"Name": "name", "Part": "participant"}})
    if suffix == "ods":
        rows = [("Name", "Part"), (Merged("Klustret", 2), "Test AB"), ("", "Prov GmbH")]
        file = write_ods(tmp_path / "a.ods", {"Blad": rows})
    else:
        file = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(file)) as book:
            sheet = book.add_worksheet("Blad")
            sheet.write_row(0, 0, ("Name", "Part"))
            sheet.write_column(1, 1, ("Test AB", "Prov GmbH"))
            sheet.merge_range("A2:A3", "Klustret")
    (record,) = read(file, mapping).records
    assert [one.name for one in record.participants] == ["Test AB", "Prov GmbH"]
    assert [one.place for one in record.participants] == ["Blad!B2", "Blad!B3"]


def test_formulas_without_a_result_and_errors_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Blad")
        sheet.write_row(0, 0, ROWS[0])
        sheet.write_row(1, 0, ROWS[1])
        sheet.write_formula("A3", '="Örebro"&" Food"', None, "")
        sheet.write_formula("A4", "=A2/0", None, "#DIV/0!")
        sheet.write_formula("A5", '="Malmö"', None, "Malmö")
        sheet.write_column(2, 1, ["SE"] * 3)
    reading = read(file)
    assert [record.source_id for record in reading.records] == ["Örebro Food", "Malmö"]
    assert [(one.place, one.reason[:9]) for one in reading.refused] == [
        ("Blad!A3", "a formula"),
        ("Blad!A4", "the error"),
    ]
    assert "#DIV/0!" in reading.refused[1].reason
    ods = write_ods(tmp_path / "a.ods", {"Blad": [ROWS[0], (Formula("of:=1+1"), "SE", 1)]})
    assert [one.place for one in read(ods).refused] == ["Blad!A2"]


CASES = [
    (("Örebro", "Sverje", 2010), "B2", "no country"),
    (("Örebro", "SE", "sometime"), "C2", "no date"),
    (("Örebro", "SE", "03/04/2010"), "C2", "two dates"),
    (("Örebro", "SE", 40_179), "C2", "format the column as dates"),
    ((2019, "SE", 2010), "A2", "no letter"),
    (("", "SE", 2010), "A2", "it is empty"),
    (("Totalt 12", "SE", 2010), "A2", "a total"),
    (("FÃ¶reningen", "SE", 2010), "A2", "wrong encoding"),
    (("Malm\ufffd", "SE", 2010), "A2", "wrong encoding"),
]


@pytest.mark.parametrize(("row", "cell", "reason"), CASES)
def test_a_cell_that_does_not_fit_refuses_its_row_alone(tmp_path: Path, row: Any, cell: str, reason: str) -> None:
    reading = read(write_xlsx(tmp_path / "a.xlsx", [ROWS[0], row, ROWS[2]]))
    assert said(reading) == GOOD[1:]
    (told,) = reading.refused
    assert told.place == f"Sheet1!{cell}"
    assert reason in told.reason


def test_dates_and_numbers_as_text(tmp_path: Path) -> None:
    columns = {"Name": "name", "From": "established", "Members": "members_total"}
    rows = [
        tuple(columns),
        ("A AB", "3/4/2010", "1 234"),
        ("B AB", "31 januari 2011", "12"),
        ("C AB", "6 May 2012", "1.5"),
    ]
    mapping = mapped(table={"columns": columns, "date_formats": ["%d/%m/%Y"]})
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows), mapping)
    assert said(reading) == [("A AB", "2010-04-03", "1 234")]
    assert [one.place for one in reading.refused] == ["Sheet1!B3", "Sheet1!C4"]


def test_what_stands_below_an_empty_row_is_told_not_taken(tmp_path: Path) -> None:
    below = [*ROWS, (), ("Year", "Budget"), (2019, "SE", 1)]
    reading = read(write_xlsx(tmp_path / "a.xlsx", below))
    assert said(reading) == GOOD
    (told,) = reading.refused
    assert told.place == "Sheet1!A5"
    assert "rows 5 to 6: below the empty row 4" in told.reason
    gaps = [*ROWS[:2], (), ROWS[0], ROWS[2]]
    assert said(read(write_xlsx(tmp_path / "b.xlsx", gaps), mapped(table={"gaps": True}))) == GOOD


def test_a_heading_merged_over_the_table_is_no_organisation(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Blad")
        sheet.write_row(0, 0, ROWS[0])
        sheet.merge_range("A2:C2", "Norrland")
        sheet.write_row(2, 0, ROWS[1])
    reading = read(file)
    assert said(reading) == GOOD[:1]
    assert [(one.place, "a heading?" in one.reason) for one in reading.refused] == [("Blad!A2", True)]


def test_a_row_with_a_delimiter_too_many(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Name,Land,Since\nFood, Drink AB,SE,2010\nMalmö,SE,2012\n", "utf-8")
    reading = read(file)
    assert [record.source_id for record in reading.records] == ["Malmö"]
    assert [one.place for one in reading.refused] == ["D2"]


def test_one_id_on_two_rows(tmp_path: Path) -> None:
    rows = [*ROWS, ("Örebro Food", "FI", 2011)]
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(one.place, "row 2 has the same id" in one.reason) for one in reading.refused] == [("Sheet1!A4", True)]
    both = read(tmp_path / "a.xlsx", mapped(table={"id": ["Name", "Land"]}))
    assert [record.source_id for record in both.records][::2] == ["Örebro Food / SE", "Örebro Food / FI"]
