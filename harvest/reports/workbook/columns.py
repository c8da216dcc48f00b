"""What each column of the master list means, in one sheet."""

from __future__ import annotations

from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.table import Table

_HEADER_ROW = 2


def write(frame: Frame) -> None:
    """Adds the sheet."""
    sheet = frame.sheet(frame.sheet_names["columns"])
    sheet.set_portrait()
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, frame.say("columns_title"), frame.looks.title)
    sheet.set_row(_HEADER_ROW, 20)
    shapes = [
        frame.shape(frame.say("part"), 24),
        frame.shape(frame.say("column"), 26, bold=True),
        frame.shape(frame.say("meaning"), 78, text_wrap=True),
    ]
    table = Table(sheet, shapes, _HEADER_ROW)
    for column in frame.labels.column:
        group = frame.labels.group[column.group].in_language(frame.language)
        table.append((group, column.title(frame.language), column.about(frame.language)))
    table.close("Columns")
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.repeat_rows(_HEADER_ROW)
