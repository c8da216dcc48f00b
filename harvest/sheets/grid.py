"""One sheet as cells, and how a cell is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from harvest.errors import SheetError

Scalar = str | float | int | bool | date | datetime | time | timedelta
"""What a cell may hold; empty text for nothing."""
Place = tuple[int, int]
"""Row and column, from 0."""
Span = tuple[Place, Place]
"""First and last cell of a range, both in it."""

MOST_CELLS = 5_000_000
"""Rows times columns of one sheet, empty cells included: beyond it a sheet is no list that somebody made by hand."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, from A1 on; rows may differ in length."""

    sheet: str
    """Empty for a file that has no sheets, such as CSV."""
    rows: Sequence[Sequence[Scalar]]
    faults: Mapping[Place, str] = field(default_factory=dict)
    """Cells that can't be believed, and why."""
    merged: Sequence[Span] = ()
    tops: Mapping[Place, int] = field(default_factory=dict)
    """Cells below the first one of a range that is merged over several rows, and the row of that first one."""

    def named(self, row: int, column: int) -> str:
        """A cell as provenance names it: ``Programmes!B14``; ``B14`` where there are no sheets."""
        return f"{self.sheet}!{cell_name(row, column)}" if self.sheet else cell_name(row, column)

    def at(self, row: int, column: int) -> Scalar:
        """The cell's value; empty text beyond the end."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""


def merged_tops(merged: Sequence[Span], rows: int) -> dict[Place, int]:
    """``Grid.tops`` of a sheet's merged ranges; only its first column, which holds the value."""
    return {(row, left): top for (top, left), (bottom, _) in merged for row in range(top + 1, min(bottom + 1, rows))}


def cell_name(row: int, column: int) -> str:
    """``B14`` of row 13, column 1."""
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """``A``, …, ``Z``, ``AA``, …"""
    return ("" if column < 26 else column_name(column // 26 - 1)) + chr(ord("A") + column % 26)


def place_of(name: str) -> Place:
    """The row and column of ``B14``. Raises ValueError for what names no cell."""
    letters = name.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3 or letters == name:
        raise ValueError(f"{name!r} names no cell")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(name[len(letters) :])
    if row < 1:
        raise ValueError(f"{name!r} names no cell")
    return row - 1, column - 1


def check_extent(file: Path, sheet: str, rows: int, columns: int) -> None:
    """Raises SheetError for a sheet that would take more memory than any list has a right to."""
    if rows * columns > MOST_CELLS:
        raise SheetError(
            f"{file}, sheet {sheet!r}: its last cell is {cell_name(rows - 1, columns - 1)}, which makes "
            f"{rows * columns:,} cells; at most {MOST_CELLS:,} are read. Delete the empty rows and columns "
            "at its end, or split it"
        )
