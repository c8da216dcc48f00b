"""Nights on which our own side goes wrong, through the command as a user calls it: pages that never come, a name that
leads nowhere, a database that is locked, a disk that is full.
"""

from __future__ import annotations

import errno
import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from scrapy.core.engine import ExecutionEngine

from harvest import database, settings
from harvest.crawl import archive
from harvest.database import open_database
from harvest.replica.serve import running
from pipelines.store import Store
from tests.support.command import Called, at, harvest
from tests.support.manners import polite
from tests.support.same import broken_places, contents

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="these harvests are forked")

FEW = 8
WHOLE = ("--json", "--only=a1-govtech-01", "--source=eccp", "--mode=directory")


@contextmanager
def impatient() -> Iterator[None]:
    """A page has a second to come."""
    settings.DOWNLOAD_TIMEOUT = 1
    yield


@contextmanager
def hasty() -> Iterator[None]:
    """SQLite itself waits for nobody: only our own patience does."""
    database._BUSY_MILLISECONDS = 100
    yield


@contextmanager
def full() -> Iterator[None]:
    """The disk has room for four pages."""
    append = archive._append
    written: list[bytes] = []

    def until_full(file: Any, member: bytes) -> int:
        if len(written) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(member)
        return append(file, member)

    archive._append = until_full
    archive._PAUSES = (0,) * 6
    yield


@contextmanager
def slow() -> Iterator[None]:
    """What came is stored slowly, and Scrapy looks for more to send at every moment instead of every five seconds.

    When something was in the archive, and when in the store, is written down, a line each.
    """
    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 0.001
    put, append = Store.put, archive._append

    def note(what: str) -> None:
        with Path("moments.txt").open("a", encoding="utf-8") as file:
            print(what, time.monotonic(), file=file)

    def noted(file: Any, member: bytes) -> int:
        place = append(file, member)
        note("archived")
        return place

    def slowly(self: Store, item: Any) -> None:
        time.sleep(0.02)
        put(self, item)
        note("stored")

    archive._append, Store.put = noted, slowly  # type: ignore[method-assign]
    yield


def told(folder: Path) -> dict[str, Any]:
    engine = open_database(f"sqlite:///{folder / 'harvest.db'}")
    try:
        assert broken_places(engine, folder / "harvest-archive") == []
        return contents(engine)
    finally:
        engine.dispose()


def test_a_page_that_never_comes_is_given_up_and_asked_again(tmp_path: Path) -> None:
    with running("silent", most=FEW) as replica:
        run = harvest("run", *WHOLE, *at(replica.url), cwd=tmp_path, meanwhile=impatient)
        polite(replica)
        paths = [seen.path for seen in replica.requests]
    assert (run.status, run.err, run.json["records"]["new"]) == (0, "", FEW)
    assert 1 <= len(paths) - len(set(paths)) <= 3


def test_a_name_that_leads_nowhere_fails_by_name(tmp_path: Path) -> None:
    where = ("--at=eccp=http://no-such-host.invalid", "--delay=0", "--contact=https://region.example/harvest")
    run = harvest("run", *WHOLE, *where, cwd=tmp_path)
    assert (run.status, run.err, run.json["status"]) == (3, "", "failed")
    reasons = {search["reason"] for search in run.json["searches"]}
    assert len(reasons) == 1
    assert "no-such-host.invalid" in reasons.pop()


def test_a_database_that_somebody_locks_is_waited_for_and_nothing_asked_meanwhile(tmp_path: Path) -> None:
    called: list[Called] = []
    with running(most=FEW) as replica:
        call = threading.Thread(
            target=lambda: called.append(harvest("run", *WHOLE, *at(replica.url), cwd=tmp_path, meanwhile=hasty))
        )
        call.start()
        while len(replica.requests) < 5:
            assert call.is_alive()
            time.sleep(0.01)
        with closing(sqlite3.connect(tmp_path / "harvest.db", timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked = len(replica.requests)
            time.sleep(1.5)
            assert len(replica.requests) <= locked + 1
            other.execute("ROLLBACK")
        call.join()
        polite(replica)
    (run,) = called
    assert (run.status, run.err, run.json["records"]["new"]) == (0, "", FEW)
    assert len(told(tmp_path)["records"]) == FEW


def test_nothing_is_asked_for_before_what_came_is_stored(tmp_path: Path) -> None:
    with running(most=12) as replica:
        run = harvest("run", "--json", "--only=a1-govtech-01", *at(replica.url), cwd=tmp_path, meanwhile=slow)
        sent = [seen.at for seen in replica.requests]
    assert run.status == 0
    moments = [line.split() for line in (tmp_path / "moments.txt").read_text("utf-8").splitlines()]
    between = [
        (float(one[1]), float(other[1]))
        for one, other in itertools.pairwise(moments)
        if (one[0], other[0]) == ("archived", "stored")
    ]
    assert len(between) > 10
    assert not [one for one in sent if any(archived < one < stored for archived, stored in between)]


def test_a_disk_that_is_full_breaks_the_run_off_and_a_resume_finishes_it(tmp_path: Path) -> None:
    night, day = tmp_path / "night", tmp_path / "day"
    night.mkdir()
    day.mkdir()
    with running(most=FEW) as replica:
        broken = harvest("run", *WHOLE, *at(replica.url), cwd=night, meanwhile=full)
        asked = len(replica.requests)
        assert (broken.status, broken.out) == (1, "")
        assert "eccp was closed: the archive at " in broken.err
        assert "No space left on device" in broken.err
        assert "harvest resume" in broken.err
        assert asked <= 7
        resumed = harvest("resume", "--json", "--delay=0", cwd=night)
        # The page that could not be kept is asked for once more.
        pages = [seen.path for seen in replica.requests if seen.path != "/robots.txt"]
        assert len(pages) == len(set(pages)) + 1
        assert harvest("run", *WHOLE, *at(replica.url), cwd=day).status == 0
    assert (resumed.status, resumed.err) == (0, "")
    assert told(night) == told(day)
