"""Asking well, end to end: each page once, one page for what is unmanageable, and the same answers in both modes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from harvest.replica.serve import running
from tests.end_to_end.conftest import Answered, Harvested
from tests.support.command import at, harvest

FEW = 150
"""Organisations of a replica that is read whole."""


def test_the_plan_asks_each_distinct_request_once(harvested: Harvested, answered: Answered) -> None:
    for requests, least in ((harvested.requests, 1_000), (answered.requests, 400)):
        paths = Counter(seen.path for seen in requests)
        pages = {path for path in paths if path.startswith(("/search-results", "/map"))}
        profiles = set(paths) - pages - {"/robots.txt"}
        assert len(profiles) > least
        assert len(requests) <= 1.05 * (len(pages) + len(profiles))
        assert {path for path, times in paths.items() if times > 1} <= {"/robots.txt"}


def test_an_unmanageable_search_costs_one_page(harvested: Harvested) -> None:
    capped = harvested.rows(
        "SELECT query, filters, pages, harvested_hits, reported_hits, reason FROM v1_searches"
        " WHERE run_id = ? AND status = 'capped'",
        harvested.first_run,
    )
    assert capped
    for query, filters, pages, hits, claimed, reason in capped:
        assert (filters, pages, hits, claimed >= 100) == ("", 1, 0, True)
        assert reason == f"{claimed} hits are unmanageable: only the first page was read"
        asked = [seen for seen in harvested.requests if f"search_api_fulltext={query}&" in seen.path]
        assert len([seen for seen in asked if "%5D=" not in seen.path]) == 1


def test_both_modes_give_every_strategy_the_same_answer(answered: Answered) -> None:
    for run in (answered.site, answered.here):
        assert (run.status, run.json["status"], run.json["balanced"]) == (0, "complete", True)
    site, here = answered.answers(answered.site), answered.answers(answered.here)
    assert len(site) == len(here) == 100
    assert sum(bool(found) for found in site.values()) > 40
    assert {name for name in here if here[name] != site[name]} == set()
    arguments = ("--run", answered.site.json["run"], "--against", answered.here.json["run"])
    shown = harvest("yield", "--only=foodtech", *arguments, cwd=answered.folder)
    assert "Every search that both runs read to the end has the same hits" in shown.out


def test_every_row_says_how_its_answer_was_got(harvested: Harvested, answered: Answered) -> None:
    sql = "SELECT source, rung, reading IS NOT NULL, COUNT(*) FROM v1_searches WHERE run_id = ? GROUP BY 1, 2, 3"
    assert {row[:3] for row in harvested.rows(sql, harvested.first_run)} == {
        ("eccp", "search form", 0),
        ("eyeris3", "listing", 0),
        ("eyeris3", "directory (listing)", 1),
    }
    with closing(sqlite3.connect(answered.folder / "harvest.db")) as connection:
        rows = connection.execute(sql, (answered.here.json["run"],)).fetchall()
    assert {row[:3] for row in rows} == {
        ("eccp", "listing", 0),
        ("eccp", "directory (listing)", 1),
        ("eyeris3", "listing", 0),
        ("eyeris3", "directory (listing)", 1),
    }


def test_seven_probes_and_five_laws_are_told_and_hold(harvested: Harvested) -> None:
    probes = {probe["probe"]: probe for probe in harvested.first.json["probes"]}
    assert set(probes) == {"universe", "nonsense", "case", "accents", "stem", "any or all", "order", "facet list"}
    assert not any(probe["doubtful"] for probe in probes.values())
    assert "any of them" in probes["any or all"]["says"]
    assert harvested.first.json["laws"]["broken"] == []
    told = harvest("yield", "--json", "--run", harvested.first_run, cwd=harvested.folder).json
    laws = Counter(law["law"] for law in told["semantics"]["laws"] if law["holds"])
    assert set(laws) == {"phrase in all", "all in any", "facet narrows", "order free", "containment"}


def test_the_readings_of_the_printed_searches_are_all_answered(harvested: Harvested) -> None:
    told = harvest("yield", "--json", "--published", "--run", harvested.first_run, cwd=harvested.folder).json
    readings = {(one["strategy"], one["reading"]): one for one in told["readings"]}
    assert {strategy for strategy, _ in readings} == {
        "a1-foodtech-02", "a1-govtech-02", "a1-govtech-03", "a1-smartcaring-01", "a1-advmanu-02", "a1-advmanu-03",
    }  # fmt: skip
    assert all(one["verdict"] in ("fits", "does not fit") for one in readings.values())
    assert all(readings[strategy, 0]["verdict"] == "fits" for strategy, _ in readings)
    assert readings["a1-govtech-03", 1]["answering"] == 0


def test_what_is_too_wide_or_dead_gets_a_ladder_with_counts(harvested: Harvested) -> None:
    told = harvest("yield", "--json", "--run", harvested.first_run, cwd=harvested.folder).json
    ladders = {one["strategy"]: one for one in told["proposals"]}
    wide = ladders["a1-advmanu-03"]
    assert (wide["band"], wide["answering"]) == ("unmanageable", 525)
    assert {rung["why"] for rung in wide["proposals"]} == {"as a phrase", "with a second word", "with a facet"}
    assert all(rung["known"] <= 525 for rung in wide["proposals"])
    assert any(rung["helps"] for rung in ladders["x-fornybar-energi-01"]["proposals"])


def test_the_plan_says_what_it_costs_and_what_is_from_memory(tmp_path: Path) -> None:
    plan = harvest("plan", cwd=tmp_path)
    assert (plan.status, plan.err) == (0, "")
    assert max(len(line) for line in plan.out.splitlines()) <= 80
    assert "distinct queries" in plan.out
    assert "known from memory only" in plan.out
    told = harvest("plan", "--json", cwd=tmp_path).json
    assert "s3 Sustainable innovation/Smart green & integrated transport systems" in told["from_memory"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("scenario", "only", "probe", "says", "law"),
    [
        ("all-words", "a1-advmanu-03", "any or all", "all of them", ""),
        ("whole-words", "a1-foodtech-02", "stem", "as they stand", ""),
        ("falls-back", "a1-govtech-01", "nonsense", "falls back", "nonsense"),
        ("facets-widen", "a1-foodtech-03", "universe", "1400", "facet narrows"),
    ],
)
def test_a_site_that_searches_otherwise_is_found_out(
    scenario: str, only: str, probe: str, says: str, law: str, tmp_path: Path
) -> None:
    with running(scenario) as replica:
        run = harvest("run", "--json", f"--only={only}", *at(replica.url, 16), cwd=tmp_path)
    found = {one["probe"]: one["says"] for one in run.json["probes"]}
    assert says in found[probe]
    (search,) = [search for search in run.json["searches"] if search["strategy"] == only]
    assert (f"semantics suspect: {law}" in search["semantics"]) is bool(law)
    assert bool(search["semantics"]) is bool(law)


def test_a_search_of_another_kind_of_words_explains_the_disagreement(tmp_path: Path) -> None:
    with running("whole-words", most=FEW) as replica:
        asked = harvest("run", "--json", "--only=a1-foodtech-02", *at(replica.url, 16), cwd=tmp_path)
        whole = harvest(
            "run", "--json", "--mode=directory", "--only=a1-foodtech-02", *at(replica.url, 16), cwd=tmp_path
        )
    arguments = ("--run", asked.json["run"], "--against", whole.json["run"], "--json")
    told = harvest("yield", *arguments, cwd=tmp_path).json["disagreements"]
    assert told
    assert all(any("stem" in why for why in one["explained_by"]) for one in told)


def test_a_site_without_a_search_is_read_whole_and_answered_here(tmp_path: Path) -> None:
    with running("not-search", most=FEW) as replica:
        run = harvest("run", "--json", "--only=foodtech", *at(replica.url, 16), cwd=tmp_path)
        site = harvest("run", "--json", "--only=foodtech", "--mode=site", *at(replica.url, 16), cwd=tmp_path)
    searches = [search for search in run.json["searches"] if search["strategy"]]
    assert (run.status, run.json["status"]) == (0, "complete")
    assert {search["rung"] for search in searches} == {"directory (sitemap)"}
    assert sum(search["harvested"] for search in searches) > 3
    # What the sitemap lists beside profiles is refused by name.
    assert [refusal["outcome"] for refusal in run.json["refusals"]] == ["refused"]
    assert (site.status, {search["status"] for search in site.json["searches"]}) == (3, {"changed"})


def test_mistakes_in_a_query_end_with_status_2_and_nothing_is_sent(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "harvest/strategies/vasternorrland.toml").read_text("utf-8")
    with running() as replica:
        for wrong, word in [
            ("foodtech AND", "ends where"),
            ("foodtech*", "open end"),
            ('sector:"Forrestry"', "did you mean 'Forestry'"),
            ("colour:red", "known are 's3'"),
            ("country:Swedn", "did you mean 'Sweden'"),
            ("foodtech AND NOT foodtech", "contradicts itself"),
        ]:
            file = tmp_path / "mine.toml"
            file.write_text(text.replace("query = 'foodtech'", f"query = '{wrong}'", 1), "utf-8")
            # The command that asks nothing loads in a third of the time; a mistake of each kind goes through both.
            asking = ["run", *at(replica.url, 16)] if wrong in ("foodtech AND", "foodtech*", "colour:red") else ["plan"]
            run = harvest(*asking, "--strategies", "mine.toml", cwd=tmp_path)
            assert (run.status, word in run.err, "Traceback" in run.err) == (2, True, False), (wrong, run.err)
        for option in ("--mode=sight", "--reading=loosely"):
            assert harvest("run", option, *at(replica.url, 16), cwd=tmp_path).status == 2
        assert replica.requests == []
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_a_value_that_the_site_does_not_offer_fails_by_name(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "harvest/strategies/vasternorrland.toml").read_text("utf-8")
    asked = 'tech:"Quantum weaving"'
    (tmp_path / "mine.toml").write_text(text.replace("query = 'foodtech'", f"query = '{asked}'", 1), "utf-8")
    with running(most=FEW) as replica:
        options = ("--strategies", "mine.toml", "--only", "a1-foodtech-01", *at(replica.url, 16))
        for mode in ("auto", "directory"):
            run = harvest("run", "--json", "--mode", mode, *options, cwd=tmp_path)
            (search,) = [search for search in run.json["searches"] if search["strategy"]]
            assert (run.status, search["status"]) == (3, "changed")
            assert "does not offer 'Quantum weaving'" in search["reason"]
    (probe,) = [one for one in run.json["probes"] if one["probe"] == "facet list"]
    assert "not offered: tech Quantum weaving" in probe["says"]
