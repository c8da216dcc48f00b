"""Small lists for the tests of readers: written, spoilt, read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from harvest.errors import SheetError
from harvest.sheets.mapping import Mapping
from harvest.sheets.reading import Reading, read_sheet
from harvest.sheets.workbook import open_workbook

PLAIN: dict[str, Any] = {
    "source": "test",
    "title": "A list",
    "table": [{"kind": "organisation", "columns": {"Name": "name", "Land": "country", "Since": "established"}}],
}
ROWS = [("Name", "Land", "Since"), ("Örebro Food", "SE", 2010), ("Malmö Mat", "Sverige", 2012)]
GOOD = [("Örebro Food", "SE", "2010"), ("Malmö Mat", "Sverige", "2012")]


def mapped(**changes: Any) -> Mapping:
    table = {**PLAIN["table"][0], **changes.pop("table", {})}
    return Mapping.model_validate({**PLAIN, **changes, "table": [table]})


def read(path: Path, mapping: Mapping | None = None) -> Reading:
    mapping = mapping or mapped()
    return read_sheet(open_workbook(path, mapping.encoding, mapping.delimiter), mapping, {})


def said(reading: Reading) -> list[tuple[str, ...]]:
    return [tuple(value.original for value in record.values) for record in reading.records]


def refused(path: Path, mapping: Mapping | None = None) -> str:
    with pytest.raises(SheetError) as error:
        read(path, mapping)
    assert str(path) in str(error.value)
    return str(error.value)


def as_text(rows: list[tuple[Any, ...]], delimiter: str = ";") -> str:
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows)


def write_xlsx(path: Path, rows: list[tuple[Any, ...]], **sheets: list[tuple[Any, ...]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for title, lines in {"Sheet1": rows, **sheets}.items():
            sheet = book.add_worksheet(title)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return path


def rewritten(path: Path, member: str, change: Callable[[str], str]) -> Path:
    """The same container with one member's text changed."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, change(content.decode()).encode() if name == member else content)
    return path
