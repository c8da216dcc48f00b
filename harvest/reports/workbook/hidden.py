"""The hidden sheet: what a program must know to read the workbook back. The package's docstring says what it holds."""

from __future__ import annotations

from harvest.reports.workbook import HIDDEN_SHEET, SCHEMA
from harvest.reports.workbook.cells import text_cell
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.table import Rows


class Hidden:
    """The sheet being written: facts, columns and lists at once, then a row per organisation."""

    def __init__(self, frame: Frame, header_row: int) -> None:
        """``header_row`` is that of the master list, counted from 0."""
        self._sheet = frame.book.add_worksheet(HIDDEN_SHEET)
        self._sheet.hide()
        self._rows = Rows(self._sheet, [(text_cell(0, 0), None)] * 3, 0)
        run = frame.contents.run
        facts = {
            "schema": str(SCHEMA),
            "run_id": run.run_id if run else "",
            "exported_at": frame.exported_at,
            "language": frame.language,
            "sheet": frame.sheet_names["master"],
            "header_row": str(header_row + 1),
        }
        for key, value in facts.items():
            self._rows.append(("workbook", key, value))
        for place, column in enumerate(frame.labels.column, 1):
            self._rows.append(("column", str(place), column.key))
        tiers = {tier: frame.value("tier", tier) for tier in frame.labels.value["tier"] if tier != "candidate"}
        self.choices: dict[str, str] = {}
        """Where the values stand that a column of this kind may hold."""
        for about, names in {"tier": tiers, "priority": frame.tab_names, "role": frame.role_names}.items():
            first = self._rows.count + 1
            for key, name in names.items():
                self._rows.append((about, key, name))
            if names:
                self.choices[about] = f"={HIDDEN_SHEET}!$C${first}:$C${self._rows.count}"

    def organisation(self, organisation_id: str, fingerprint: str) -> None:
        """One row of the master list, and the decision that held when it was written."""
        self._rows.append(("organisation", organisation_id, fingerprint))

    def close(self) -> None:
        """No more organisations."""
        self._rows.close()
