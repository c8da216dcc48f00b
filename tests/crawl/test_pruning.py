"""Old runs go, history stays, and rows and archive agree: before, after, and when killed in between."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, text
from warcio.archiveiterator import ArchiveIterator

from harvest.crawl import pruning
from harvest.crawl.archive import Archive
from harvest.crawl.archive_check import check_archive
from harvest.crawl.replay import read_back
from harvest.crawl.resume import _pages
from harvest.errors import HarvestError, UsageError
from harvest.records import RecordMissing, RecordRead, SearchPageRead
from tests.support.fixtures import database_url, engine
from tests.support.store import MONDAY, ended, opened, plan, profile, query, results, rows, strategy

__all__ = ["database_url", "engine"]

DAYS = 10
ASKED = query("food")
HISTORY = ("v1_records", "v1_statements", "v1_organisations", "v1_region_priorities", "v1_maturity")
T = TypeVar("T", RecordRead, RecordMissing, SearchPageRead)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "harvest-archive"


@pytest.fixture
def runs(engine: Engine, folder: Path) -> list[str]:
    """Ten daily runs: one profile stays, one is edited on the third day, one is gone from the second day on."""
    return [_run(engine, folder, day) for day in range(DAYS)]


def _run(engine: Engine, folder: Path, day: int) -> str:
    at = MONDAY + timedelta(days=day)
    run = plan(strategy("food", [ASKED]), queries=[ASKED], at=at)
    store, archive = opened(engine, run), Archive(folder, run.run_id)

    def put(item: T) -> None:
        assert item.page is not None
        body = f"{item.page.request_key} {item.page.sha256_archived}".encode()
        file, offset, length = archive.write("eccp", item.page.url, 200, [], body, at)
        digest = hashlib.sha256(body).hexdigest()
        stored = replace(
            item.page, sha256_archived=digest, archive_file=file, archive_offset=offset, archive_length=length
        )
        store.put(replace(item, page=stored))

    listed = ["stays", "edited", *([] if day else ["leaves"])]
    put(results(ASKED, *listed, at=at))
    put(profile("stays", at, homepage="https://stays.example"))
    put(profile("edited", at, description="after" if day > 1 else "before"))
    if day:
        gone = RecordMissing("eccp", "leaves", "http://127.0.0.1:8000/leaves", "refused", "answers 404")
        put(replace(gone, page=replace(profile("leaves", at).page, http_status=404)))
    else:
        put(profile("leaves", at))
    store.put(ended(ASKED))
    store.close_run(at + timedelta(hours=1))
    archive.close()
    return run.run_id


def history(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    return {view: sorted(rows(engine, f"SELECT * FROM {view}"), key=repr) for view in HISTORY}


def prune(engine: Engine, folder: Path, **what: Any) -> pruning.Pruned:
    return pruning.prune(engine, folder, now=MONDAY + timedelta(days=DAYS), **what)


def faults(engine: Engine, folder: Path) -> list[str]:
    """What the check finds, and every body that is in the archive without a row."""
    with engine.connect() as connection:
        found = check_archive(connection, folder)
    known = {(row["archive_file"], row["archive_offset"]) for row in rows(engine, "SELECT * FROM pages")}
    for file in folder.glob("*"):
        with file.open("rb") as stream:
            iterator = ArchiveIterator(stream)
            for _ in iterator:
                if (file.name, iterator.get_record_offset()) not in known:
                    found.append(f"{file.name}: a body without a row")
    return found


def readable(engine: Engine, folder: Path) -> bool:
    """Whether every page's own body is where its row says."""
    with engine.connect() as connection:
        pages = [page for run in rows(engine, "SELECT run_id FROM runs") for page in _pages(connection, run["run_id"])]
    return all(read_back(folder, page) is not None for page in pages)


def test_old_runs_go_and_history_stays(engine: Engine, folder: Path, runs: list[str]) -> None:
    before, size = history(engine), sum(file.stat().st_size for file in folder.iterdir())
    assert any(row["gone_at"] for row in before["v1_records"])
    pruned = prune(engine, folder, older_than=timedelta(days=1))
    # The last six may be relied on, the last complete one is among them.
    assert pruned.runs == runs[:4]
    assert set(pruned.kept) == set(runs[4:9])
    assert history(engine) == before
    assert faults(engine, folder) == []
    assert readable(engine, folder)
    assert sum(file.stat().st_size for file in folder.iterdir()) == size - pruned.bytes < size
    left = {row["run_id"] for row in rows(engine, "SELECT DISTINCT run_id FROM v1_hits")}
    assert left == set(runs[4:])
    assert [row["run_id"] for row in rows(engine, "SELECT run_id FROM v1_runs WHERE pruned_at IS NOT NULL")] == runs[:4]
    # Of the fourth day, on which nothing was new, nothing is left but its row and who was missing.
    assert {row["outcome"] for row in rows(engine, "SELECT * FROM visits WHERE run_id = :run", run=runs[3])} == {
        "refused"
    }


def test_pruning_again_finds_nothing_to_do(engine: Engine, folder: Path, runs: list[str]) -> None:
    prune(engine, folder, older_than=timedelta(days=1))
    before = (history(engine), sorted(folder.iterdir()))
    again = prune(engine, folder, older_than=timedelta(days=1))
    assert (again.runs, again.bytes) == ([], 0)
    assert (history(engine), sorted(folder.iterdir())) == before


def test_a_body_goes_with_the_last_row_that_points_to_it(engine: Engine, folder: Path, runs: list[str]) -> None:
    """One run after the other, each time in a file that was copied before."""
    for run in runs[:4]:
        prune(engine, folder, run_id=run)
        assert faults(engine, folder) == []
        assert readable(engine, folder)


def test_a_dry_run_changes_nothing_and_tells_the_same(engine: Engine, folder: Path, runs: list[str]) -> None:
    before = (history(engine), rows(engine, "SELECT * FROM pages"), sorted(folder.iterdir()))
    told = prune(engine, folder, older_than=timedelta(days=1), dry_run=True)
    assert (history(engine), rows(engine, "SELECT * FROM pages"), sorted(folder.iterdir())) == before
    assert replace(told, dry_run=False) == prune(engine, folder, older_than=timedelta(days=1))


@pytest.mark.parametrize(("nth", "why"), [(9, "last complete run"), (5, "may rely on")])
def test_what_is_needed_stays(engine: Engine, folder: Path, runs: list[str], nth: int, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        prune(engine, folder, run_id=runs[nth])


def test_the_last_complete_run_stays_however_many_were_not_complete_since(
    engine: Engine, folder: Path, runs: list[str]
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET status = 'partial' WHERE run_id > :first"), {"first": runs[1]})
    pruned = prune(engine, folder, older_than=timedelta(days=1))
    assert pruned.runs == [runs[0], runs[2], runs[3]]
    assert "last complete" in pruned.kept[runs[1]]


def test_what_a_person_brought_stays(engine: Engine, folder: Path, runs: list[str]) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET mode = 'saved by hand' WHERE run_id = :first"), {"first": runs[0]})
    assert "brought" in prune(engine, folder, older_than=timedelta(days=1)).kept[runs[0]]


def test_a_run_that_there_is_not(engine: Engine, folder: Path, runs: list[str]) -> None:
    with pytest.raises(UsageError, match="no such run"):
        prune(engine, folder, run_id="nobody")
    prune(engine, folder, run_id=runs[0])
    with pytest.raises(UsageError, match="pruned before"):
        prune(engine, folder, run_id=runs[0])


def test_an_archive_elsewhere_is_no_reason_to_lose_rows(engine: Engine, tmp_path: Path, runs: list[str]) -> None:
    before = rows(engine, "SELECT * FROM pages")
    with pytest.raises(HarvestError, match="--archive"):
        prune(engine, tmp_path / "nowhere", run_id=runs[0])
    assert rows(engine, "SELECT * FROM pages") == before


@pytest.mark.parametrize("where", ["_shrink", "left_over", "_copy"])
def test_killed_in_between_nothing_is_lost(
    engine: Engine, folder: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Before the commit all is as it was, after it all is done; what is left over goes the next time."""
    before, real = history(engine), getattr(pruning, where)

    def killed(*arguments: Any) -> Any:
        if where == "_copy":
            real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(pruning, where, killed)
    with pytest.raises(KeyboardInterrupt):
        prune(engine, folder, run_id=runs[0])
    monkeypatch.setattr(pruning, where, real)
    assert readable(engine, folder)
    prune(engine, folder, older_than=timedelta(days=1))
    assert history(engine) == before
    assert faults(engine, folder) == []


def _shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (Path.unlink, "is not there"),
        (_shorten, "shorter"),
        (lambda file: file.write_bytes(b"x" + file.read_bytes()), "no page begins"),
        (lambda file: file.with_name(file.name.replace("-eccp", "-other")).write_bytes(b""), "no row points to it"),
    ],
)
def test_the_check_names_what_disagrees(
    engine: Engine, folder: Path, runs: list[str], harm: Callable[[Path], object], said: str
) -> None:
    harm(folder / f"{runs[2]}-eccp.warc.gz")
    with engine.connect() as connection:
        (found,) = check_archive(connection, folder)
    assert said in found


def test_nothing_refers_to_what_is_gone(engine: Engine, folder: Path, runs: list[str]) -> None:
    prune(engine, folder, older_than=timedelta(days=1))
    if engine.dialect.name == "sqlite":
        database = sqlite3.connect(str(engine.url.database))
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.close()
