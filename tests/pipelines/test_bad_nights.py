"""A database in trouble is waited for, a run that was interrupted goes on, one that nobody finishes is ended."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from harvest.crawl.lock import LockLost
from pipelines.store import Store
from pipelines.storing.patience import PATIENCE, patiently
from tests.support.store import MONDAY, TUESDAY, ended, opened, plan, query, results, rows

FOOD, WOOD, GOOD = query("food"), query("wood"), query("good")


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def locked(code: int = sqlite3.SQLITE_BUSY) -> OperationalError:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = code
    return OperationalError("INSERT", {}, cause)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE])
def test_a_database_that_is_away_for_a_minute_is_waited_for(code: int) -> None:
    clock = Clock()

    def work() -> str:
        if clock.now < 60:
            raise locked(code)
        return "written"

    assert patiently(work, clock=clock, sleep=clock.sleep) == "written"
    assert 60 <= clock.now < 80


def test_patience_has_an_end() -> None:
    clock = Clock()

    def work() -> None:
        raise locked()

    with pytest.raises(OperationalError):
        patiently(work, clock=clock, sleep=clock.sleep)
    assert PATIENCE - 20 < clock.now <= PATIENCE


@pytest.mark.parametrize("error", [locked(sqlite3.SQLITE_ERROR), IntegrityError("x", {}, Exception("x"))])
def test_what_does_not_pass_is_told_at_once(error: Exception) -> None:
    clock = Clock()

    def work() -> None:
        raise error

    with pytest.raises(type(error)):
        patiently(work, clock=clock, sleep=clock.sleep)
    assert clock.now == 0


def test_a_transaction_that_failed_is_done_again_as_a_whole(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipelines.storing.patience as module

    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.0)
    store = opened(engine, plan(queries=[FOOD]))
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.exec_driver_sql("UPDATE runs SET mode = mode || '+'")
        if len(tries) == 1:
            raise locked()

    store._write(work)
    assert rows(engine, "SELECT mode FROM runs") == [{"mode": "site+"}]
    assert store.broken is None


def test_who_lost_the_lock_writes_no_more(engine: Engine) -> None:
    def lost() -> None:
        raise LockLost("gone")

    opened(engine, plan(queries=[FOOD]))
    store = Store(engine, f"{MONDAY:%Y%m%d}", allowed=lost)
    with pytest.raises(LockLost):
        store.put(results(FOOD, "a"))
    assert rows(engine, "SELECT * FROM hits") == []
    assert isinstance(store.broken, LockLost)


def test_a_run_that_goes_on_asks_again_what_failed_and_nothing_else(engine: Engine) -> None:
    store = opened(engine, plan(queries=[FOOD, WOOD, GOOD]))
    for asked, status in ((FOOD, "complete"), (WOOD, "failed"), (GOOD, "blocked")):
        store.put(ended(asked, status, "" if status == "complete" else "why"))
    store.close_run(MONDAY)
    store.reopen_run()
    assert rows(engine, "SELECT status, finished_at FROM runs") == [{"status": "running", "finished_at": None}]
    found = {row["search_id"]: (row["status"], row["reason"]) for row in rows(engine, "SELECT * FROM searches")}
    assert found[FOOD.search_id] == ("complete", "")
    assert found[WOOD.search_id] == found[GOOD.search_id] == ("running", "")


def test_a_run_that_nobody_finishes_ends_when_it_was_last_at_work(engine: Engine) -> None:
    dead = opened(engine, plan(queries=[FOOD, WOOD]))
    dead.put(ended(FOOD))
    dead.request_sent("eccp", "http://127.0.0.1/x")
    next_one = opened(engine, plan(queries=[FOOD], at=TUESDAY))
    other = Store(engine, "other")
    assert other.unfinished(["eyeris3"]) == []
    assert other.unfinished(["eccp"]) == [dead.run_id, next_one.run_id]
    other.of(dead.run_id).give_up()
    other.of(next_one.run_id).give_up()
    (run, _) = rows(engine, "SELECT status, finished_at FROM runs ORDER BY run_id")
    assert (run["status"], run["finished_at"]) == ("partial", "2026-11-23T08:00:00Z")
    (search,) = rows(engine, "SELECT reason FROM searches WHERE status = 'failed' AND run_id = :run", run=dead.run_id)
    assert search["reason"] == "the run was interrupted, and another one was begun"
