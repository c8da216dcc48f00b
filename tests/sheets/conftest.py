"""Spreadsheets written for a test, and their import into a store of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from harvest.crawl.sheets import Imported, import_sheet
from tests.support.fixtures import database_url, engine

Rows = Sequence[Sequence[Any]]
PROGRAMMES: Rows = (
    ("Program", "Start", "Slut", "Efterträds av", "Finansiär", "Webbplats", "Beskrivning", "Kontaktperson"),
    ("BioInnovation", "2014-01-01", "2023", "Impact Innovation", "Vinnova", "", "Nya material", "Test Testsson"),
    ("Impact Innovation", "2024", "2099", "", "Vinnova", "https://impactinnovation.se", "", "Test Testsson"),
)
PARTICIPANTS: Rows = (
    ("Program", "Deltagare", "Roll", "Typ"),
    ("BioInnovation", "Skogsbolaget AB", "coordinator", ""),
    ("BioInnovation", "Testuniversitetet", "participant", "Universitet"),
    ("BioInnovation", "Nordisk Ton", "participant", ""),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: sheet name -> rows."""

    def write(name: str = "list.xlsx", /, **sheets: Rows) -> Path:
        with xlsxwriter.Workbook(str(tmp_path / name)) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return tmp_path / name

    return write


@pytest.fixture
def take_in(database_url: str, tmp_path: Path) -> Callable[..., Imported]:
    """``harvest import sheet`` in this process, into the test's store."""

    def take(file: Path, mapping: str | Path, **options: Any) -> Imported:
        return import_sheet(file, Path(mapping), database_url, **{"archive": tmp_path / "archive", **options})

    return take


__all__ = ["database_url", "engine"]
