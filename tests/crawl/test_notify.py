"""Who is told what, and that no messenger can harm a run."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from harvest.crawl import notify
from harvest.errors import ConfigurationError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows takes a command line apart itself")


def summary(**changed: Any) -> dict[str, Any]:
    search = {"strategy": "food", "source": "eccp", "query": "food", "status": "complete", "reported": 3,
              "harvested": 3, "distinct": 3}  # fmt: skip
    whole = {**search, "strategy": None, "query": "*:*"}
    base = {
        "run": "a",
        "status": "complete",
        "balanced": True,
        "quarantined": None,
        "searches": [search, whole],
        "records": {"new": 0, "changed": 0, "unchanged": 3, "refused": 0},
        "requests": 9,
        "seconds": 1.0,
    }
    return {**base, **changed}


def searches(**changed: Any) -> list[dict[str, Any]]:
    first, second = summary()["searches"]
    return [{**first, **changed}, second]


def test_the_same_again_is_no_news() -> None:
    """Nor is what costs differ, nor what was new the last time."""
    before = summary(records={"new": 3, "changed": 1, "unchanged": 0, "refused": 0})
    assert notify.differences(before, summary(run="b", requests=2, seconds=9.0)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"status": "partial"}, ["status: complete → partial"]),
        ({"balanced": False}, ["balanced: True → False"]),
        ({"quarantined": "9 of 9 are missing"}, ["quarantined: None → 9 of 9 are missing"]),
        ({"searches": searches(harvested=4, distinct=4)}, ["food: harvested 3 → 4, distinct 3 → 4"]),
        ({"searches": searches(status="failed")}, ["food: status complete → failed"]),
        ({"searches": summary()["searches"][:1]}, ["eccp: *:*: is not told of any more"]),
        ({"searches": searches(strategy="feed")}, ["feed: was not told of before", "food: is not told of any more"]),
        ({"records": {"new": 0, "changed": 2, "unchanged": 1, "refused": 0}}, ["2 changed records"]),
    ],
)
def test_news(changed: dict[str, Any], said: list[str]) -> None:
    assert notify.differences(summary(), summary(**changed)) == said


@POSIX
def test_a_command_is_split_as_a_shell_would_and_no_shell_sees_it(tmp_path: Path) -> None:
    script = tmp_path / "to tell.py"
    script.write_text("import json, sys; json.dump([sys.argv[1:], json.load(sys.stdin)], open(sys.argv[1], 'w'))")
    told = tmp_path / "told.json"
    command = notify.words("--notify", f"'{sys.executable}' '{script}' '{told}' '$HOME; touch x' | `id`")
    assert notify.tell(command, {"name": "Åre"}) == ""
    assert json.loads(told.read_text()) == [[str(told), "$HOME; touch x", "|", "`id`"], {"name": "Åre"}]


@pytest.mark.parametrize("command", ["", "  ", pytest.param("''", marks=POSIX)])
def test_nothing_is_no_command(command: str) -> None:
    with pytest.raises(ConfigurationError, match="--notify"):
        notify.words("--notify", command)


@POSIX
def test_an_open_quote_is_told() -> None:
    with pytest.raises(ConfigurationError, match="No closing quotation"):
        notify.words("--notify", "mail 'x")


def test_failures_are_told_and_nothing_more(tmp_path: Path) -> None:
    big = {"text": "x" * 1_000_000}
    assert "status 7" in notify.tell([sys.executable, "-c", "import sys; sys.exit(7)"], big)
    assert "No such file" in notify.tell([str(tmp_path / "nobody")], big)


def test_a_messenger_that_dawdles_is_stopped() -> None:
    failure = notify.tell([sys.executable, "-c", "import time; time.sleep(60)"], {}, seconds=0.2)
    assert "was stopped" in failure


@pytest.mark.skipif(sys.platform == "win32", reason="there a program's children can't be stopped with it")
def test_what_a_messenger_started_is_stopped_with_it(tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    child = f"import pathlib, time; time.sleep(1); pathlib.Path({str(lives)!r}).touch()"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert "was stopped" in notify.tell([sys.executable, "-c", starts], {}, seconds=0.5)
    time.sleep(1.5)
    assert not lives.exists()
