"""The workbook as it is exported, and cells of its master list filled in with a spreadsheet library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import Engine

from harvest.evidence.workbook import read_contents
from harvest.reports.labels import LANGUAGES, Language, labels
from harvest.reports.workbook.book import write_workbook

MASTER = tuple(labels().say("sheet_master", language) for language in LANGUAGES)
Rows = dict[str, dict[str, Any]]
"""By organisation: key of a column to its cell, which can be set."""


def export(engine: Engine, path: Path, language: Language = "en") -> Path:
    """The workbook of a store."""
    with engine.connect() as connection:
        write_workbook(path, read_contents(connection), exported_at="2026-11-23T08:00:00Z", language=language)
    return path


def edit(path: Path, change: Callable[[Rows], object]) -> Path:
    """Opens the workbook with a spreadsheet library, lets ``change`` set cells, saves it."""
    book = load_workbook(path)
    change(filled_in(book))
    book.save(path)
    return path


def filled_in(book: Any) -> Rows:
    """The cells of the master list."""
    sheet = next(book[name] for name in MASTER if name in book.sheetnames)
    keys = {title: column.key for column in labels().column for title in (column.sv, column.en)}
    header = next(
        row for row in sheet.iter_rows() if keys.get(row[len(labels().column) - 1].value) == "organisation_id"
    )
    placed = {keys[cell.value]: cell.column - 1 for cell in header if cell.value in keys}
    return {
        str(row[placed["organisation_id"]].value): {key: row[at] for key, at in placed.items()}
        for row in sheet.iter_rows(min_row=header[0].row + 1)
    }
