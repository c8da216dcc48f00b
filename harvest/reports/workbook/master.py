"""The master list: each organisation once, with what a person fills in, and the key by which that comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harvest.evidence.workbook import Entry
from harvest.reports.labels import Column
from harvest.reports.workbook.entries import getter
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.looks import FAINT, HEAD, TO_FILL_IN
from harvest.reports.workbook.table import Shape, Table

HEADER_ROW = 1
"""Counted from 0; above it the names of groups of columns."""
_ACROSS = 4
"""Pages beside each other in print."""
_LINE = 14.5
"""Points: a list is read line by line; the priorities' sheets show long texts whole."""


class Master:
    """The sheet being written."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._columns = frame.labels.column
        self._sheet = frame.sheet(frame.sheet_names["master"], colour=HEAD, wide=True, across=_ACROSS)
        self._groups()
        self._sheet.set_row(HEADER_ROW, 32)
        self._table = Table(self._sheet, [self._shape(column) for column in self._columns], HEADER_ROW, _LINE)
        self._getters = [getter(column, frame) for column in self._columns]

    def append(self, entry: Entry) -> None:
        """One more organisation."""
        self._table.append([get(entry) for get in self._getters])

    def close(self, choices: Mapping[str, str]) -> None:
        """No more organisations: the table, what stays in sight, and ``choices``: the place of each list of values."""
        self._table.close("Organisations")
        sheet, last = self._sheet, self._table.rows.last
        sheet.freeze_panes(HEADER_ROW + 1, 1)
        sheet.repeat_rows(0, HEADER_ROW)
        sheet.repeat_columns(0)
        if last > HEADER_ROW:
            for place, column in enumerate(self._columns):
                rule = self._rule(column, choices)
                if rule:
                    sheet.data_validation(HEADER_ROW + 1, place, last, place, rule)
            self._fade(last)

    def _groups(self) -> None:
        """The name of each group above the first of its columns."""
        for place, column in enumerate(self._columns):
            first = place == 0 or self._columns[place - 1].group != column.group
            name = self._frame.labels.group[column.group].in_language(self._frame.language) if first else ""
            look = self._frame.looks.group if column.group != "screening" else self._frame.looks.group_to_fill_in
            self._sheet.write(0, place, name, look)
        self._sheet.set_row(0, 18)

    def _shape(self, column: Column) -> Shape:
        frame, title = self._frame, column.title(self._frame.language)
        if column.screening:
            look = {"valign": "vcenter", "bg_color": TO_FILL_IN, "border": 4, "border_color": "#E5D9B6"}
            return Shape(
                title, column.width, frame.looks.head_to_fill_in, frame.cell(column.kind, **look),
                frame.looks.index(**look),
            )  # fmt: skip
        look = {"font_color": FAINT} if column.kind == "id" else {"bold": True} if column.key == "name" else {}
        return frame.shape(title, column.width, column.kind, valign="vcenter", **look)

    def _rule(self, column: Column, choices: Mapping[str, str]) -> dict[str, Any] | None:
        say = self._frame.say
        if column.kind == "id":
            return {
                "validate": "custom", "value": "=FALSE", "error_title": say("key_title"), "error_message": say("key"),
            }  # fmt: skip
        source = choices.get(column.kind)
        if not column.screening or source is None:
            return None
        return {
            "validate": "list", "source": source, "error_title": say("choose_title"), "error_message": say("choose"),
        }  # fmt: skip

    def _fade(self, last: int) -> None:
        """What was set aside is read last: in grey."""
        tier = next(place for place, column in enumerate(self._columns) if column.kind == "tier")
        letter = chr(ord("A") + tier)
        for set_aside in ("link", "excluded"):
            self._sheet.conditional_format(
                HEADER_ROW + 1, 0, last, len(self._columns) - 1,
                {
                    "type": "formula",
                    "criteria": f'=${letter}{HEADER_ROW + 2}="{self._frame.value("tier", set_aside)}"',
                    "format": self._frame.book.add_format({"font_color": FAINT}),
                },
            )  # fmt: skip
