"""A harvest whose readers were wrong is read again by right ones, without a request: as if they had been right.

Harvested twice from the same replica, once with readers broken on purpose.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, text

from harvest import __version__
from harvest.crawl.lock import held
from harvest.crawl.reread import Reread, TooMuchLost, reread
from harvest.crawl.run import RunOptions
from harvest.database import open_database
from harvest.errors import Busy, UnexpectedPage, UsageError
from harvest.replica.serve import running
from models.base import Base
from tests.support.broken import UNREADABLE, broken, fewer_results
from tests.support.forked import Harvests
from tests.support.once import once
from tests.support.same import contents
from tests.support.store import rows

FEW = 60
_OF_THE_REPAIR = {"repairs", "corrections"}


@dataclass(frozen=True, slots=True)
class Both:
    right: Path
    wrong: Path
    summaries: tuple[dict[str, Any], dict[str, Any]]
    asked: int
    """Requests that the server saw."""


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return once(tmp_path_factory, "repair", _harvest)


def _harvest(folder: Path) -> Both:
    harvests = Harvests()
    with running("plain", FEW) as replica:
        right = harvests.run(_options(folder / "right", replica.url))
        wrong = harvests.run(_options(folder / "wrong", replica.url), broken)
        asked = len(replica.requests)
    return Both(folder / "right", folder / "wrong", (right, wrong), asked)


def _options(folder: Path, url: str) -> RunOptions:
    folder.mkdir()
    return RunOptions(
        database=f"sqlite:///{folder / 'harvest.db'}",
        addresses={"eccp": url, "eyeris3": url},
        only=("foodtech",),
        read_to_end=True,
        delay=0.0,
        concurrency=16,
    )


def _copied(folder: Path, to: Path) -> Engine:
    shutil.copytree(folder, to)
    return open_database(f"sqlite:///{to / 'harvest.db'}")


def _stated(engine: Engine) -> dict[str, Any]:
    """All that the store says, without the trail of a repair; of judgements those that stand."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM judgements WHERE undone_at IS NOT NULL"))
    return {table: said for table, said in contents(engine).items() if table not in _OF_THE_REPAIR}


def test_what_was_harvested_by_wrong_readers_is_as_if_they_had_been_right(both: Both, tmp_path: Path) -> None:
    right, wrong = _copied(both.right, tmp_path / "right"), _copied(both.wrong, tmp_path / "wrong")
    run = both.summaries[1]["run"]
    assert both.summaries[1]["status"] == "partial"
    assert _stated(wrong) != _stated(right)
    would = _reread(wrong, run)
    assert would.records["new"] > 0 < would.records["changed"]
    assert _stated(wrong) != _stated(right)
    found = _reread(wrong, run, apply=True)
    assert _stated(wrong) == _stated(right)
    assert (found.summary["status"], found.summary["balanced"], found.exit_status) == ("complete", True, 0)
    # What it said that it would do it did.
    assert (found.records, found.fields, found.searches) == (would.records, would.fields, would.searches)
    assert (would.applied, found.applied) == (False, True)


def test_the_trail_of_a_repair_says_what_was_wrong_and_who_corrected_it_when(repaired: Engine, both: Both) -> None:
    (repair,) = rows(repaired, "SELECT * FROM v1_repairs")
    assert (repair["run_id"], repair["harvest_version"]) == (both.summaries[1]["run"], __version__)
    assert repair["repaired_at"] > rows(repaired, "SELECT finished_at FROM v1_runs")[0]["finished_at"]
    corrected = rows(repaired, "SELECT * FROM v1_corrections")
    assert len(corrected) == repair["corrections"]
    described = [one for one in corrected if one["field"] == "description"]
    assert described
    for one in described:
        now = rows(repaired, _DESCRIPTION, id=one["id"])[0]
        assert (one["before"], one["after"], one["page_sha256"]) == (None, now["value"], now["page_sha256"])
    had = {one["id"] for one in corrected if one["field"] == "outcome"}
    assert had == {one["id"] for one in corrected if one["id"].endswith(UNREADABLE)} != set()
    assert all(rows(repaired, "SELECT organisation_id FROM v1_records WHERE record_id = :id", id=one) for one in had)
    claims = [one for one in corrected if one["field"] == "reported_hits"]
    assert claims
    assert all(int(one["before"]) == int(one["after"]) + 1 for one in claims)


_DESCRIPTION = "SELECT value, page_sha256 FROM v1_statements WHERE record_id = :id AND field = 'description'"


def test_a_second_time_nothing_is_otherwise_and_nothing_is_written(repaired: Engine, both: Both) -> None:
    before = _everything(repaired)
    again = _reread(repaired, both.summaries[1]["run"], apply=True)
    assert (again.applied, again.fields, again.searches, again.outcomes) == (False, (), (), ())
    assert (again.summary["status"], again.exit_status) == ("complete", 0)
    assert _everything(repaired) == before


def test_what_is_right_already_leaves_one_row_that_says_so(both: Both, tmp_path: Path) -> None:
    engine = _copied(both.right, tmp_path / "right")
    before = _stated(engine)
    for _ in range(2):
        assert not _reread(engine, both.summaries[0]["run"], apply=True).applied
    assert [row["corrections"] for row in rows(engine, "SELECT corrections FROM v1_repairs")] == [0]
    assert _stated(engine) == before


def test_hits_that_a_reader_overlooks_go_and_come_back_with_their_records(both: Both, tmp_path: Path) -> None:
    engine, run = _copied(both.right, tmp_path / "right"), both.summaries[0]["run"]
    before = _stated(engine)
    with patch("spiders.eccp.read_search_page", fewer_results), patch("harvest.crawl.reread.MOST_MISSING", 1):
        fewer = _reread(engine, run, apply=True)
    assert fewer.records["refused"] > 0
    assert (fewer.exit_status, fewer.summary["balanced"]) == (3, True)
    assert {one.reason.partition(" hits")[0].rpartition(" ")[0] for one in fewer.searches} == {"the site claims"}
    withdrawn = [record_id for record_id, kind, _ in fewer.outcomes if kind == "refused"]
    for one in withdrawn:
        assert rows(engine, "SELECT 1 FROM records WHERE record_id = :id", id=one) == []
    assert _reread(engine, run, apply=True).applied
    assert _stated(engine) == before


def test_readers_that_can_hardly_read_anything_are_not_let_in(both: Both, tmp_path: Path) -> None:
    engine, run = _copied(both.right, tmp_path / "right"), both.summaries[0]["run"]
    before = _everything(engine)
    with patch("spiders.profiles.read_profile", side_effect=UnexpectedPage("no profile")):
        would = _reread(engine, run)
        with pytest.raises(TooMuchLost, match=r"can't read \d+ of the \d+ records"):
            _reread(engine, run, apply=True)
    assert would.records["refused"] > 2
    assert _everything(engine) == before


def test_what_the_archive_has_lost_stands(both: Both, tmp_path: Path) -> None:
    engine, run = _copied(both.wrong, tmp_path / "wrong"), both.summaries[1]["run"]
    before = _everything(engine)
    found = reread(engine, run, tmp_path, apply=True)
    assert (found.pages, found.applied) == (0, False)
    assert {table: said for table, said in _everything(engine).items() if table != "repairs"} == {
        table: said for table, said in before.items() if table != "repairs"
    }
    # Of one profile alone: all the others are corrected.
    (lost,) = rows(engine, _ONE_PROFILE)
    with engine.begin() as connection:
        connection.execute(text("UPDATE pages SET archive_offset = 0 WHERE page_id = :page_id"), lost)
    found = _reread(engine, run, apply=True)
    assert found.lost == (lost["url"],)
    statements = rows(
        engine, "SELECT * FROM statements WHERE first_page_id = :page_id ORDER BY 1", page_id=lost["page_id"]
    )
    assert statements == [one for one in before["statements"] if one["first_page_id"] == lost["page_id"]] != []
    assert found.records["changed"] > 0


_ONE_PROFILE = """
    SELECT MAX(p.page_id) AS page_id, MAX(p.url) AS url FROM pages p
    WHERE p.page_id = (SELECT MAX(page_id) FROM visits WHERE outcome = 'new' AND record_id LIKE 'eccp/%')
"""


def test_it_waits_for_nobody_and_nobody_for_it(both: Both, tmp_path: Path) -> None:
    engine, run = _copied(both.wrong, tmp_path / "wrong"), both.summaries[1]["run"]
    with held(engine, "somebody", ["eccp"]), patch("harvest.crawl.lock._dead", return_value=False):
        with pytest.raises(Busy):
            _reread(engine, run, apply=True)
        assert not _reread(engine, run).applied
    with pytest.raises(UsageError, match="there is no such run"):
        _reread(engine, "none", apply=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET finished_at = NULL"))
    with pytest.raises(UsageError, match="it has not ended"):
        _reread(engine, run)


def _reread(engine: Engine, run: str, *, apply: bool = False) -> Reread:
    return reread(engine, run, Path(str(engine.url.database)).parent / "harvest-archive", apply=apply)


def _everything(engine: Engine) -> dict[str, Any]:
    """Every row to the letter; but for the sequence of locks."""
    tables = [table.name for table in Base.metadata.sorted_tables if table.name != "locks"]
    return {table: sorted(rows(engine, f"SELECT * FROM {table}"), key=repr) for table in tables}


@pytest.fixture
def repaired(both: Both, tmp_path: Path) -> Engine:
    engine = _copied(both.wrong, tmp_path / "wrong")
    assert _reread(engine, both.summaries[1]["run"], apply=True).applied
    return engine
