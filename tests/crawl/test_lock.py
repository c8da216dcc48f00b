"""One run at a time per source; who died holding a lock is recognised."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from harvest.crawl.lock import Heartbeat, LockLost, held
from harvest.errors import Busy
from pipelines.storing.locks import DEAD_AFTER, Holder, take
from tests.support.store import rows

PARENT = os.getppid()
"""A process that lives, and is not ours."""


def somebody(engine: Engine, *, host: str = "elsewhere", pid: int = 1, silent: timedelta = timedelta()) -> None:
    """Somebody's lock on the first source."""
    beat = datetime.now(UTC) - silent
    with engine.begin() as connection:
        assert take(connection, "eccp", Holder("theirs", "r0", host, pid), None, beat)


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_lock_is_held_while_it_is_used_and_no_longer(engine: Engine) -> None:
    with held(engine, "r1", ["eccp", "eyeris3"]) as allowed:
        allowed()
        found = rows(engine, "SELECT source, run_id, host, pid FROM locks ORDER BY source")
        assert [row["source"] for row in found] == ["eccp", "eyeris3"]
        assert {(row["run_id"], row["host"], row["pid"]) for row in found} == {("r1", platform.node(), os.getpid())}
    assert rows(engine, "SELECT * FROM locks") == []


@pytest.mark.parametrize("host", ["elsewhere", platform.node()])
def test_who_lives_is_not_disturbed(host: str, engine: Engine) -> None:
    somebody(engine, host=host, pid=PARENT)
    with (
        pytest.raises(Busy, match=r"run r0 harvests eccp .* last sign of life 20") as refused,
        held(engine, "r1", ["eccp"]),
    ):
        pass
    assert refused.value.exit_status == 1
    assert [row["holder"] for row in rows(engine, "SELECT holder FROM locks")] == ["theirs"]


def test_another_source_is_free(engine: Engine) -> None:
    somebody(engine)
    with held(engine, "r1", ["eyeris3"]):
        assert len(rows(engine, "SELECT * FROM locks")) == 2


def test_a_silent_holder_is_dead(engine: Engine) -> None:
    somebody(engine, silent=DEAD_AFTER + timedelta(seconds=5))
    with held(engine, "r1", ["eccp"]):
        assert [row["run_id"] for row in rows(engine, "SELECT run_id FROM locks")] == ["r1"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, only silence tells")
def test_a_process_that_is_gone_is_dead_at_once(engine: Engine) -> None:
    somebody(engine, host=platform.node(), pid=ended_process())
    with held(engine, "r1", ["eccp"]):
        assert [row["run_id"] for row in rows(engine, "SELECT run_id FROM locks")] == ["r1"]


def test_a_number_given_out_anew_does_not_lock_us_out(engine: Engine) -> None:
    """In a container every process may be number 1."""
    somebody(engine, host=platform.node(), pid=os.getpid())
    with held(engine, "r1", ["eccp"]):
        pass


def test_a_sign_of_life_keeps_the_lock_and_tells_when_it_is_lost(engine: Engine) -> None:
    mine = Holder("mine", "r1", platform.node(), os.getpid())
    with engine.begin() as connection:
        take(connection, "eccp", mine, None, datetime.now(UTC) - timedelta(hours=1))
    heart = Heartbeat(engine, mine, ["eccp"])
    heart.once()
    heart.check()
    (row,) = rows(engine, "SELECT beat_at FROM locks")
    assert datetime.now(UTC) - datetime.fromisoformat(row["beat_at"]) < timedelta(minutes=1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE locks SET holder = 'theirs'"))
    heart.once()
    with pytest.raises(LockLost, match="must not go on"):
        heart.check()


def test_of_two_that_find_a_dead_one_only_one_takes_its_lock(engine: Engine) -> None:
    from pipelines.storing.locks import locks

    somebody(engine, silent=timedelta(hours=1))
    with engine.begin() as connection:
        (dead,) = locks(connection, ["eccp"])
        assert take(connection, "eccp", Holder("first", "r1", "a", 1), dead, datetime.now(UTC))
        assert not take(connection, "eccp", Holder("second", "r2", "b", 2), dead, datetime.now(UTC))
