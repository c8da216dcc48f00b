"""A sheet for each priority: full entries first, then those that nobody screened, link only last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harvest.evidence.workbook import Entry, HomePriority, Membership
from harvest.reports.labels import Kind
from harvest.reports.workbook.entries import LINK, getter
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.looks import DEVELOPMENT, STRENGTH
from harvest.reports.workbook.table import Table

EXCLUDED = "excluded"
_HEADER_ROW = 3
_OWN: dict[str, tuple[Kind, float]] = {"tier": ("text", 13), "rank": ("number", 7), "hits": ("number", 10)}
"""What a sheet says of an organisation under its priority, beside what the master list says of it."""
COLUMNS: dict[str, float] = {
    "name": 34, "tier": 12, "rank": 7, "hits": 11, "country": 14, "region": 20, "own_description": 36,
    "description": 48, "email": 28, "homepage": 34, "source_url": 40, "year_established": 11, "members_total": 11,
    "label": 10,
}  # fmt: skip
"""Column of the master list, or one of the above, to its width here."""
_OF_A_LINK = {"name", "tier", "rank", "hits", "country", "region", "homepage", "source_url"}

Get = Callable[[Entry, Membership], Any]


class Tab:
    """The sheet of one priority, being written."""

    def __init__(self, frame: Frame, priority: HomePriority, number: int) -> None:
        self._number = number
        colour = STRENGTH if priority.kind == "strength" else DEVELOPMENT
        self._sheet = frame.sheet(frame.tab_names[priority.priority], colour=colour, wide=True)
        self._head(frame, priority)
        by_key = {column.key: column for column in frame.labels.column}
        shapes, self._getters = [], []
        for key, width in COLUMNS.items():
            if key in _OWN:
                kind, get = _OWN[key][0], _of_membership(key, frame)
                title = frame.say(key) if key != "tier" else by_key["tier"].title(frame.language)
            else:
                kind, get = by_key[key].kind, _of_entry(getter(by_key[key], frame))
                title = by_key[key].title(frame.language)
            look: dict[str, Any] = {"bold": True} if key == "name" else {"indent": 1} if key == "label" else {}
            shapes.append(frame.shape(title, width, kind, text_wrap=kind in ("text", "excerpt"), **look))
            self._getters.append((get, key in _OF_A_LINK))
        self._table = Table(self._sheet, shapes, _HEADER_ROW)

    def append(self, entry: Entry, membership: Membership) -> None:
        """One more organisation; of a link only, no more than who it is and where."""
        only_link = membership.tier == LINK
        self._table.append([None if only_link and not kept else get(entry, membership) for get, kept in self._getters])

    def close(self) -> None:
        """No more organisations."""
        self._table.close(f"Priority{self._number}")
        self._sheet.freeze_panes(_HEADER_ROW + 1, 1)
        self._sheet.repeat_rows(_HEADER_ROW)

    def _head(self, frame: Frame, priority: HomePriority) -> None:
        counts = {tier: frame.contents.counts.get((priority.priority, tier), 0) for tier in frame.labels.value["tier"]}
        line = frame.say("tab_line", kind=frame.value("kind", priority.kind), **counts)
        if not sum(count for tier, count in counts.items() if tier != EXCLUDED):
            line = frame.say("tab_nobody")
        if counts[EXCLUDED]:
            line += " " + frame.say("tab_excluded", count=counts[EXCLUDED])
        self._sheet.set_row(0, 30)
        self._sheet.write_string(0, 0, frame.priority_names[priority.priority], frame.looks.title)
        self._sheet.write_string(1, 0, line, frame.looks.note)
        self._sheet.set_row(_HEADER_ROW, 30)


def _of_entry(get: Callable[[Entry], Any]) -> Get:
    return lambda entry, _: get(entry)


def _of_membership(key: str, frame: Frame) -> Get:
    if key == "tier":
        return lambda _, membership: frame.value("tier", membership.tier)
    if key == "rank":
        return lambda _, membership: membership.rank
    return lambda _, membership: membership.hits
