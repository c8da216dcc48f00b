"""A file becomes its sheets: those that are seen, and their cells when they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import python_calamine as calamine

from harvest.errors import SheetError
from harvest.sheets.container import ODS, TEXT, XLSX, kind_of
from harvest.sheets.delimited import read_delimited
from harvest.sheets.grid import Grid, merged_tops
from harvest.sheets.scan import Scanned, scan_ods, scan_xlsx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workbook:
    """One file that was opened. ``sheets`` maps a sheet's name to whether it is visible."""

    path: Path
    kind: str
    sha256: str
    sheets: dict[str, bool]
    grids: Callable[[str], list[Grid]]
    """A sheet's cells; for CSV one reading per delimiter that may be meant."""


def open_workbook(path: Path, encoding: str | None = None, delimiter: str | None = None, *, room: int = 1) -> Workbook:
    """Opens a spreadsheet; ``room``: how many times the usual size it may have.

    Raises SheetError with the reason and what to do about it.
    """
    kind = kind_of(path, room)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if kind == TEXT:
        grids = list(read_delimited(path, encoding, delimiter))
        return Workbook(path, kind, sha256, {"": True}, lambda _: grids)
    scanned = {XLSX: scan_xlsx, ODS: scan_ods}[kind](path)
    book = _guarded(path, lambda: calamine.CalamineWorkbook.from_path(path))
    shown = {
        sheet.name: sheet.visible == calamine.SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.name in scanned
    }
    return Workbook(path, kind, sha256, shown, lambda name: [_grid(path, book, scanned[name])])


def _grid(path: Path, book: calamine.CalamineWorkbook, scanned: Scanned) -> Grid:
    rows = _guarded(path, lambda: book.get_sheet_by_name(scanned.sheet).to_python(skip_empty_area=False))
    return Grid(scanned.sheet, rows, scanned.faults, scanned.merged, merged_tops(scanned.merged, len(rows)))


def _guarded(path: Path, read: Callable[[], T]) -> T:
    """What the library can't read is the file's fault, whatever it raises; a panic of its core is no Exception."""
    try:
        return read()
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise SheetError(f"{path} can't be read: {error}. Save it again as .xlsx") from None
        raise
