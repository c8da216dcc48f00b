"""What each priority and each search of the run brought in."""

from __future__ import annotations

from typing import Any

from harvest.evidence.yields import PriorityYield, YieldRow
from harvest.reports.labels import Kind
from harvest.reports.reasons import in_words
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.table import Table

_HEADER_ROW = 4
_WIDTHS: dict[str, tuple[Kind, float]] = {
    "per_priority": ("text", 36), "query": ("text", 70), "published": ("number", 11),
    "reported": ("number", 11), "harvested": ("number", 10), "distinct": ("number", 14), "external": ("number", 10),
    "new": ("number", 9), "unique": ("number", 9), "band": ("text", 14), "status": ("text", 16), "source": ("text", 9),
    "strategy": ("text", 26), "why": ("text", 34),
}  # fmt: skip


def write(frame: Frame) -> None:
    """Adds the sheet: a table of the priorities, and one of the searches below it."""
    sheet = frame.sheet(frame.sheet_names["yield"], wide=True)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, frame.say("yield_title"), frame.looks.title)
    sheet.write_string(1, 0, frame.say("yield_line"), frame.looks.note)
    bottom = _table(
        frame, sheet, _HEADER_ROW, "by_priority", [_priority(row, frame) for row in frame.contents.by_priority]
    )
    sheet.repeat_rows(bottom + 4)
    _table(frame, sheet, bottom + 4, "by_search", [_strategy(row, frame) for row in frame.contents.by_strategy])
    sheet.freeze_panes(2, 0)


def _table(frame: Frame, sheet: Any, top: int, title: str, rows: list[dict[str, Any]]) -> int:
    """Writes one table below its title; gives its last row."""
    sheet.set_row(top - 1, 22)
    sheet.write_string(top - 1, 0, frame.say(title), frame.looks.section)
    sheet.set_row(top, 32)
    columns = list(_WIDTHS)[: 9 if title == "by_priority" else None]
    shapes = [
        frame.shape(frame.say(key), _WIDTHS[key][1], _WIDTHS[key][0], text_wrap=_WIDTHS[key][0] == "text")
        for key in columns
    ]
    table = Table(sheet, shapes, top)
    for row in rows:
        table.append([row.get(key) for key in columns])
    table.close("Priorities" if title == "by_priority" else "Searches")
    return table.rows.last


def _counts(row: PriorityYield | YieldRow) -> dict[str, int | None]:
    return {
        "reported": row.reported_hits,
        "harvested": row.harvested_hits,
        "distinct": row.distinct_organisations,
        "external": row.external_organisations,
        "new": row.new_organisations,
        "unique": row.unique_contribution,
    }


def _priority(row: PriorityYield, frame: Frame) -> dict[str, Any]:
    return {
        "per_priority": frame.priority_names.get(row.priority, row.priority),
        "query": frame.say("all_searches"),
        **_counts(row),
    }


def _strategy(row: YieldRow, frame: Frame) -> dict[str, Any]:
    return {
        "per_priority": frame.tab_names.get(row.priority, row.priority),
        "query": row.query,
        "published": row.published_hits,
        **_counts(row),
        "band": row.band and frame.value("band", row.band),
        "status": row.status and frame.value("status", row.status),
        "source": row.source,
        "strategy": row.strategy,
        "why": in_words(row.reason, frame.language),
    }
