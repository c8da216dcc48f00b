"""What is different from the run before, and why. The sheet is left out where nothing is."""

from __future__ import annotations

from harvest.evidence.workbook import ChangeShown
from harvest.reports.labels import Column
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.table import Table

_HEADER_ROW = 3
_YES_NO = {"true": "1", "false": "0"}
"""As statements have it, to what the master list is made of."""


def write(frame: Frame) -> None:
    """Adds the sheet, if the run changed anything."""
    shown, run = frame.contents.changes, frame.contents.run
    if not shown or run is None:
        return
    sheet = frame.sheet(frame.sheet_names["changes"])
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, frame.say("changes_title"), frame.looks.title)
    line = frame.say("changes_line", before=shown[0].previous_run_id, run=run.run_id)
    sheet.write_string(1, 0, line, frame.looks.note)
    sheet.set_row(_HEADER_ROW, 20)
    say = frame.say
    shapes = [
        frame.shape(say("entity"), 18),
        frame.shape(frame.labels.column[0].title(frame.language), 38, bold=True, text_wrap=True),
        frame.shape(say("change"), 16),
        frame.shape(say("field"), 20),
        frame.shape(say("before"), 34, text_wrap=True),
        frame.shape(say("after"), 34, text_wrap=True),
        frame.shape(say("cause"), 26, text_wrap=True),
    ]
    table = Table(sheet, shapes, _HEADER_ROW)
    for change in shown:
        table.append(_values(change, frame))
    table.close("Changes")
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.repeat_rows(_HEADER_ROW)


def _shown(value: str | None, column: Column | None, frame: Frame) -> str | None:
    """A value as the master list would show it: several are joined by ``; ``."""
    if value is None or column is None:
        return value
    if column.kind == "value":
        return "; ".join(frame.value(column.key, one) for one in value.split("; "))
    if column.kind == "country":
        return "; ".join(frame.country(one) or one for one in value.split("; "))
    if column.kind == "yes_no":
        return frame.value("yes_no", _YES_NO.get(value, value))
    return value


def _values(change: ChangeShown, frame: Frame) -> tuple[str | None, ...]:
    column = {one.key: one for one in frame.labels.column}.get(change.field or "")
    return (
        frame.value("entity", change.entity),
        change.name or change.id,
        frame.value("change", change.kind),
        column.title(frame.language) if column else change.field and frame.value("field", change.field),
        _shown(change.before, column, frame),
        _shown(change.after, column, frame),
        change.cause and frame.value("cause", change.cause),
    )
