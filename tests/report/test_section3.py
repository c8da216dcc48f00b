"""The report's regions, totals and memberships come out of the views, the list and the command, cell by cell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from typer.testing import CliRunner

from harvest.cli import app
from harvest.database import open_database
from harvest.evidence.overlap import RegionRow, at_level, behind, own_codes, read_home, region_rows
from harvest.reports.labels import Language, labels
from tests.report.section3 import MEMBERSHIPS, ORGANISATIONS, TOTALS, fill, invented, printed_regions
from tests.support.filled_in import export
from tests.support.once import once
from tests.support.store import rows

LISTED_AT = {"SE311": "SE31"}
"""Of the regions that the report prints below level 2, the one of level 2 that they are in."""


@pytest.fixture(scope="module", params=["found", "decided"])
def store(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One store for all tests, which only look at it: all found by searches, or all decided about."""
    how = request.param
    folder = once(tmp_path_factory, f"section3-{how}", lambda folder: _fill(folder, decided=how == "decided"))
    engine = open_database(f"sqlite:///{folder / 'harvest.db'}")
    yield engine
    engine.dispose()


def _fill(folder: Path, *, decided: bool) -> Path:
    engine = open_database(f"sqlite:///{folder / 'harvest.db'}", create=True)
    fill(engine, decided=decided)
    engine.dispose()
    return folder


def test_the_report_as_printed() -> None:
    regions = printed_regions()
    assert len(regions) == 22
    assert [len(one.organisations) for one in regions] == [
        6, 4, 4, 5, 5, 3, 4, 6, 3, 4, 5, 3, 5, 3, 3, 3, 3, 4, 3, 4, 2, 5,
    ]  # fmt: skip
    assert [sum(one.organisations.values()) for one in regions] == [
        6, 4, 4, 5, 6, 3, 4, 7, 3, 4, 8, 3, 5, 3, 5, 4, 3, 4, 3, 4, 2, 5,
    ]  # fmt: skip
    with_priority = Counter(priority for one in regions for priority in one.organisations)
    assert [with_priority[name] for name in TOTALS] == [7, 14, 10, 10, 5, 9, 13, 4, 15]
    assert list(TOTALS.values()) == [18, 51, 43, 19, 24, 45, 63, 13, 39]
    assert sum(TOTALS.values()) == MEMBERSHIPS


def test_the_invented_ones_add_up() -> None:
    organisations = invented()
    assert len(organisations) == len({one.slug for one in organisations}) == ORGANISATIONS
    assert all(1 <= len(set(one.priorities)) == len(one.priorities) <= 3 for one in organisations)
    assert Counter(name for one in organisations for name in one.priorities) == Counter(TOTALS)


def test_memberships_organisations_and_totals_come_out_of_the_view(store: Engine) -> None:
    found = rows(store, "SELECT * FROM v1_organisation_priorities")
    assert len(found) == MEMBERSHIPS
    assert len({row["organisation_id"] for row in found}) == ORGANISATIONS
    assert Counter(row["priority"] for row in found) == Counter(TOTALS)
    organisations = rows(store, "SELECT COUNT(*) AS n FROM v1_organisations")
    assert organisations == [{"n": ORGANISATIONS}]


def test_every_cell_comes_out_of_the_view(store: Engine) -> None:
    found: dict[str, dict[str, Any]] = {}
    for row in rows(store, "SELECT * FROM v1_region_overlap WHERE organisations > 0"):
        found.setdefault(row["nuts"], {})[row["priority"]] = row["organisations"]
    for region in printed_regions():
        assert found[region.nuts] == region.organisations, region.printed


def listed(store: Engine, threshold: int) -> dict[str, RegionRow]:
    with store.connect() as connection:
        every = at_level(region_rows(connection, "SE321"), 2, own_codes(connection))
    return {row.nuts: row for row in every if row.observed >= threshold}


def test_every_cell_comes_out_of_the_list_and_it_lists_no_other(store: Engine) -> None:
    by_code = {LISTED_AT.get(one.nuts, one.nuts): one.organisations for one in printed_regions()}
    found = listed(store, 2)
    assert {
        nuts: {name: cell.organisations for name, cell in row.cells.items()} for nuts, row in found.items()
    } == by_code
    with_three = listed(store, 3)
    assert set(by_code) - set(with_three) == {"SE31"}, "the Swedish list has no threshold"
    assert len(with_three) == 21


def test_behind_every_cell_stand_its_organisations(store: Engine) -> None:
    with store.connect() as connection:
        assert [one.priority for one in read_home(connection)] == list(TOTALS)
        for region in printed_regions():
            found = behind(connection, region.nuts, "SE321")
            assert found is not None, region.printed
            assert Counter(one.priority for one in found.organisations) == Counter(region.organisations)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_cell_comes_out_of_the_workbook(store: Engine, tmp_path: Path, language: Language) -> None:
    sheet = load_workbook(export(store, tmp_path / "report.xlsx", language))[labels().say("sheet_regions", language)]
    rows_ = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows_) if "NUTS" in row)
    nuts, first = rows_[head].index("NUTS"), rows_[head].index(labels().say("found_short", language))
    found = {
        row[nuts]: {name: row[first + 2 * n] for n, name in enumerate(TOTALS) if row[first + 2 * n]}
        for row in rows_[head + 1 :]
        if row[nuts]
    }
    for region in printed_regions():
        assert found[LISTED_AT.get(region.nuts, region.nuts)] == region.organisations, region.printed


def test_every_cell_comes_out_of_the_command(store: Engine) -> None:
    listed_ = told(store, "--threshold=2")
    found = {row["nuts"]: {name: cell["organisations"] for name, cell in row["cells"].items()} for row in listed_}
    assert found == {LISTED_AT.get(one.nuts, one.nuts): one.organisations for one in printed_regions()}
    assert sum(row["observed"] >= 3 for row in listed_) == 21
    one = told(store, "SE311")
    assert (one["observed"], len(one["organisations"]), one["name_sv"]) == (2, 2, "Värmland")


def told(store: Engine, *options: str) -> Any:
    """What `harvest regions` answers a program, called in this process."""
    called = CliRunner().invoke(app, ["regions", *options, "--json", f"--database={store.url}"])
    assert called.exit_code == 0, called.output
    return json.loads(called.stdout)
