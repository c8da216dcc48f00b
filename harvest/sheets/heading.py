"""Where a table stands on a sheet: the row of its titles, and the column of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harvest.errors import SheetError
from harvest.normalise.text import squeeze
from harvest.sheets.grid import Grid, Scalar, Span, cell_name
from harvest.sheets.mapping import Table
from harvest.sheets.workbook import Workbook

_SEARCHED = 60
"""Rows in which titles are looked for. Lists have a title page's worth above them, not more."""
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Found:
    """One table: its sheet, its title row and its columns by title, from 0."""

    grid: Grid
    row: int
    columns: dict[str, int]
    others: tuple[str, ...]
    """Titles that the mapping does not name."""
    span: Span
    """The cells in which the table may be."""


def find_table(book: Workbook, table: Table) -> Found:
    """The one place where a table's titles stand. Raises SheetError where there is none, or more than one."""
    looked = [_titles(book.path, grid, table) for name in _sheets(book, table) for grid in book.grids(name)]
    places = [one for one in looked if isinstance(one, Found)]
    if len(places) == 1 or (places and not places[0].grid.sheet):
        # Of CSV read with several delimiters, the one that gives the most titles is meant.
        return max(places, key=lambda one: len(one.columns) + len(one.others))
    if places:
        names = ", ".join(repr(one.grid.sheet) for one in places)
        raise SheetError(f"{book.path}: the titles stand on the sheets {names}: name the `sheet` in the mapping")
    best = max((one for one in looked if isinstance(one, _Nearest)), key=lambda one: (len(one.has), len(one.titles)))
    raise SheetError(_missing(book, table, best))


@dataclass(frozen=True, slots=True)
class _Nearest:
    """The row that looks most like the titles, where no row has them all."""

    grid: Grid
    row: int
    has: tuple[str, ...]
    titles: tuple[str, ...]


def _sheets(book: Workbook, table: Table) -> list[str]:
    visible = [name for name, seen in book.sheets.items() if seen]
    if table.sheet is None:
        if not visible:
            raise SheetError(f"{book.path} has no visible sheet")
        return visible
    if book.sheets.keys() == {""}:
        raise SheetError(f"{book.path} is text and has no sheets: take `sheet` out of the mapping")
    if table.sheet not in book.sheets:
        known = ", ".join(map(repr, book.sheets)) or "none"
        raise SheetError(f"{book.path} has no sheet {table.sheet!r}; its sheets are {known}")
    return [table.sheet]


def _titles(path: Path, grid: Grid, table: Table) -> Found | _Nearest:
    span = table.span or ((0, 0), (len(grid.rows) - 1, max(map(len, grid.rows), default=0) - 1))
    (top, left), (bottom, right) = span
    rows = [table.header - 1] if table.header else range(top, min(bottom + 1, top + _SEARCHED))
    wanted = {title_key(title): title for title in table.columns}
    best = _Nearest(grid, rows[0] if rows else 0, (), ())
    for row in rows:
        titles = {column: title for column in range(left, right + 1) if (title := _title(grid, row, column))}
        keys = {title_key(title) for title in titles.values()}
        has = tuple(title for key, title in wanted.items() if key in keys)
        if len(has) == len(wanted):
            columns = _columns(path, grid, row, titles, wanted)
            others = tuple(title for column, title in titles.items() if column not in columns.values())
            return Found(grid, row, columns, others, span)
        if (len(has), len(titles)) > (len(best.has), len(best.titles)):
            best = _Nearest(grid, row, has, tuple(titles.values()))
    return best


def _columns(path: Path, grid: Grid, row: int, titles: dict[int, str], wanted: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, title in titles.items():
        name = wanted.get(title_key(title))
        if name is None:
            continue
        if name in columns:
            raise SheetError(
                f"{path}, {grid.named(row, columns[name])} and {cell_name(row, column)} both say {title!r}: "
                "two tables? Give the `area` of one in the mapping, or rename a column"
            )
        columns[name] = column
    return columns


def _title(grid: Grid, row: int, column: int) -> str:
    """A title; that of a cell merged downwards, in each of its rows."""
    return squeeze(str(merged_down(grid, row, column)[0]))


def merged_down(grid: Grid, row: int, column: int) -> tuple[Scalar, int]:
    """A cell's value and the row that it stands in: for a range that is merged over several rows, the first."""
    top = grid.tops.get((row, column), row)
    return grid.at(top, column), top


def title_key(title: str) -> str:
    """What two spellings of one title share: case and white space don't count."""
    return squeeze(title).casefold()


def _missing(book: Workbook, table: Table, best: _Nearest) -> str:
    lacking = [title for title in table.columns if title not in best.has]
    there = _listed(best.titles)
    where = f", sheet {best.grid.sheet!r}" if best.grid.sheet else ""
    row = f"row {best.row + 1}" if table.header else f"the row most like it, {best.row + 1},"
    has = f"{row} has {there}" if best.titles else "there are no titles at all"
    return (
        f"{book.path}{where}: no row has the titles that the mapping names; {_listed(lacking)} "
        f"{'is' if len(lacking) == 1 else 'are'} missing; {has}"
    )


def _listed(titles: Iterable[str]) -> str:
    every = [repr(title) for title in titles]
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more
