"""A text of the web becomes a text of the sheet: never a formula, never a broken file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from harvest.reports.workbook.cells import CUT, MOST_LETTERS, clean, date_cell, link_cell, number_cell, text_cell
from harvest.reports.workbook.table import Rows

ANY = st.text(st.characters(), max_size=60)


def written(folder: Path, *values: Any, kind: str = "text") -> list[Any]:
    """The cells that the values become, one below the other, as another library reads them."""
    file = folder / "cells.xlsx"
    book = Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet()
    text = text_cell(0, book.add_format({"quote_prefix": True})._get_xf_index())
    cell = {"text": text, "link": link_cell(0, text), "number": number_cell(0), "date": date_cell(0)}[kind]
    rows = Rows(sheet, [(cell, None)], 0)
    for value in values:
        rows.append([value])
    rows.close()
    book.close()
    read = openpyxl.load_workbook(file).active
    return [read.cell(row, 1) for row in range(1, len(values) + 1)]


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY.filter(bool), min_size=1, max_size=20))
def test_whatever_a_text_holds_it_comes_back_as_that_text(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    cells = written(tmp_path_factory.mktemp("cells"), *texts)
    assert [cell.value or "" for cell in cells] == [clean(text) for text in texts]
    assert {cell.data_type for cell in cells if cell.value} <= {"s"}


@given(ANY)
def test_cleaning_twice_is_cleaning_once_and_takes_out_only_what_a_file_cannot_hold(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    kept = [letter for letter in text if letter.isprintable() and not 0xD800 <= ord(letter) <= 0xDFFF]
    assert [letter for letter in once if letter.isprintable()] == kept


@pytest.mark.parametrize(
    "text", ["=1+1", "+46 60", "-5", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]
)
def test_what_looks_like_a_formula_is_text_and_stays_text_when_somebody_edits_it(tmp_path: Path, text: str) -> None:
    (cell,) = written(tmp_path, text)
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_an_escape_of_excel_in_a_text_is_not_one(tmp_path: Path) -> None:
    written(tmp_path, "the _x0041_ and the _X0041_")
    assert ">the _x005F_x0041_ and the _X0041_<" in _xml(tmp_path / "cells.xlsx")


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_text_over_the_limit_is_cut_with_a_mark(tmp_path: Path, letter: str) -> None:
    short, long = letter * 16_000, letter * 40_000
    first, second = written(tmp_path, short, long)
    assert first.value == short
    assert second.value.endswith(CUT)
    assert MOST_LETTERS - 2 <= len(second.value.encode("utf-16-le")) // 2 <= MOST_LETTERS


def test_web_addresses_open_with_a_click_and_nothing_else_does(tmp_path: Path) -> None:
    good = ["https://a.example/x?y=1&z=2", "http://a.example"]
    bad = [
        "javascript:alert(1)",
        "file:///c:/x",
        "a.example",
        'https://a.example/"&A1',
        "https://a.example/" + "x" * 300,
    ]
    cells = written(tmp_path, *good, *bad, kind="link")
    assert [cell.value for cell in cells] == [f'=HYPERLINK("{one}")' for one in good] + bad
    shown = openpyxl.load_workbook(tmp_path / "cells.xlsx", data_only=True).active
    assert [shown.cell(row, 1).value for row in (1, 2)] == good


def test_numbers_are_numbers_and_days_are_days(tmp_path: Path) -> None:
    assert [cell.value for cell in written(tmp_path, 0, 525, 0.25, kind="number")] == [0, 525, 0.25]
    (cell,) = written(tmp_path, "2026-11-24T23:59:59Z", kind="date")
    assert cell.value == 46350


def _xml(file: Path) -> str:
    from zipfile import ZipFile

    with ZipFile(file) as whole:
        return whole.read("xl/worksheets/sheet1.xml").decode()
