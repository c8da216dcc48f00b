"""The rows of a spreadsheet become records: whole, or refused with cell and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harvest.normalise.dates import iso_date
from harvest.records import Cell, Participant, Value
from harvest.sheets.fields import EVIDENCE
from harvest.sheets.heading import Found, find_table, merged_down
from harvest.sheets.mapping import Mapping as SheetMapping
from harvest.sheets.mapping import Table
from harvest.sheets.persons import announces_persons
from harvest.sheets.row import CellRefused, Row, read_row
from harvest.sheets.workbook import Workbook

MANY_ROWS_FOR_ONE = ("evidence", "tip", "participants")
"""Kinds of tables in which an organisation may stand on several rows."""


@dataclass(slots=True)
class SheetRecord:
    """One organisation or programme, of all the rows that speak of it."""

    kind: str
    source_id: str
    place: str
    """The cell with its name on the first of its rows."""
    values: list[Value] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken: the cell, and why."""

    place: str
    reason: str


@dataclass(slots=True)
class Reading:
    """All that a mapping makes of a file."""

    records: list[SheetRecord] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Titles of columns that the mapping does not name: nothing of them is stored or archived."""
    about_persons: list[str] = field(default_factory=list)
    """Of these, the ones about persons."""
    persons: int = 0
    """Cells that lost a personal address or a telephone number."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    """The cells that were read, as they are archived."""


def read_sheet(book: Workbook, mapping: SheetMapping, priorities: Mapping[str, str]) -> Reading:
    """Reads every table of the mapping. ``priorities``: spelling (``title_key``) -> id.

    Raises SheetError where a table can't be found in the file; what is wrong with a row is told, not raised.
    """
    reading = Reading()
    records: dict[tuple[str, str], SheetRecord] = {}
    for table in mapping.table:
        found = find_table(book, table)
        _note_titles(reading, found)
        seen: dict[str, int] = {}
        for number in _rows(found, table, reading):
            try:
                row = read_row(found, table, number, mapping, priorities)
                _check(row, table, seen, records.get((table.record_kind, row.source_id)))
            except CellRefused as refused:
                reading.refused.append(Refusal(refused.place, str(refused)))
                continue
            seen.setdefault(row.source_id, number)
            _take(row, table.record_kind, records, reading)
            reading.rows.append({"sheet": found.grid.sheet, "row": number + 1, "cells": row.texts})
    reading.records = list(records.values())
    reading.unread = list(dict.fromkeys(reading.unread))
    reading.about_persons = [title for title in reading.unread if announces_persons(title)]
    return reading


def _note_titles(reading: Reading, found: Found) -> None:
    reading.unread += found.others


def _rows(found: Found, table: Table, reading: Reading) -> Iterator[int]:
    """The rows of the table; what stands below an empty one is another table's, unless the mapping says otherwise."""
    grid, columns = found.grid, found.columns.values()
    (_, left), (bottom, right) = found.span
    last = min(bottom, len(grid.rows) - 1)
    ended: int | None = None
    for number in range(found.row + 1, last + 1):
        cells = grid.rows[number]
        if not any(str(cell).strip() for cell in cells[left : right + 1]):
            held = any(merged_down(grid, number, column)[0] != "" for column in columns)
            faulty = any((number, column) in grid.faults for column in range(left, right + 1))
            if not faulty and not held and not table.gaps:
                ended = ended or number
            if not faulty:
                continue
        if ended is not None:
            reading.refused.append(_below(found, ended, number, last))
            return
        if not _is_heading_again(found, number):
            yield number


def _below(found: Found, ended: int, number: int, last: int) -> Refusal:
    (_, left), (_, right) = found.span
    cells = found.grid.rows[number]
    column = next((at for at in range(left, min(right + 1, len(cells))) if str(cells[at]).strip()), left)
    rows = f"row {number + 1}" if number == last else f"rows {number + 1} to {last + 1}"
    return Refusal(
        found.grid.named(number, column),
        f"{rows}: below the empty row {ended + 1}. If that is the same table, say `gaps = true` in the mapping; "
        "if it is another one or a note, give the `area` of this one",
    )


def _is_heading_again(found: Found, number: int) -> bool:
    """Whether a row repeats the titles, as lists do that were made for printing."""
    return all(
        str(found.grid.at(number, at)).strip().casefold() == title.casefold() for title, at in found.columns.items()
    )


def _check(row: Row, table: Table, seen: Mapping[str, int], known: SheetRecord | None) -> None:
    """What only the row as a whole, and the rows before it, can tell. Raises CellRefused."""
    if row.source_id in seen and table.kind not in MANY_ROWS_FOR_ONE:
        raise CellRefused(
            row.place,
            f"row {seen[row.source_id] + 1} has the same id, {row.source_id!r}: name under `id` in the mapping the "
            "columns that tell rows apart, or remove one of the two",
        )
    name = next(value.original for value in row.values if value.field == "name")
    other = next((value.original for value in known.values if value.field == "name"), name) if known else name
    if name != other:
        raise CellRefused(
            row.place, f"{row.source_id!r} is called {name!r} here and {other!r} in {known.place if known else ''}"
        )
    if table.kind == "evidence" and not any(value.field in EVIDENCE for value in row.values):
        raise CellRefused(row.place, f"the row names no distinction: {', '.join(sorted(EVIDENCE))}")
    dates = {
        value.field: (iso_date(value.original) or "", cell) for value, cell in zip(row.values, row.cells, strict=True)
    }
    start, (end, cell) = dates.get("valid_from", ("", Cell("", "")))[0], dates.get("valid_to", ("", Cell("", "")))
    if start and end and end < start[: len(end)]:
        raise CellRefused(cell.place, f"it ends, {end}, before it begins, {start}")


def _take(row: Row, kind: str, records: dict[tuple[str, str], SheetRecord], reading: Reading) -> None:
    record = records.setdefault((kind, row.source_id), SheetRecord(kind, row.source_id, row.place))
    stated = set(record.values)
    for value, cell in zip(row.values, row.cells, strict=True):
        if value not in stated:
            record.values.append(value)
            record.cells.append(cell)
    record.participants += [one for one in row.participants if one not in record.participants]
    reading.refused += [Refusal(place, reason) for place, reason in row.left_out]
    reading.persons += row.persons
