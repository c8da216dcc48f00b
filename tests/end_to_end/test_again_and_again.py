"""What a scheduled run leaves beside the database: a log, a message where there is news, and no request too many."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harvest.replica.serve import running
from tests.support.command import Called, at, harvest

TELL = "import pathlib, sys; pathlib.Path('told.json').write_bytes(sys.stdin.buffer.read()); print('sent'); sys.exit(5)"


def log_of(folder: Path, run: Called) -> list[dict[str, Any]]:
    file = folder / "harvest-log" / f"{run.json['run']}.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="the command is quoted for other systems")
def test_a_first_run_is_logged_and_told_and_not_done_again_at_once(tmp_path: Path) -> None:
    (tmp_path / "tell.py").write_text(TELL)
    (tmp_path / "harvest.toml").write_text(f"notify = \"'{sys.executable}' tell.py\"\n")
    with running(most=60) as replica:
        options = ["run", "--json", "--only=govtech", *at(replica.url, 16)]
        first = harvest(*options, cwd=tmp_path)
        asked = len(replica.requests)
        (tmp_path / "told.json").rename(tmp_path / "first.json")
        spared = harvest(*options, "--if-older-than=1h", cwd=tmp_path)
        assert len(replica.requests) == asked
        second = harvest(*options, cwd=tmp_path)
    assert [run.status for run in (first, spared, second)] == [0, 0, 0], first.err
    told = json.loads((tmp_path / "first.json").read_text())
    assert told == {**first.json, "because": ["no earlier run asked the same"]}
    assert "sent" in first.err
    assert "tell.py" not in first.out
    assert "ended with status 5" in first.err
    assert (spared.json["skipped"], spared.json["run"]) == (True, first.json["run"])
    # Nothing is otherwise: nobody is told.
    assert (second.err, (tmp_path / "told.json").exists()) == ("", False)

    log = log_of(tmp_path, first)
    assert {line["run"] for line in log} == {first.json["run"]}
    assert [log[0]["event"], log[-1]["event"]] == ["run started", "run ended"]
    assert sum(line["event"] == "search ended" for line in log) == log[0]["searches"]
    assert log[-1]["requests"] == first.json["requests"]
    assert log[-1]["records"] == first.json["records"]


def test_what_goes_wrong_is_in_the_log(tmp_path: Path) -> None:
    with running("challenge-at-20", most=60) as replica:
        run = harvest("run", "--json", "--only=govtech", *at(replica.url), cwd=tmp_path)
    log = log_of(tmp_path, run)
    blocked = [line for line in log if line["event"] == "blocked"]
    assert run.status == 3
    assert {line["level"] for line in blocked} == {"warning"}
    assert blocked[0]["evidence"]
    assert log[-1]["status"] == run.json["status"] == "blocked"
