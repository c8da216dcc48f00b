"""Twelve monthly harvests of a platform that changes, goes down, keeps us out, and searches otherwise from July on.

Every change is found and rightly named, and nothing is gone because of the outage, the block or the other search.
"""

from __future__ import annotations

import sqlite3
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvest.crawl.run import RunOptions
from harvest.replica.serve import running
from harvest.replica.year import (
    ADDED,
    BLOCKED,
    DOWN,
    EDITED,
    MONTHS,
    REMOVED,
    RENAMED,
    RETURNED,
    SEARCH_CHANGES,
    year,
)
from tests.support.forked import Harvests
from tests.support.once import once

STRATEGIES = """
title = "A year"
[home]
nuts = "SE321"
name = "Västernorrland"
[bands]
dead_max = 0
too_few_max = 2
workable_max = 75
unmanageable_min = 100
unmanageable_share = 1.0
[[priority]]
id = "p"
kind = "strength"
name_sv = "P"
name_en = "P"
name_en_evidence = "own-translation"
"""
QUERIES = {
    "everything": "*:*",
    "robots": "robots",
    "sites": "equipment sites",
    "additive": "additive manufacturing",
    "food": "food",
}
FOUND_IN_FEBRUARY = {"robots": "robots", "tourism": "tourism"}
"""The first finds a profile that was edited in February, the second one that was added then."""
ALL_WORDS = {"equipment sites", "additive manufacturing"}
"""Searches that mean something else from July on."""
QUIET = {DOWN, BLOCKED}


@dataclass(frozen=True, slots=True)
class Year:
    summaries: tuple[dict[str, Any], ...]
    changes: tuple[dict[str, Any], ...]
    """Every row of v1_changes, with the month of its run."""
    gone: frozenset[str]
    """Records that the views say are gone, in the end."""

    def of(self, month: int, *entities: str) -> list[dict[str, Any]]:
        return [row for row in self.changes if row["month"] == month and row["entity"] in entities]


@pytest.fixture(scope="session")
def harvested_year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return once(tmp_path_factory, "year", _harvest)


@pytest.fixture(scope="session")
def searched_months(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The first two months, by somebody who never reads the platform whole."""
    return once(tmp_path_factory, "searched-months", lambda folder: _harvest(folder, FOUND_IN_FEBRUARY, range(1, 3)))


def _harvest(folder: Path, queries: Mapping[str, str] = QUERIES, months: Iterable[int] = MONTHS) -> Year:
    file = folder / "year.toml"
    strategies = "".join(
        f"[[strategy]]\nid = '{name}'\npriority = 'p'\nquery = '{asked}'\nread_to_end = true\n"
        for name, asked in queries.items()
    )
    file.write_text(STRATEGIES + strategies, "utf-8")
    harvests = Harvests()
    summaries: dict[int, dict[str, Any]] = {}
    with running("year") as replica:
        for month in months:
            if summaries:
                urllib.request.urlopen(f"{replica.url}/next-month").close()
            summaries[month] = harvests.run(
                RunOptions(
                    database=f"sqlite:///{folder / 'harvest.db'}",
                    strategies=(file,),
                    sources=("eccp",),
                    addresses={"eccp": replica.url},
                    delay=0,
                    concurrency=16,
                )
            )
    month_of = {summary["run"]: month for month, summary in summaries.items()}
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        connection.row_factory = sqlite3.Row
        changes = [dict(row) | {"month": month_of[row["run_id"]]} for row in connection.execute(_CHANGES)]
        gone = connection.execute("SELECT record_id FROM v1_records WHERE gone_at IS NOT NULL").fetchall()
    return Year(tuple(summaries.values()), tuple(changes), frozenset(row[0] for row in gone))


_CHANGES = """
    SELECT c.*, TRIM(s.query || ' ' || s.filters) AS query FROM v1_changes c
    LEFT JOIN v1_searches s ON s.run_id = c.run_id AND s.search_id = c.field
"""


def record(path: str) -> str:
    return f"eccp/{path.rpartition('/')[2]}"


def seen(month: int) -> int:
    """The month of the first harvest that can see what happened in a month."""
    return month + 1 if month in QUIET else month


def expected() -> Iterator[tuple[int, str, str, str | None, str]]:
    """(month, record, kind, field, cause) that the truth demands."""
    for event in year()[1]:
        month, before, after = seen(event.month), record(event.before), record(event.after)
        if event.what == EDITED:
            yield month, after, "changed", event.field, "profile edited"
        elif event.what == ADDED:
            yield month, after, "appeared", None, "new on the platform"
        elif event.what == RENAMED:
            yield month, after, "renamed", "record_id", "renamed"
        elif event.what == RETURNED:
            yield month, after, "returned", None, "returned"
        elif event.what == REMOVED:
            yield month, before, "missing", None, "removed"
            yield seen(month + 1), before, "gone", None, "removed"


def test_every_change_is_found_and_rightly_named(harvested_year: Year) -> None:
    told = {
        (row["month"], row["id"], row["kind"], row["field"], row["cause"])
        for row in harvested_year.changes
        if row["entity"] == "record"
    }
    # An edit shows in its fields, and a new name beside its new address: what else they say is about the same records.
    truth = set(expected())
    assert truth <= told
    beside = {(month, identifier) for month, identifier, *_ in truth}
    more = {row for row in told - truth if (row[0], row[1]) not in beside or row[2] != "changed"}
    assert more == set()


def test_nothing_is_told_of_nights_on_which_nobody_answered(harvested_year: Year) -> None:
    for month in QUIET:
        assert harvested_year.of(month, "record", "organisation", "hit") == []
        assert harvested_year.summaries[month - 1]["status"] != "complete"
    assert {row["cause"] for row in harvested_year.of(DOWN, "search")} == {"our own failure"}
    assert {row["cause"] for row in harvested_year.of(BLOCKED, "search")} == {"our own failure"}


def test_the_other_search_is_named_as_the_cause_and_nobody_is_gone_for_it(harvested_year: Year) -> None:
    moved = harvested_year.of(SEARCH_CHANGES, "hit")
    lost = [row for row in moved if row["kind"] == "gone"]
    assert {row["query"] for row in lost} == ALL_WORDS
    assert {row["cause"] for row in lost} == {"the site's search changed"}
    assert len(lost) > 10
    # In no other month is the search to blame.
    blamed = {row["month"] for row in harvested_year.changes if row["cause"] == "the site's search changed"}
    assert blamed == {SEARCH_CHANGES}


def test_an_edit_moves_the_hits_of_the_search_that_looks_at_it(harvested_year: Year) -> None:
    moved = {
        (row["month"], row["id"], row["kind"])
        for row in harvested_year.changes
        if row["entity"] == "hit" and row["query"] == "robots" and row["cause"] == "profile edited"
    }
    edits = [event for event in year()[1] if event.field == "description"]
    gained = {(event.month, record(event.after), "appeared") for event in edits if event.month != 8}
    assert moved == gained | {(8, record(event.after), "gone") for event in edits if event.month == 8}


def test_what_is_gone_in_the_end_is_what_was_removed_or_renamed_for_good(harvested_year: Year) -> None:
    left = {record(event.before) for event in year()[1] if event.what in (REMOVED, RENAMED)}
    back = {record(event.before) for event in year()[1] if event.what == RETURNED}
    assert harvested_year.gone == left - back


def test_organisations_follow_from_their_records(harvested_year: Year) -> None:
    kinds = [row["kind"] for row in harvested_year.changes if row["entity"] == "organisation"]
    events = [event.what for event in year()[1]]
    assert kinds.count("appeared") == events.count(ADDED)
    assert kinds.count("renamed") == events.count(RENAMED)
    assert kinds.count("gone") == events.count(REMOVED)
    assert kinds.count("returned") == events.count(RETURNED)


def test_a_month_in_which_nothing_happened_says_so(harvested_year: Year) -> None:
    last = harvested_year.summaries[-1]
    assert last["status"] == "complete"
    assert harvested_year.of(MONTHS[-1], "record", "organisation", "hit", "search") == []
    assert last["changes"]["previous"] == harvested_year.summaries[-2]["run"]
    assert not any(value for key, value in last["changes"].items() if key != "previous")


def test_without_a_whole_reading_an_edit_is_told_from_what_is_new(searched_months: Year) -> None:
    february = [event for event in year()[1] if event.month == 2 and event.field != "members_total"]
    causes = {EDITED: "profile edited", ADDED: "new on the platform"}
    truth = {(record(event.after), causes[event.what]) for event in february}
    assert len(truth) == len(FOUND_IN_FEBRUARY)
    for entity in ("record", "hit"):
        told = {(row["id"], row["cause"]) for row in searched_months.of(2, entity) if row["kind"] == "appeared"}
        assert told == truth
