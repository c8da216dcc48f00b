"""Harvests of the plain replica, shared by the tests that only look at them.

``harvested``: the whole catalogue as anybody would ask it, and two of its priorities once more. ``answered``: the whole
catalogue of a smaller replica, by its own search to the end, and then read whole and answered here.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvest.replica.serve import Seen, running
from tests.support.command import Called, at, harvest
from tests.support.once import once


@dataclass(frozen=True, slots=True)
class Harvested:
    folder: Path
    first: Called
    second: Called
    requests: tuple[Seen, ...]
    """Of the first run, as the server saw them."""
    before: dict[str, int]
    """Rows by table after the first run."""
    after: dict[str, int]
    """And after the second."""

    @property
    def first_run(self) -> str:
        run: str = json.loads(self.first.out)["run"]
        return run

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / "harvest.db")
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Answered:
    folder: Path
    site: Called
    here: Called
    requests: tuple[Seen, ...]
    """Of the second run, as the server saw them."""

    def answers(self, run: Called) -> dict[str, frozenset[str]]:
        """Strategy to the records that answer it, in one run."""
        connection = sqlite3.connect(self.folder / "harvest.db")
        this = (run.json["run"],)
        try:
            strategies = connection.execute("SELECT strategy FROM run_strategies WHERE run_id = ?", this).fetchall()
            hits = connection.execute(
                "SELECT strategy, record_id FROM v1_strategy_hits WHERE run_id = ?", this
            ).fetchall()
        finally:
            connection.close()
        return {name: frozenset(record for strategy, record in hits if strategy == name) for (name,) in strategies}


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    return once(tmp_path_factory, "answered", _answer)


def _answer(folder: Path) -> Answered:
    with running(most=400) as replica:
        site = harvest("run", "--json", "--read-to-end", *at(replica.url, 16), cwd=folder)
        asked = len(replica.requests)
        here = harvest("run", "--json", "--mode=directory", "--full", *at(replica.url, 16), cwd=folder)
    return Answered(folder, site, here, tuple(replica.requests[asked:]))


@pytest.fixture(scope="session")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    return once(tmp_path_factory, "harvested", _harvest)


def _harvest(folder: Path) -> Harvested:
    with running() as replica:
        first = harvest("run", "--json", *at(replica.url, 16), cwd=folder)
        requests = tuple(replica.requests)
        before = _counts(folder / "harvest.db")
        second = harvest("run", "--json", "--only=foodtech", "--only=govtech", *at(replica.url, 16), cwd=folder)
        after = _counts(folder / "harvest.db")
    return Harvested(folder, first, second, requests, before, after)


def _counts(database: Path) -> dict[str, int]:
    connection = sqlite3.connect(database)
    tables = ("records", "statements", "organisations", "judgements", "regions", "region_priorities", "hits", "unread")
    try:
        return {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}
    finally:
        connection.close()
