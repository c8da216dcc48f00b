"""When a run spares its requests: only where the same was asked, to the end, and lately."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from harvest import strategy
from harvest.crawl.kept_plan import Kept, document
from harvest.crawl.recent import last_complete
from harvest.crawl.rows import run_plan
from harvest.crawl.run import RunOptions, spared_by, strategies_sha256
from harvest.plan import make_plan
from pipelines.store import Store
from tests.support.fixtures import database_url, engine
from tests.support.store import MONDAY, TUESDAY

__all__ = ["database_url", "engine"]

FILES = [strategy.load(None)]
SHA256 = strategies_sha256(FILES)
ASKED = Kept(make_plan(FILES, only=("govtech",)), "site", "/srv/archive")


@pytest.fixture
def store(engine: Engine) -> Store:
    """A run of one priority, begun on Monday, every search of it complete."""
    addresses = dict.fromkeys(ASKED.plan.sources, "http://127.0.0.1:8000")
    made = Store(engine, "monday", clock=lambda: MONDAY)
    made.open_run(run_plan("monday", MONDAY, ASKED.plan, FILES, SHA256, addresses, document(ASKED)))
    with engine.begin() as connection:
        connection.execute(text("UPDATE searches SET status = 'complete'"))
    return made


def spares(store: Store, asked: Kept = ASKED, sha256: str = SHA256) -> timedelta | None:
    with store._engine.connect() as connection:
        recent = last_complete(connection, asked, sha256, TUESDAY)
    return None if recent is None else recent.age


def test_a_complete_run_of_the_same_questions_spares_another(store: Store) -> None:
    store.close_run(MONDAY + timedelta(hours=3))
    assert spares(store) == timedelta(days=1)
    assert spares(store, replace(ASKED, archive="/elsewhere")) == timedelta(days=1)


def test_a_run_that_has_not_ended_spares_nothing(store: Store) -> None:
    assert spares(store) is None


def test_a_run_that_is_not_complete_spares_nothing(store: Store, engine: Engine) -> None:
    with engine.begin() as connection:
        first = connection.scalar(text("SELECT MIN(search_id) FROM searches"))
        connection.execute(text("UPDATE searches SET status = 'capped' WHERE search_id = :first"), {"first": first})
    store.close_run(TUESDAY)
    assert spares(store) is None


def test_a_run_in_quarantine_spares_nothing(store: Store, engine: Engine) -> None:
    store.close_run(TUESDAY)
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET quarantined = 'too much is missing'"))
    assert spares(store) is None


@pytest.mark.parametrize(
    "other",
    [
        Kept(make_plan(FILES, only=("foodtech",)), "site", ""),
        Kept(make_plan(FILES, only=("govtech",), mode="directory"), "site", ""),
        Kept(make_plan(FILES, only=("govtech",), read_to_end=True), "site", ""),
        replace(ASKED, reading="phrase"),
    ],
    ids=["other strategies", "other mode", "to the end", "other reading"],
)
def test_another_question_is_not_spared(store: Store, other: Kept) -> None:
    store.close_run(TUESDAY)
    assert spares(store, other) is None


def test_edited_strategies_are_another_question(store: Store) -> None:
    store.close_run(TUESDAY)
    assert spares(store, sha256="another") is None


def test_only_a_younger_run_spares(store: Store, database_url: str) -> None:
    store.close_run(MONDAY + timedelta(hours=3))
    options = RunOptions(database_url, only=("govtech",))
    assert spared_by(options, timedelta(days=36_000)) is not None
    assert spared_by(options, timedelta(hours=1)) is None


def test_a_database_that_is_not_there_yet_spares_nothing(tmp_path: Path) -> None:
    assert spared_by(RunOptions(f"sqlite:///{tmp_path / 'none.db'}"), timedelta(days=7)) is None
