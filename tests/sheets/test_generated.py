"""Generated spreadsheets are imported rightly, or refused with sheet, cell and reason.

200 of fixed seeds in every run of the suite; ``HARVEST_TEST_SHEETS=1000 pytest tests/sheets`` for a thousand.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harvest.errors import SheetError
from harvest.normalise.rules import statements
from harvest.sheets.reading import Reading, read_sheet
from harvest.sheets.workbook import open_workbook
from tests.sheets.generated import Case, make

CASES = int(os.environ.get("HARVEST_TEST_SHEETS", "200"))
PARTS = 4
SHOWN = {"name": "name", "country": "country", "date_established": "established", "members_total": "members_total"}


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_sheets_are_read_rightly_or_refused_by_the_cell(part: int, tmp_path: Path) -> None:
    kinds: set[str] = set()
    for seed in range(part, CASES, PARTS):
        case = make(seed, tmp_path)
        kinds.add(f"{case.path.suffix} {'refused' if case.whole else 'read'}")
        check(case)
        case.path.unlink()
    assert {".xlsx read", ".ods read", ".csv read", ".xlsx refused"} <= kinds


def check(case: Case) -> None:
    told = f"seed {case.seed}, {case.path.name}"
    if case.whole:
        with pytest.raises(SheetError) as refused:
            read(case)
        assert case.whole in str(refused.value), told
        assert str(case.path) in str(refused.value), told
        return
    reading = read(case)
    assert all(one.reason for one in reading.refused), told
    assert {one.place for one in reading.refused} == case.refused, f"{told}: {reading.refused}"
    assert taken(reading) == case.taken, told
    archived = str(reading.rows)
    assert "testsson" not in archived.casefold(), told


def read(case: Case) -> Reading:
    book = open_workbook(case.path, case.mapping.encoding, case.mapping.delimiter)
    return read_sheet(book, case.mapping, {})


def taken(reading: Reading) -> dict[str, dict[str, str]]:
    """Name -> the clean values of every record, each of which must say where it stands."""
    found = {}
    for record in reading.records:
        clean = statements(record.values, record.cells)
        assert all(one.place for one in clean)
        values = {SHOWN[one.field]: one.value for one in clean if one.field in SHOWN}
        values["name"] = record.values[0].original if record.values[0].field == "name" else record.source_id
        found[record.source_id] = values
    return found
