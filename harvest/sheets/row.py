"""One row of a table: every cell that the mapping names, checked and with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from harvest.normalise.participants import participant
from harvest.normalise.text import fold
from harvest.records import Cell, Participant, Value
from harvest.sheets.cells import Refused, printed, value_of, without_persons
from harvest.sheets.grid import Scalar
from harvest.sheets.heading import Found, merged_down, title_key
from harvest.sheets.mapping import Column, Table
from harvest.sheets.mapping import Mapping as SheetMapping

_PARTICIPANT, _ROLE, _TYPE = "participant", "participant_role", "participant_type"
_TOTAL = re.compile(r"(?:grand )?(?:total|totalt|summa|sum|gesamt|insgesamt|antal|ialt|yhteensa|suma|somme)\b[ :]*\d*")
_JOIN = " / "


class CellRefused(Exception):
    """A row that is not taken, for what stands in one of its cells."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place = place


@dataclass(slots=True)
class Row:
    """One row that may be taken."""

    source_id: str = ""
    place: str = ""
    """The cell with the name."""
    values: list[Value] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Cell -> its text without persons, as it is archived."""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Cells of which a part was not taken, and why."""
    persons: int = 0

    def add(self, name: str, value: str, title: str, cell: Cell) -> None:
        self.values.append(Value(name, value, title))
        self.cells.append(cell)


def read_row(found: Found, table: Table, number: int, mapping: SheetMapping, priorities: Mapping[str, str]) -> Row:
    """The row's values. Raises CellRefused for a row that can't be taken as it is."""
    _check_shape(found, number)
    row, texts = Row(), {}
    named: list[tuple[str, str]] = []
    extra: dict[str, str] = {}
    for title, cell, place in _cells(found, table, number):
        try:
            whole = printed(cell)
            text = without_persons(whole)
        except Refused as refused:
            raise CellRefused(place, str(refused)) from None
        row.persons += text != whole
        texts[title] = text
        if text:
            row.texts[place.rpartition("!")[2]] = text
        for one in table.columns[title]:
            for part in _parts(text, one, place):
                value = _value(part, cell, one, table, place, priorities)
                if one.field == _PARTICIPANT:
                    named.append((value, place))
                elif one.field in (_ROLE, _TYPE):
                    extra[one.field] = value
                else:
                    row.add(one.field, value, title, Cell(place, part))
                    row.place = place if one.field == "name" else row.place
    _check_name(found, table, number, row)
    row.source_id = _id(found, table, number, row, texts)
    _participants(row, named, extra, alone=table.kind == "participants")
    _constants(row, table, mapping, priorities)
    return row


def _check_shape(found: Found, number: int) -> None:
    grid, columns = found.grid, found.columns.values()
    for (top, left), (bottom, right) in grid.merged:
        if top <= number <= bottom and sum(left <= column <= right for column in columns) > 1:
            raise CellRefused(
                grid.named(number, left),
                "one cell is merged over several columns of the table: a heading? Unmerge it, or give the `area`",
            )
    width = max(*columns, len(grid.rows[found.row]) - 1, 0)
    beyond = next((at for at, cell in enumerate(grid.rows[number]) if at > width and str(cell).strip()), None)
    if not grid.sheet and beyond is not None:
        raise CellRefused(
            grid.named(number, beyond),
            "the row has more cells than titles: a delimiter inside a text without quotation marks?",
        )


def _cells(found: Found, table: Table, number: int) -> Iterator[tuple[str, Scalar, str]]:
    for title in table.columns:
        column = found.columns[title]
        cell, stands = merged_down(found.grid, number, column)
        place = found.grid.named(stands, column)
        fault = found.grid.faults.get((stands, column))
        if fault:
            raise CellRefused(place, fault)
        yield title, cell, place


def _parts(text: str, column: Column, place: str) -> list[str]:
    parts = [part for part in map(str.strip, text.split(column.separator) if column.separator else [text]) if part]
    if column.required and not parts:
        raise CellRefused(place, "it is empty, and the mapping requires it")
    return parts


def _value(text: str, cell: Scalar, column: Column, table: Table, place: str, priorities: Mapping[str, str]) -> str:
    try:
        value = value_of(text, cell, column, table.date_formats)
        return _priority(value, priorities) if column.field == "priority" else value
    except Refused as refused:
        raise CellRefused(place, str(refused)) from None


def _priority(text: str, priorities: Mapping[str, str]) -> str:
    known = priorities.get(title_key(text))
    if known is None:
        raise Refused(f"{text!r} is no priority; there are {', '.join(sorted(set(priorities.values())))}")
    return known


def _check_name(found: Found, table: Table, number: int, row: Row) -> None:
    name = next((value.original for value in row.values if value.field == "name"), "")
    if not name:
        title = next(title for title, columns in table.columns.items() if any(one.field == "name" for one in columns))
        raise CellRefused(found.grid.named(number, found.columns[title]), f"it is empty: a row needs its {title!r}")
    if _TOTAL.fullmatch(fold(name)):
        raise CellRefused(row.place, f"{name!r} is a total, no name")


def _id(found: Found, table: Table, number: int, row: Row, texts: Mapping[str, str]) -> str:
    if not table.id:
        return next(value.original for value in row.values if value.field == "name")
    for title in table.id:
        if not texts[title]:
            raise CellRefused(
                found.grid.named(number, found.columns[title]), "it is empty, and the row's id is made of it"
            )
    return _JOIN.join(texts[title] for title in table.id)


def _participants(row: Row, named: list[tuple[str, str]], extra: Mapping[str, str], *, alone: bool) -> None:
    """Organisations by their evidence; what is a person's name is told by its cell, never repeated."""
    for name, place in named:
        found = participant(name, extra.get(_TYPE, ""), extra.get(_ROLE, _PARTICIPANT), place)
        if found is None:
            reason = "a person's name, or none at all: only organisations are taken"
            if alone:
                raise CellRefused(place, reason)
            row.left_out.append((place, reason))
            row.texts.pop(place.rpartition("!")[2], None)
        else:
            row.participants.append(found)
            row.add(_PARTICIPANT, found.name, _PARTICIPANT, Cell(place, name))
    if alone and not row.participants:
        raise CellRefused(row.place, "the row names no participant")


def _constants(row: Row, table: Table, mapping: SheetMapping, priorities: Mapping[str, str]) -> None:
    """What the mapping says of every row stands, for this one, where its name does."""
    stated = {value.field for value in row.values}
    given = dict(table.constants)
    if mapping.country and "country" not in stated:
        given.setdefault("country", mapping.country)
    if table.record_kind == "programme":
        given.setdefault("type", "programme")
    for name, value in given.items():
        if name not in stated:
            text = _value(value, value, Column(field=name), table, row.place, priorities)
            row.add(name, text, "", Cell(row.place, value))
    if table.kind == "tip" and "priority" not in {value.field for value in row.values}:
        raise CellRefused(row.place, "the row names no priority")
