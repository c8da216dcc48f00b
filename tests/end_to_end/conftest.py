"""One harvest of the plain replica, twice over the same database, shared by the tests that only look at it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvest.replica.serve import Seen, running
from tests.support.command import Called, at, harvest


@dataclass(frozen=True, slots=True)
class Harvested:
    folder: Path
    first: Called
    second: Called
    requests: tuple[Seen, ...]
    """Of the first run, as the server saw them."""
    before: dict[str, int]
    """Rows by table after the first run."""

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


@pytest.fixture(scope="session")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    folder = tmp_path_factory.mktemp("harvested")
    with running() as replica:
        first = harvest("run", "--json", *at(replica.url), cwd=folder)
        requests = tuple(replica.requests)
        before = _counts(folder / "harvest.db")
        second = harvest("run", "--json", *at(replica.url), cwd=folder)
    return Harvested(folder, first, second, requests, before)


def _counts(database: Path) -> dict[str, int]:
    connection = sqlite3.connect(database)
    tables = ("records", "statements", "organisations", "judgements", "regions", "region_priorities", "hits", "unread")
    try:
        return {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}
    finally:
        connection.close()
