"""The platform in every dress: the right way in, the right numbers, the right status."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harvest.replica.content import content
from harvest.replica.serve import running
from tests.support.command import Called, at, harvest

FOOD = ("--source", "eccp", "--only", "a1-foodtech-01", "--only", "a1-foodtech-03")
SEARCHES = ("foodtech", 'food AND s3:"Sustainable innovation/Sustainable agriculture"')
FEW = 150
"""Organisations, where every one of them is read. Of these, two are about food and agriculture."""


def harvested(scenario: str, folder: Path, *options: str, most: int | None = None) -> tuple[Called, int]:
    """The run, and the number of requests that the site saw."""
    with running(scenario, most) as replica:
        run = harvest("run", "--json", *FOOD, *options, *at(replica.url), cwd=folder)
        return run, len(replica.requests)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        return connection.execute(sql).fetchall()


def wanted(run: Called) -> list[dict[str, Any]]:
    return [search for search in run.json["searches"] if search["query"] in SEARCHES]


@pytest.mark.parametrize(
    ("scenario", "rungs"),
    [
        ("facets", ("search form", "facet links")),
        ("post-form", ("search form", "search form")),
        ("renamed-labels", ("search form", "search form")),
        ("new-field", ("search form", "search form")),
        ("twig-debug", ("search form", "search form")),
        ("two-pagers", ("search form", "search form")),
        ("empty-last-page", ("search form", "search form")),
        ("repeated-page", ("search form", "search form")),
    ],
)
def test_a_platform_in_another_dress_gives_the_same_numbers(
    scenario: str, rungs: tuple[str, str], tmp_path: Path
) -> None:
    run, _ = harvested(scenario, tmp_path)
    assert (run.status, run.err, run.json["status"], run.json["balanced"]) == (0, "", "complete", True)
    found = [(search["rung"], search["reported"], search["harvested"], search["status"]) for search in wanted(run)]
    assert found == [(rungs[0], 1, 1, "complete"), (rungs[1], 30, 30, "complete")]
    assert run.json["records"]["new"] == 31
    unread = rows(tmp_path, "SELECT COUNT(*) FROM unread WHERE label LIKE 'Climate pledge%'")
    assert unread == [(31 if scenario == "new-field" else 0,)]


@pytest.mark.parametrize(("scenario", "rung"), [("no-search", "listing"), ("sitemap-only", "sitemap")])
def test_a_platform_without_a_search_is_read_whole(scenario: str, rung: str, tmp_path: Path) -> None:
    run, _ = harvested(scenario, tmp_path, most=FEW)
    assert (run.status, run.err, run.json["status"], run.json["balanced"]) == (0, "", "complete", True)
    found = [(search["rung"], search["harvested"], search["status"]) for search in wanted(run)]
    assert found == [(f"directory ({rung})", 1, "complete"), (f"directory ({rung})", 2, "complete")]
    assert run.json["records"]["new"] == FEW
    changed = rows(tmp_path, "SELECT COUNT(DISTINCT record_id) FROM v1_statements WHERE field = 'changed_at_source'")
    assert changed == [(FEW if rung == "sitemap" else 0,)]


def test_what_is_read_does_not_depend_on_the_dress(tmp_path: Path) -> None:
    """Template comments, and other words for the labels, leave every statement as it was."""
    read = []
    for scenario in ("plain", "twig-debug", "renamed-labels"):
        (tmp_path / scenario).mkdir()
        harvested(scenario, tmp_path / scenario)
        sql = "SELECT record_id, field, value FROM v1_statements WHERE field <> 'source_url' ORDER BY 1, 2, 3"
        read.append(rows(tmp_path / scenario, sql))
    assert read[0] == read[1] == read[2]
    assert len(read[0]) > 300


@pytest.mark.parametrize(
    ("scenario", "words", "sent", "records"),
    [
        ("challenge-at-1", "a check for humans", 2, 0),
        ("challenge-at-20", "a check for humans", 21, 0),
        ("challenge-at-30", "a check for humans", 31, 9),
        ("login-wall", "leads to a login (/user/login", 22, 0),
    ],
)
def test_what_keeps_us_out_stops_the_host_and_every_open_search(
    scenario: str, words: str, sent: int, records: int, tmp_path: Path
) -> None:
    run, requests = harvested(scenario, tmp_path)
    assert (run.status, run.err, run.json["status"], run.json["balanced"]) == (3, "", "blocked", True)
    # robots.txt is one of them. After the page that keeps us out nothing more is sent.
    assert requests == sent
    assert run.json["records"]["new"] == records
    incomplete = [search for search in run.json["searches"] if search["status"] != "complete"]
    assert incomplete
    assert all(search["status"] == "blocked" and words in search["reason"] for search in incomplete)
    # The page is kept as evidence.
    assert rows(tmp_path, "SELECT COUNT(*) FROM pages WHERE http_status IN (302, 403)") == [(1,)]


def test_pages_out_of_all_bounds_are_refused_by_name_and_the_rest_is_read(tmp_path: Path) -> None:
    run, _ = harvested("pathological", tmp_path)
    assert (run.status, run.err, run.json["status"], run.json["records"]["new"]) == (0, "", "complete", 25)
    refusals = run.json["refusals"]
    assert {refusal["outcome"] for refusal in refusals} == {"refused"}
    reasons = sorted(refusal["reason"].partition(" can't be read: ")[2] or refusal["reason"] for refusal in refusals)
    expected = (
        "4 places in it are no utf-8",
        "Ignored response",
        "elements lie more than 300 deep",
        "it is larger than 4194304 bytes",
        "max redirections reached",
        "the organisation's name: expected exactly one of 'h1', found 0",
    )
    assert len(reasons) == len(expected)
    assert all(reason.startswith(start) for reason, start in zip(reasons, expected, strict=True))


def test_a_pager_without_an_end_is_left(tmp_path: Path) -> None:
    run, requests = harvested("endless-pager", tmp_path)
    assert (run.status, run.json["status"]) == (3, "partial")
    assert [search["status"] for search in wanted(run)] == ["capped", "capped"]
    assert all("lists more" in search["reason"] for search in wanted(run))
    assert requests < 100


def test_a_list_of_addresses_is_the_last_way_in(tmp_path: Path) -> None:
    paths = [organisation.path for organisation in content().organisations[:20]]
    text = "# from a colleague\n" + "".join(f"https://www.clustercollaboration.eu{path}\n" for path in paths)
    (tmp_path / "list.txt").write_text(text + "/content/nobody-of-that-name\n", "utf-8")
    run, _ = harvested("nothing-but-profiles", tmp_path, "--listed", "eccp=list.txt")
    assert (run.status, run.err) == (0, "")
    assert {search["rung"] for search in wanted(run)} == {"directory (addresses)"}
    assert run.json["records"]["new"] == 20
    (tmp_path / "bad.txt").write_text("https://www.clustercollaboration.eu/news/x\n", "utf-8")
    mistake = harvest("run", "--listed", "eccp=bad.txt", *at("http://127.0.0.1:1"), cwd=tmp_path)
    assert (mistake.status, "bad.txt:1:" in mistake.err) == (2, True)
