"""A run's log: a line of JSON for each event, and no harm where it can't be written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from harvest.crawl.log import LOG, log_file, logged
from harvest.crawl.run_log import run_ended, run_started, searches_ended_here
from pipelines.storing.answers import Answer
from tests.support.fixtures import database_url, engine
from tests.support.store import MONDAY, ended, opened, plan, query, results, strategy

__all__ = ["database_url", "engine"]


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_log_stands_beside_the_pages() -> None:
    assert log_file(Path("/srv/harvest-archive"), "r1") == Path("/srv/harvest-log/r1.jsonl")
    assert log_file(Path("/srv/pages"), "r1") == Path("/srv/pages-log/r1.jsonl")


def test_a_resumed_run_has_one_log(tmp_path: Path) -> None:
    file = tmp_path / "log" / "r1.jsonl"
    for resumed in (False, True):
        with logged(file, "r1"):
            run_started(["eccp"], "auto", 3, resumed=resumed)
    LOG.warning("nobody hears this")
    first, second = lines(file)
    assert list(first)[:4] == ["at", "level", "event", "run"]
    assert (first["event"], second["event"], second["run"]) == ("run started", "run resumed", "r1")
    assert first["sources"] == ["eccp"]


def test_runs_do_not_hear_each_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with logged(tmp_path / name, name):
            LOG.info("here", text="Å\n")
    assert [line["run"] for name in "ab" for line in lines(tmp_path / name)] == ["a", "b"]


def test_a_run_that_is_not_complete_ends_as_a_warning(tmp_path: Path) -> None:
    with logged(tmp_path / "log", "r1"):
        run_ended({"status": "complete", "requests": 3})
        run_ended({"status": "blocked", "requests": 3})
    assert [(line["level"], line["requests"]) for line in lines(tmp_path / "log")] == [("info", 3), ("warning", 3)]


def test_searches_that_no_crawl_ended_are_told_too(engine: Engine, tmp_path: Path) -> None:
    """Answered here from what was read, or left over when the run ended; what the crawl ended it has told itself."""
    crawled, here, lost = query("crawled"), query("here"), query("lost")
    every = [crawled, here, lost]
    store = opened(engine, plan(strategy("food", every), queries=every))
    store.put(results(crawled, "alpha"))
    store.put(ended(crawled))
    answered = {"rung": "directory (listing)", "reading": "any", "status": "complete", "reason": ""}
    store.answer("eccp", [Answer(search_id=here.search_id, source_ids=(), **answered)])
    store.close_run(MONDAY)
    with logged(tmp_path / "log", "r1"), engine.connect() as connection:
        searches_ended_here(connection, store.run_id)
    told = {line["search"]: (line["level"], line["status"]) for line in lines(tmp_path / "log")}
    assert told == {here.search_id: ("info", "complete"), lost.search_id: ("warning", "failed")}


def test_a_log_that_cannot_be_written_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with logged(tmp_path / "log" / "r1.jsonl", "r1"):
        LOG.info("one")
        LOG.info("two")
    assert capsys.readouterr().err.count("can't be written") == 1


def test_where_no_run_is_on_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    LOG.error("blocked")
    assert capsys.readouterr() == ("", "")
