"""The platform that changes from month to month does what its calendar says."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from harvest.errors import ConfigurationError
from harvest.replica.scenarios import scenario_named
from harvest.replica.search import Index
from harvest.replica.serve import running
from harvest.replica.year import ADDED, FIRST, MONTHS, REMOVED, RENAMED, RETURNED, SENTENCE, year

MONTH, EVENTS = year()


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_every_event_shows_in_its_month() -> None:
    assert len(MONTH[0].organisations) == FIRST
    for event in EVENTS:
        before, after = (
            {found.path: found for found in MONTH[number - 1].organisations}
            for number in (event.month - 1, event.month)
        )  # fmt: skip
        assert (event.before in before) is (event.what not in (ADDED, RETURNED)), event
        assert (event.after in after) is (event.what != REMOVED), event
        if event.what == RENAMED:
            assert event.before not in after
            assert before[event.before].homepage == after[event.after].homepage
        elif event.field:
            assert before[event.before] != after[event.after]


def test_to_each_profile_one_thing_happens_but_for_what_is_undone() -> None:
    undone = {event.before for event in EVENTS if event.what == RETURNED}
    others = [event.before for event in EVENTS if event.before not in undone]
    again = {path for path in others if others.count(path) > 1}
    assert len(again) == 1
    assert all(event.field == "description" for event in EVENTS if event.before in again)


def test_nobody_else_tests_robots_in_cold_water() -> None:
    first = Index(MONTH[0].organisations)
    assert not first.search(f'"{SENTENCE}"')
    first.close()


def test_months_go_on_and_the_last_one_stays() -> None:
    (gone,) = [event for event in EVENTS if (event.what, event.month) == (REMOVED, 3)]
    (moved,) = MONTH[-1].moved
    with running("year-at-2") as replica:
        assert status(replica.url + gone.before) == 200
        assert status(f"{replica.url}/next-month") == 200
        assert status(replica.url + gone.before) == 404
        for _ in MONTHS:
            status(f"{replica.url}/next-month")
        with urllib.request.urlopen(replica.url + moved, timeout=10) as answer:
            assert answer.url == replica.url + MONTH[-1].moved[moved]


@pytest.mark.parametrize("name", ["year-at-0", "year-at-13", "year-at-"])
def test_a_year_has_twelve_months(name: str) -> None:
    with pytest.raises(ConfigurationError, match="year-at-N"):
        scenario_named(name)
