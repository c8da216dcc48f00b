"""Writes what ``generated`` invents, as xlsx, ods or csv; and files that are no list."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.sheets.ods import Formula, Merged, Wrong, write_ods

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that is no plain value: ``formula`` with a result, ``unworked`` without one, or an ``error``."""

    kind: str
    value: Any = ""


@dataclass(slots=True)
class Written:
    """One sheet's lines, and the sheets beside it."""

    lines: list[list[Any]]
    sheet: str
    merged: Sequence[tuple[int, int, int, int]] = ()
    others: dict[str, list[list[Any]]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)


def write(path: Path, written: Written, *, encoding: str = "utf-8", delimiter: str = ";", spoilt: str = "") -> None:
    """Writes the file in the format of its suffix."""
    if spoilt:
        _spoilt(path, written, spoilt)
    elif path.suffix == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows([_plain(cell) for cell in line] for line in written.lines)
        path.write_bytes(text.getvalue().encode(encoding))
    elif path.suffix == ".ods":
        sheets = {**{name: lines for name, lines in written.others.items() if name not in written.hidden}}
        write_ods(path, {written.sheet: _ods_lines(written), **sheets})
    else:
        _xlsx(path, written)


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, datetime.date) else cell


def _ods_lines(written: Written) -> list[list[Any]]:
    lines = [[_ods_cell(cell) for cell in line] for line in written.lines]
    for top, left, bottom, right in written.merged:
        lines[top][left] = Merged(lines[top][left], bottom - top + 1, right - left + 1)
    return lines


def _ods_cell(cell: Any) -> Any:
    if isinstance(cell, Broken):
        return (
            Formula("of:=1+1") if cell.kind == "unworked" else Wrong("#DIV/0!") if cell.kind == "error" else cell.value
        )
    return cell


def _xlsx(path: Path, written: Written) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheets = [(written.sheet, written.lines), *written.others.items()]
        for name, lines in sheets:
            sheet = book.add_worksheet(name)
            if name in written.hidden:
                sheet.hide()
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    _xlsx_cell(sheet, row, column, cell)
            for span in written.merged if name == written.sheet else ():
                sheet.merge_range(*span, "")
                _xlsx_cell(sheet, span[0], span[1], lines[span[0]][span[1]])


def _xlsx_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, Broken):
        value = {"unworked": "", "error": "#N/A"}.get(cell.kind, cell.value)
        sheet.write_formula(row, column, "=A1", None, value)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell) if cell else sheet.write_blank(row, column, None)
    else:
        sheet.write(row, column, cell)


def _spoilt(path: Path, written: Written, kind: str) -> None:
    if kind == "huge":
        with path.open("wb") as sparse:
            sparse.truncate(100 * 1024 * 1024)
        return
    bodies = {
        "empty": b"",
        "old": OLE + bytes(512),
        "locked": OLE + "EncryptedPackage".encode("utf-16-le"),
        "page": b"<!doctype html><table><tr><td>Organisation</table>",
    }
    if kind in bodies:
        path.write_bytes(bodies[kind])
        return
    if kind == "far":
        written.lines[0][0] = "Organisation"
    _xlsx(path, written)
    if kind == "far":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Blad1")
            sheet.write(0, 0, "Organisation")
            sheet.write(900_000, 9_000, "far")
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as other:
            other.writestr("readme.txt", "no list")
