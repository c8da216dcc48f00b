"""A workbook as it was written, read back with another library."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import Engine

from harvest.database import snapshot
from harvest.evidence.workbook import read_contents
from harvest.reports.labels import Language, labels
from harvest.reports.workbook import HIDDEN_SHEET
from harvest.reports.workbook.book import write_workbook

EXPORTED = "2026-11-24T10:00:00Z"


@dataclass(frozen=True)
class Back:
    """The file, and what a program finds in it."""

    book: Any
    language: Language
    facts: dict[str, dict[str, str]]
    """The hidden sheet: what about, key, value."""
    master: list[dict[str, Any]]
    """By the columns' keys."""

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of one table of Excel's, by its titles."""
        for sheet in self.book:
            if name in sheet.tables:
                first, *others = sheet[sheet.tables[name].ref]
                titles = [cell.value for cell in first]
                assert titles == [column.name for column in sheet.tables[name].tableColumns]
                return [dict(zip(titles, (cell.value for cell in row), strict=True)) for row in others]
        return []

    def tab(self, number: int) -> list[dict[str, Any]]:
        return self.table(f"Priority{number}")

    @property
    def sheet(self) -> Any:
        """The master list's."""
        return self.book[self.facts["workbook"]["sheet"]]


def exported(engine: Engine, folder: Path, language: Language = "sv") -> Back:
    """The store's workbook."""
    file = folder / f"{language}.xlsx"
    with snapshot(engine) as connection:
        write_workbook(file, read_contents(connection), exported_at=EXPORTED, language=language)
    return read_back(file)


def read_back(file: Path) -> Back:
    book = openpyxl.load_workbook(file)
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for about, key, value in book[HIDDEN_SHEET].iter_rows(values_only=True):
        facts[about][key] = value or ""
    rows = book[facts["workbook"]["sheet"]].iter_rows(
        min_row=int(facts["workbook"]["header_row"]) + 1, values_only=True
    )
    keys = [facts["column"][str(place)] for place in range(1, len(labels().column) + 1)]
    language: Language = "sv" if facts["workbook"]["language"] == "sv" else "en"
    return Back(book, language, dict(facts), [dict(zip(keys, row, strict=True)) for row in rows if any(row)])
