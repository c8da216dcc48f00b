"""Regions beside the home priorities: organisations found there, and what the region declared; never added."""

from __future__ import annotations

from typing import Any

from harvest.evidence.overlap import RegionRow
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.looks import BAND, DECLARED, FOUND, RULE

SHARED = 3
"""Priorities from which on a region is marked: the report's own threshold."""
_TOP = 3
_FIXED = 5


def write(frame: Frame) -> None:
    """Adds the sheet: a row per region, two columns per priority."""
    sheet = frame.sheet(frame.sheet_names["regions"], wide=True)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, frame.say("regions_title"), frame.looks.title)
    sheet.write_string(1, 0, frame.say("regions_line", most=SHARED), frame.looks.note)
    _head(frame, sheet)
    row = _TOP + 1
    for row, region in enumerate(frame.contents.regions, _TOP + 2):
        _region(frame, sheet, row, region)
    if not frame.contents.regions:
        sheet.write_string(row + 1, 0, frame.say("regions_none"), frame.looks.note)
        return
    sheet.autofilter(_TOP + 1, 0, row, _FIXED - 1 + 2 * len(frame.priority_names))
    sheet.freeze_panes(_TOP + 2, 1)
    sheet.repeat_rows(_TOP, _TOP + 1)


def _head(frame: Frame, sheet: Any) -> None:
    head = frame.looks.head
    centred = frame.looks.style(
        bold=True, font_color="#FFFFFF", bg_color="#1F4E5F", text_wrap=True, valign="vcenter", align="center", border=1,
        border_color="#FFFFFF",
    )  # fmt: skip
    sheet.set_row(_TOP, 34)
    sheet.set_row(_TOP + 1, 30)
    by_key = {column.key: column.title(frame.language) for column in frame.labels.column}
    titles = (
        by_key["region"],
        by_key["country"],
        by_key["nuts"],
        frame.say("shared_found"),
        frame.say("shared_declared"),
    )
    for place, width in enumerate((34, 18, 9, 14, 14)):
        sheet.set_column(place, place, width)
        sheet.write_blank(_TOP, place, None, head)
    for place, name in enumerate(frame.tab_names.values()):
        first = _FIXED + 2 * place
        sheet.set_column(first, first + 1, 7.5)
        sheet.merge_range(_TOP, first, _TOP, first + 1, name, centred)
    for place, title in enumerate(titles):
        sheet.write_string(_TOP + 1, place, title, head)
    for place in range(len(frame.tab_names)):
        sheet.write_string(_TOP + 1, _FIXED + 2 * place, frame.say("found_short"), centred)
        sheet.write_string(_TOP + 1, _FIXED + 2 * place + 1, frame.say("declared_short"), centred)


def _region(frame: Frame, sheet: Any, row: int, region: RegionRow) -> None:
    marked = region.observed >= SHARED
    look: dict[str, Any] = {"bottom": 4, "bottom_color": RULE, **({"bold": True, "bg_color": BAND} if marked else {})}
    look["valign"] = "vcenter"
    text, number = frame.looks.style(**look), frame.looks.style(**look, align="center")
    name = frame.region(region.nuts, region.name) or region.nuts
    if region.is_home:
        name = f"{name} ({frame.say('home_region')})"
    sheet.write_string(row, 0, name, text)
    sheet.write_string(row, 1, frame.country(region.country) or "", text)
    sheet.write_string(row, 2, region.nuts, text)
    sheet.write_number(row, 3, region.observed, number)
    sheet.write_number(row, 4, region.declared, number)
    for place, priority in enumerate(frame.priority_names):
        cell = region.cells.get(priority)
        evidence = ((cell.organisations, FOUND), (cell.declared, DECLARED)) if cell else ((0, ""), (0, ""))
        for beside, (count, colour) in enumerate(evidence):
            shaded = frame.looks.style(
                bottom=4, bottom_color=RULE, align="center", valign="vcenter",
                **({"bg_color": colour} if count else {}), **({"right": 1, "right_color": RULE} if beside else {}),
            )  # fmt: skip
            column = _FIXED + 2 * place + beside
            if count:
                sheet.write_number(row, column, count, shaded)
            else:
                sheet.write_blank(row, column, None, shaded)
