"""Harvests of the plain replica over one database, shared by the tests that only look at them.

The whole catalogue as anybody would ask it, two of its priorities once more, and then read whole and answered here.
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


@dataclass(frozen=True, slots=True)
class Harvested:
    folder: Path
    first: Called
    second: Called
    unlimited: Called
    """Of the searches that the first run left at their first page, with leave to read them to the end."""
    whole: Called
    """Read whole, and answered here."""
    requests: tuple[Seen, ...]
    """Of the first run, as the server saw them."""
    whole_requests: tuple[Seen, ...]
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


@pytest.fixture(scope="session")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    folder = tmp_path_factory.mktemp("harvested")
    with running() as replica:
        first = harvest("run", "--json", *at(replica.url), cwd=folder)
        requests = tuple(replica.requests)
        before = _counts(folder / "harvest.db")
        second = harvest("run", "--json", "--only=foodtech", "--only=govtech", *at(replica.url), cwd=folder)
        after = _counts(folder / "harvest.db")
        capped = [search["strategy"] for search in first.json["searches"] if search["status"] == "capped"]
        only = [f"--only={strategy}" for strategy in capped]
        unlimited = harvest("run", "--json", "--read-to-end", *only, *at(replica.url), cwd=folder)
        answered = len(replica.requests)
        whole = harvest("run", "--json", "--mode=directory", *at(replica.url), cwd=folder)
    return Harvested(
        folder, first, second, unlimited, whole, requests, tuple(replica.requests[answered:]), before, after
    )


def _counts(database: Path) -> dict[str, int]:
    connection = sqlite3.connect(database)
    tables = ("records", "statements", "organisations", "judgements", "regions", "region_priorities", "hits", "unread")
    try:
        return {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}
    finally:
        connection.close()
