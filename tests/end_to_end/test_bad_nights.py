"""Nights that go wrong, by the server's own log: what was asked, how often, when; and what is stored afterwards."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from harvest.database import open_database
from harvest.replica.nights import PATIENCE
from harvest.replica.serve import Running, Seen, running
from pipelines.storing.locks import Holder, take
from tests.support.command import harvest
from tests.support.crashing import AFTER, ARCHIVED, BEFORE, DEAD, TORN, Asked, done, start
from tests.support.manners import polite
from tests.support.same import broken_places, contents

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="these harvests are forked")

FEW = 12
ONLY = ("a1-govtech-01", "a1-foodtech-01")


@pytest.fixture
def opened() -> Iterator[Any]:
    """Opens the store of a harvest, and closes it at the end."""
    engines: list[Engine] = []

    def open_(asked: Asked) -> Engine:
        engines.append(open_database(asked.database))
        return engines[-1]

    yield open_
    for engine in engines:
        engine.dispose()


def asked(folder: Path, replica: Running) -> Asked:
    folder.mkdir()
    return Asked(folder, replica.url, ONLY, mode="directory")


def repeated(requests: Iterable[Seen]) -> dict[str, int]:
    """Pages that were asked for more than once, and how often more; robots.txt is read anew by every process."""
    paths = Counter(seen.path for seen in requests if seen.path != "/robots.txt")
    return {path: times - 1 for path, times in paths.items() if times > 1}


def statuses(told: dict[str, Any]) -> set[str]:
    return {search["status"] for search in told["searches"]}


def test_a_run_that_dies_at_any_moment_is_finished_as_if_it_had_not(tmp_path: Path, opened: Any) -> None:
    with running(most=FEW) as replica:
        plain = asked(tmp_path / "plain", replica)
        done(plain)
        moments, expected = plain.told["moments"], contents(opened(plain))
        assert (moments[ARCHIVED], len(expected["records"]), len(expected["pages"])) == (FEW + 2, FEW, FEW + 2)
        # The rest of the positions: make crashes CRASHES=--positions.
        for die in ((TORN, 5), (BEFORE, 3), (AFTER, 11), (AFTER, moments[AFTER] - 2)):
            before = len(replica.requests)
            crashed = asked(tmp_path / f"{die[0]} {die[1]}", replica)
            assert done(crashed, die) == DEAD
            resumed = replace(crashed, resume=True)
            done(resumed)
            assert statuses(resumed.told) == {"complete"}, die
            assert contents(opened(crashed)) == expected, die
            assert broken_places(opened(crashed), crashed.archive) == []
            assert sum(repeated(replica.requests[before:]).values()) <= 1, die


def test_nothing_is_left_to_resume_of_a_run_that_ended(tmp_path: Path) -> None:
    with running(most=FEW) as replica:
        plain = asked(tmp_path / "plain", replica)
        done(plain)
        sent = len(replica.requests)
        assert done(replace(plain, resume=True)) == 1
        assert "every run is finished" in plain.told["error"]
        assert len(replica.requests) == sent


@pytest.mark.parametrize("scenario", ["resets", "truncated", "empty-pages", "outage"])
def test_what_goes_wrong_once_is_asked_again_and_leaves_no_trace(scenario: str, tmp_path: Path) -> None:
    with running(scenario, most=FEW) as replica:
        night = asked(tmp_path / "night", replica)
        done(night)
        assert 1 <= sum(repeated(replica.requests).values()) <= 3
        polite(replica)
    told = night.told
    assert statuses(told) == {"complete"}
    assert (told["records"]["new"], told["records"]["refused"], told["balanced"]) == (FEW, 0, True)


@pytest.mark.parametrize(
    ("scenario", "reason", "most_requests"),
    [
        ("cut-for-good", "broke off before its end", 50),
        ("down", "30 requests in a row brought no page", 50),
        ("busy-for-hours", "asks to wait 7200 s: longer than the 600 s that are waited for", 10),
    ],
)
def test_what_stays_wrong_fails_by_name_and_in_time(
    scenario: str, reason: str, most_requests: int, tmp_path: Path
) -> None:
    with running(scenario, most=30) as replica:
        night = asked(tmp_path / "night", replica)
        assert done(night) == 3
        assert len(replica.requests) <= most_requests
        # Once, and twice again: what has failed for good is let go.
        assert max(repeated(replica.requests).values(), default=0) <= 2
        polite(replica)
    assert statuses(night.told) == {"failed"}
    assert all(reason in search["reason"] for search in night.told["searches"])
    read = night.told["records"]
    assert read["new"] > 0


def test_retry_after_is_honoured_to_the_second_by_everything(tmp_path: Path) -> None:
    with running("busy", most=FEW) as replica:
        night = asked(tmp_path / "night", replica)
        done(night)
        assert statuses(night.told) == {"complete"}
        # Whatever came next, the page itself or another one, came no earlier than the server wanted.
        polite(replica)
    assert [seconds for _, seconds in replica.waits] == [PATIENCE, PATIENCE]
    assert len(repeated(replica.requests)) == 2


def test_a_second_command_does_not_disturb_the_first(tmp_path: Path) -> None:
    with running(most=FEW) as replica:
        one = asked(tmp_path / "one", replica)
        done(one)
        engine, theirs = open_database(one.database), Holder("theirs", "r0", "elsewhere", 1)
        with engine.begin() as connection:
            take(connection, "eccp", theirs, None, datetime.now(UTC))
        engine.dispose()
        sent = len(replica.requests)
        assert done(one) == 1
        assert "run r0 harvests eccp into this database just now" in one.told["error"]
        assert len(replica.requests) == sent


def test_a_command_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    """The command that goes on after kill -9; at the pace that robots.txt asks for, and where it lets us."""
    with running("crawl-delay", most=6) as replica:
        process = start(Asked(tmp_path, replica.url, ONLY, mode="directory"))
        while len(replica.requests) < 5:
            assert process.is_alive()
            time.sleep(0.01)
        process.kill()
        process.join()
        process.close()
        killed = len(replica.requests)
        resumed = harvest("resume", "--json", "--delay=0", cwd=tmp_path)
        requests = list(replica.requests)
        # Between the two commands there is no pause that either knows of.
        polite(replica, apart=[killed])
    assert "Crawl-delay: 1" in replica.robots
    assert resumed.err == ""
    assert statuses(resumed.json) == {"complete"}
    assert 1 <= len(requests) - killed < killed + 3
    assert sum(repeated(requests).values()) <= 1
