"""``harvest changes`` and the summary of ``harvest run``, as a person and as a machine read them."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from harvest.replica.serve import running
from tests.support.command import Called, at, harvest
from tests.support.once import once

ONLY = ("--source=eccp", "--only=a1-foodtech-01", "--mode=directory")
"""Every profile is read: whatever happens on the platform is seen."""


@dataclass(frozen=True, slots=True)
class Months:
    first: Called
    third: Called
    told: Called
    shown: Called
    refused: Called
    short: Called


@pytest.fixture(scope="session")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    return once(tmp_path_factory, "months", _harvest)


def _harvest(folder: Path) -> Months:
    with running("year") as replica:
        first = harvest("run", "--json", *ONLY, *at(replica.url, 16), cwd=folder)
        for _ in range(2):
            urllib.request.urlopen(f"{replica.url}/next-month").close()
        third = harvest("run", *ONLY, *at(replica.url, 16), cwd=folder)
        told = harvest("changes", "--json", cwd=folder)
        shown = harvest("changes", "--since", first.json["run"], cwd=folder)
        (folder / "harvest.toml").write_text("[source.eccp.expectations]\nrecords = 29\n", "utf-8")
        short = harvest("run", "--json", *ONLY[:2], "--only=a1-govtech-01", *at(replica.url, 16), cwd=folder)
        refused = harvest("changes", "--since", "nowhere", cwd=folder)
    return Months(first, third, told, shown, refused, short)


def test_a_first_run_is_compared_with_nothing(months: Months) -> None:
    assert (months.first.status, months.first.err) == (0, "")
    assert months.first.json["changes"]["previous"] is None
    assert months.first.json["expectations"] == []


def test_the_run_says_how_much_changed(months: Months) -> None:
    (line,) = [line for line in months.third.out.splitlines() if line.startswith("Changes since")]
    assert line.startswith(f"Changes since {months.first.json['run']}: 1 appeared")
    assert months.third.status == 0


def test_machines_get_every_change(months: Months) -> None:
    told = months.told.json
    assert told["previous"] == months.first.json["run"]
    assert told["counts"]["appeared"] == {"new on the platform": 1}
    assert told["counts"]["renamed"] == {"renamed": 1}
    assert told["counts"]["missing"] == {"removed": 1}
    assert {change["kind"] for change in told["changes"]} >= {"appeared", "changed", "missing", "renamed"}
    assert all(len(change) == 7 for change in told["changes"])


def test_people_get_a_summary_first_on_80_columns(months: Months) -> None:
    lines = months.shown.out.splitlines()
    assert lines[0].startswith("Run ")
    assert max(map(len, lines)) <= 80
    table = months.shown.out.index("Organisations and regions")
    assert table < months.shown.out.index("\nAppeared\n") < months.shown.out.index("\nMissing\n")
    assert "members_total: " in months.shown.out
    assert "→" in months.shown.out


def test_an_unknown_run_is_a_mistake(months: Months) -> None:
    assert (months.refused.status, months.refused.out) == (2, "")
    assert "there is no run nowhere" in months.refused.err


def test_a_source_with_too_few_records_fails_the_run(months: Months) -> None:
    assert (months.short.status, months.short.json["status"]) == (3, "failed")
    (missed,) = months.short.json["expectations"]
    assert missed == {"source": "eccp", "expectation": "at least 29 records", "found": "28", "verdict": "missed"}
    assert months.short.json["changes"]["previous"] is None
