"""The master list of a workbook that comes back: which cells a person may have filled in, and what they hold.

Columns are found by their titles and rows by the key in their id column, so a list may come back sorted, filtered, with
rows and columns left out or put in. What its words mean stands on the hidden sheet, whatever the language.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from harvest.errors import SheetError
from harvest.normalise.text import label_key
from harvest.reports.labels import labels
from harvest.reports.workbook import HIDDEN_SHEET, SCHEMA
from harvest.screening.filled_in import Cell, Entry, FilledIn
from harvest.sheets.cells import Refused, printed
from harvest.sheets.grid import Grid
from harvest.sheets.workbook import Workbook, open_workbook

KEY = "organisation_id"
FILLED_IN = tuple(column.key for column in labels().column if column.screening)
"""The columns that a person fills in."""

_ROOM = 2
"""A workbook of 100,000 organisations, with a sheet for each priority, has 30 MiB, and 371 when it is unpacked."""


def read_filled_in(path: Path) -> FilledIn:
    """The list of a workbook that ``harvest export xlsx`` wrote.

    Raises SheetError for a file that is none, or whose list or id column can't be found.
    """
    book = open_workbook(path, room=_ROOM)
    about = _hidden(book)
    sheet = about["workbook"].get("sheet", "")
    if sheet not in book.sheets:
        raise SheetError(f"{path}: there is no sheet {sheet!r} any more; its name must stay")
    (grid, *_) = book.grids(sheet)
    header, columns = _columns(path, grid)
    entries = tuple(
        Entry(
            f"{sheet}, row {row + 1}",
            _cell(grid, row, columns[KEY]),
            _cell(grid, row, columns["name"]).text if "name" in columns else "",
            {key: _cell(grid, row, columns[key]) for key in FILLED_IN if key in columns},
        )
        for row in range(header + 1, len(grid.rows))
    )
    names = {kind: about[kind] for kind in ("tier", "priority", "role")}
    return FilledIn(entries, about["organisation"], names)


def _hidden(book: Workbook) -> dict[str, dict[str, str]]:
    """The hidden sheet: what about, key, value."""
    if HIDDEN_SHEET not in book.sheets:
        raise SheetError(
            f"{book.path} has no sheet {HIDDEN_SHEET!r}: it is no workbook of `harvest export xlsx`, or it was copied "
            "or saved without its hidden sheet"
        )
    (grid, *_) = book.grids(HIDDEN_SHEET)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in range(len(grid.rows)):
        about, key, value = (str(grid.at(row, column)) for column in range(3))
        found[about][key] = value
    schema = found["workbook"].get("schema", "")
    if schema.removesuffix(".0") != str(SCHEMA):
        raise SheetError(
            f"{book.path} has layout {schema or 'none'}, this harvest reads layout {SCHEMA}: export it anew"
        )
    return found


def _columns(path: Path, grid: Grid) -> tuple[int, dict[str, int]]:
    """The row of the titles, and the column of each key: by its title in either language.

    Raises SheetError where no row has the title of the id column, or a title stands there twice.
    """
    titles = {label_key(title): column.key for column in labels().column for title in (column.sv, column.en)}
    for row in range(len(grid.rows)):
        found = [(titles.get(label_key(str(value))), column) for column, value in enumerate(grid.rows[row])]
        named = [(key, column) for key, column in found if key is not None]
        if KEY not in dict(named):
            continue
        twice = {key for key, _ in named if sum(key == other for other, _ in named) > 1 and key in (KEY, *FILLED_IN)}
        if twice:
            places = ", ".join(grid.named(row, column) for key, column in named if key in twice)
            raise SheetError(f"{path}: {places}: two columns have one title; leave the one that counts")
        return row, dict(named)
    raise SheetError(
        f"{path}, sheet {grid.sheet!r}: the column with the ids is gone, and with it what each row is about"
    )


def _cell(grid: Grid, row: int, column: int) -> Cell:
    place = grid.named(row, column)
    if (row, column) in grid.faults:
        return Cell(place, "", grid.faults[row, column])
    try:
        return Cell(place, " ".join(printed(grid.at(row, column)).split()))
    except Refused as error:
        return Cell(place, "", str(error))
