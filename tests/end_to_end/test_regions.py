"""The regions of the S3 Platform, whatever leads to their pages."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from harvest.replica.regions import read_regions
from harvest.replica.serve import running
from tests.support.command import Called, at, harvest

REGIONS = ["run", "--json", "--source", "eyeris3"]
EVERY = {region.nuts for region in read_regions()}


def whole(run: Called) -> dict[str, Any]:
    """The search that reads every region, which no strategy asked."""
    (search,) = [one for one in run.json["searches"] if one["strategy"] is None]
    return dict(search)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "harvest.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_three_generations_are_one_record_a_region(tmp_path: Path) -> None:
    with running() as replica:
        run = harvest(*REGIONS, *at(replica.url), cwd=tmp_path)
        asked = [seen.path for seen in replica.requests]
    assert (run.status, run.json["balanced"], run.json["leaks"]) == (0, True, [])
    assert {nuts for (nuts,) in rows(tmp_path, "SELECT source_id FROM v1_records")} == EVERY
    assert len(asked) == len(set(asked))
    stated = "SELECT value, original FROM v1_statements WHERE record_id = 'eyeris3/ITC1' AND field = '{}' ORDER BY 1"
    assert rows(tmp_path, stated.format("classified_by")) == [("machine, at the source", "machine, at the source")]
    assert rows(tmp_path, stated.format("economic_domain"))[0] == (
        "Manufacturing » C.29 - Manufacture of motor vehicles, trailers and semi-trailers",
        "C.29 - Manufacture of motor vehicles, trailers and semi-trailers",
    )
    unread = "SELECT label, original FROM unread WHERE record_id = 'eyeris3/FI1C1'"
    assert rows(tmp_path, unread) == [("Economic domains", "Kitchen sciences")]


def test_a_map_that_lists_nothing_is_asked_for_everything(tmp_path: Path) -> None:
    (tmp_path / "harvest.toml").write_text('[source.eyeris3]\nentry = "/map/search"\n', "utf-8")
    with running() as replica:
        run = harvest(*REGIONS, *at(replica.url), cwd=tmp_path)
    search = whole(run)
    assert (run.status, search["rung"], search["harvested"]) == (0, "search form", len(EVERY))


def test_without_a_map_regions_are_asked_for_at_each_generation(tmp_path: Path) -> None:
    known = '["SE321", "ITC4", "ITC1", "SE1", "FR"]'
    (tmp_path / "harvest.toml").write_text(f'[source.eyeris3]\nentry = "/no-map"\nrecord_ids = {known}\n', "utf-8")
    with running() as replica:
        run = harvest(*REGIONS, *at(replica.url), cwd=tmp_path)
        asked = [seen.path for seen in replica.requests if "SE1" in seen.path or "se1.html" in seen.path]
    search = whole(run)
    assert (run.status, run.json["balanced"], search["rung"], search["harvested"]) == (0, True, "addresses", 3)
    assert len(asked) == 3
    assert {nuts for (nuts,) in rows(tmp_path, "SELECT source_id FROM v1_records")} == {"SE321", "ITC4", "ITC1"}


def test_regions_that_the_user_lists_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "harvest.toml").write_text('[source.eyeris3]\nentry = "/no-map"\nrecord_ids = ["FR"]\n', "utf-8")
    (tmp_path / "regions.txt").write_text("/regions/ITC4/tags/ITC4\n", "utf-8")
    with running() as replica:
        harvest(*REGIONS, "--listed", "eyeris3=regions.txt", *at(replica.url), cwd=tmp_path)
    assert rows(tmp_path, "SELECT source_id FROM v1_records") == [("ITC4",)]


def test_a_platform_that_has_none_of_the_regions_has_changed(tmp_path: Path) -> None:
    (tmp_path / "harvest.toml").write_text('[source.eyeris3]\nentry = "/no-map"\nrecord_ids = ["FR", "SE1"]\n', "utf-8")
    with running() as replica:
        run = harvest(*REGIONS, *at(replica.url), cwd=tmp_path)
    search = whole(run)
    assert (run.status, search["status"]) == (3, "changed")
    assert "none of the 2 regions" in search["reason"]


def test_a_host_that_does_not_exist_is_no_evidence_about_any_region(tmp_path: Path) -> None:
    (tmp_path / "harvest.toml").write_text('[source.eyeris3]\nrecord_ids = ["SE321", "ITC4"]\n', "utf-8")
    nowhere = ("--at=eyeris3=http://platform.invalid", "--delay=0", "--contact", "tests")
    run = harvest(*REGIONS, *nowhere, cwd=tmp_path)
    search = whole(run)
    assert (run.status, search["status"], search["harvested"]) == (3, "failed", 0)


def test_three_of_nine_priorities_are_registered(tmp_path: Path) -> None:
    never = harvest("regions", "--own", cwd=tmp_path)
    assert (never.status, "Traceback" in never.err) == (1, False)
    with running() as replica:
        harvest(*REGIONS, *at(replica.url), cwd=tmp_path)
    check = harvest("regions", "--own", "--sheet", "register.csv", "--json", cwd=tmp_path)
    states = {one["priority"]: one["status"] for one in check.json["priorities"]}
    assert (check.status, len(states)) == (3, 9)
    assert {name for name, state in states.items() if state == "registered"} == {
        "skoglig-bioekonomi",
        "fornybar-energi",
        "autonom-mobilitet",
    }
    assert len((tmp_path / "register.csv").read_text("utf-8-sig").splitlines()) == 10
    nowhere = harvest("regions", "--own", "--sheet", "no/such/folder.csv", cwd=tmp_path)
    assert (nowhere.status, "can't be written" in nowhere.err, "Traceback" in nowhere.err) == (2, True, False)
    shown = harvest("regions", "--own", cwd=tmp_path)
    assert "3 of 9" in shown.out
    assert max(len(line) for line in shown.out.splitlines() if "http" not in line) <= 80
