"""Rows that are written as they come, one at a time, and not kept; and a table of Excel's made of such rows.

XlsxWriter makes the file, the headings, the styles and everything else. Only rows go past it, straight into the file in
which it keeps a sheet's rows in its constant-memory mode; and the table itself is told to it afterwards, since that
mode knows none. What is used of XlsxWriter beyond its own documentation stands in this module alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range

from harvest.reports.workbook.cells import Cell

_LETTERS = 1.25
"""Of a text in a line, for each of a column's width, which is counted in digits."""
_LINE, _MOST_HIGH = 13.0, 409.0
"""Points."""
MOST_ROWS = 1_048_576
"""Of one sheet, headings included."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One column of a table: its heading, its width, how it looks and how its cells are written."""

    title: str
    width: float
    head: Any
    cell: Cell
    blank: int
    """A style's number for cells without a value."""
    wrapped: bool = False
    """Whether a long text goes on in the next line."""


class Rows:
    """The rows of one sheet from ``top`` (counted from 0) downwards. What stands above must be written before."""

    def __init__(self, sheet: Any, cells: Sequence[tuple[Cell, int | None]], top: int) -> None:
        """Of each column how a value is written, and the style of cells without one; None: no cell at all."""
        self._sheet, self._top, self.count = sheet, top, 0
        sheet._write_single_row(top)
        self._write = sheet.row_data_fh.write
        self._cells = [
            (xl_col_to_name(place), cell, None if blank is None else f'" s="{blank}"/>')
            for place, (cell, blank) in enumerate(cells)
        ]

    def append(self, values: Iterable[Any], height: float | None = None) -> None:
        """One more row, so many points high if it is not one line.

        None and empty texts are cells without a value. Raises ValueError past a sheet's last row.
        """
        number = self._top + self.count + 1
        if number > MOST_ROWS:
            raise ValueError(f"a sheet has room for {MOST_ROWS} rows")
        parts = [f'<row r="{number}" ht="{height}" customHeight="1">' if height else f'<row r="{number}">']
        for (letters, cell, blank), value in zip(self._cells, values, strict=True):
            if value is not None and value != "":
                parts.append(cell(f"{letters}{number}", value))
            elif blank is not None:
                parts.append(f'<c r="{letters}{number}{blank}')
        parts.append("</row>")
        self._write("".join(parts))
        self.count += 1

    @property
    def last(self) -> int:
        """The last row so far, counted from 0; the one above ``top`` where there is none."""
        return self._top + self.count - 1

    def close(self) -> None:
        """No more rows: what XlsxWriter writes next stands below them."""
        if self.count:
            self._sheet._check_dimensions(self.last, len(self._cells) - 1)
        self._sheet.previous_row = self.last + 1


def abandon(book: Any) -> None:
    """Closes the files in which rows wait: after a failure nobody else does."""
    for sheet in book.worksheets():
        sheet._opt_close()


class Table:
    """One table of Excel's, its headings in the row ``top``, counted from 0."""

    def __init__(self, sheet: Any, shapes: Sequence[Shape], top: int, height: float | None = None) -> None:
        """``height`` of every row in points: a text that needs more shows its first line. None: as high as needed."""
        self._sheet, self._shapes, self._top, self._height = sheet, tuple(shapes), top, height
        for place, shape in enumerate(self._shapes):
            sheet.set_column(place, place, shape.width)
            sheet.write_string(top, place, shape.title, shape.head)
        self.rows = Rows(sheet, [(shape.cell, shape.blank) for shape in self._shapes], top + 1)
        self._wrapped = [(place, shape.width * _LETTERS) for place, shape in enumerate(self._shapes) if shape.wrapped]

    def append(self, values: Sequence[Any]) -> None:
        """One more row, as high as its longest text needs: no program works that out for itself in time for print."""
        if self._height:
            self.rows.append(values, self._height)
            return
        lines = 1
        for place, fit in self._wrapped:
            value = values[place]
            if value and (len(value) > fit or "\n" in value):
                lines = max(lines, sum(max(1, ceil(len(part) / fit)) for part in value.split("\n")))
        self.rows.append(values, min(_LINE * lines + _LINE / 4, _MOST_HIGH) if lines > 1 else None)

    def close(self, name: str) -> None:
        """No more rows; Excel calls the table ``name``. A table without rows stays a row of headings."""
        sheet, last = self._sheet, len(self._shapes) - 1
        self.rows.close()
        if not self.rows.count:
            return
        # It would write the headings once more, and remember each cell of the range: told of one row only, and made to
        # forget the headings, it does no harm.
        sheet.constant_memory = False
        sheet.add_table(
            self._top, 0, self._top + 1, last,
            {"name": name, "style": None, "columns": [{"header": shape.title} for shape in self._shapes]},
        )  # fmt: skip
        sheet.constant_memory = True
        sheet.table.clear()
        whole = xl_range(self._top, 0, self.rows.last, last)
        sheet.tables[-1].update(range=whole, a_range=whole, autofilter=whole)
