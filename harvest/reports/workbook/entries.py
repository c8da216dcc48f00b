"""What the columns of the master list, and of the priorities' sheets, say of one organisation."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from harvest.evidence.workbook import Entry
from harvest.reports.labels import Column
from harvest.reports.workbook.frame import Frame

LINK = "link"
_EXCERPT = 300
"""Letters of a source's own text that are shown: enough to know what it is about, no copy."""

Get = Callable[[Entry], Any]


def excerpt(text: str, most: int = _EXCERPT) -> str:
    """The text on one line, cut at a word with an ellipsis where it is long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    return cut[: cut.rfind(" ") if cut.rfind(" ") > most // 2 else most].rstrip(" ,;.-–") + " …"


def getter(column: Column, frame: Frame) -> Get:
    """What the column says of an organisation, in the sheet's language."""
    special: dict[str, Get] = {
        "name": lambda entry: entry.row.name or entry.row.organisation_id,
        "country_code": lambda entry: entry.row.country,
        "region": lambda entry: frame.region(entry.row.nuts, entry.row.region_as_printed),
        "look_again": lambda entry: _look_again(entry, frame),
        "found_under": lambda entry: _found_under(entry, frame),
        "description": _description,
        "other_names": lambda entry: entry.other_names,
        "programme": lambda entry: _programme(entry, frame),
        "participants": lambda entry: entry.participants,
        "pages": lambda entry: entry.pages,
    }
    if column.key in special:
        return special[column.key]
    value: Get = attrgetter(f"row.{column.key}")
    if column.kind == "value":
        names = frame.labels.value[column.key]
        return lambda entry: _named(value(entry), names, frame)
    if column.kind in ("country", "tier", "yes_no", "priority", "role"):
        translated = frame.translated(column.kind)
        return lambda entry: translated(value(entry))
    return value


def _named(value: str | None, names: Any, frame: Frame) -> str | None:
    label = names.get(value)
    return label.in_language(frame.language) if label else value


def _description(entry: Entry) -> str | None:
    """Nothing for a link only: such a row never gets a description by accident."""
    text = entry.row.description
    return excerpt(text) if text and entry.row.tier != LINK else None


def _programme(entry: Entry, frame: Frame) -> str | None:
    one = entry.programme
    if one is None:
        return None
    status = frame.value("programme", one.status)
    if one.valid_from is None and one.valid_to is None:
        return status
    return f"{one.valid_from or ''} – {one.valid_to or ''}".strip() + f", {status}"


def _look_again(entry: Entry, frame: Frame) -> str | None:
    why = "conflicts" if entry.row.conflicts else entry.row.look_again
    return why and frame.value("look_again", why)


def _found_under(entry: Entry, frame: Frame) -> str:
    names = frame.tab_names
    return "; ".join(f"{names.get(priority, priority)} ({searches})" for priority, searches in entry.found)
