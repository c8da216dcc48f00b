"""An unchanged site is harvested again: what that costs by the server's own log, and that nothing is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from harvest.cli.yields import changes_line
from harvest.crawl.reread import Reread, reread
from harvest.crawl.run import RunOptions
from harvest.database import open_database
from harvest.errors import UsageError
from harvest.evidence.before import read_all_before
from harvest.plan import make_plan
from harvest.price import Again, price_again
from harvest.records import Profile, SearchPage, Value
from harvest.replica.serve import Seen, running
from harvest.sources import load_source
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_page import read_search_page
from harvest.strategy import load
from tests.support.forked import Harvests
from tests.support.once import once

FEW, MORE = 60, 150
"""Organisations: enough for a list of several pages, and for a search of several."""
CONTENT = ("records", "statements", "organisations", "judgements", "regions", "region_priorities", "unread")


@dataclass(frozen=True, slots=True)
class Twice:
    folder: Path
    url: str
    first: dict[str, Any]
    second: dict[str, Any]
    asked_first: tuple[Seen, ...]
    asked_again: tuple[Seen, ...]
    before: dict[str, list[Any]]
    after: dict[str, list[Any]]

    def rows(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "harvest.db")) as connection:
            return connection.execute(sql, {"first": self.first["run"], "again": self.second["run"]}).fetchall()

    def asked_for(self, *beginnings: str) -> list[str]:
        return [seen.path for seen in self.asked_again if seen.path.startswith(beginnings)]


def twice(folder: Path, scenario: str, most: int, **told: Any) -> Twice:
    harvests = Harvests()
    with running(scenario, most) as replica:
        options = at(folder, replica.url, **told)
        first = harvests.run(options)
        asked, before = tuple(replica.requests), _content(folder)
        second = harvests.run(options)
        again = tuple(replica.requests[len(asked) :])
    return Twice(folder, replica.url, first, second, asked, again, before, _content(folder))


def at(folder: Path, url: str, **told: Any) -> RunOptions:
    return RunOptions(
        database=f"sqlite:///{folder / 'harvest.db'}",
        addresses={"eccp": url, "eyeris3": url},
        delay=0.0,
        concurrency=16,
        **{"sources": ("eccp",), **told},
    )


def _content(folder: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in CONTENT}


def _fixture(scenario: str, most: int, **told: Any) -> Any:
    @pytest.fixture(scope="session")
    def made(tmp_path_factory: pytest.TempPathFactory) -> Twice:
        name = "-".join(["again", scenario, told.get("mode", "auto")])
        return once(tmp_path_factory, name, lambda folder: twice(folder, scenario, most, **told))

    return made


validated = _fixture("validators", FEW, only=("foodtech",), sources=("eccp", "eyeris3"))
dated = _fixture("plain", MORE, only=("a1-advmanu-03",), read_to_end=True)
undated = _fixture("undated", FEW, only=("foodtech",))
whole = _fixture("plain", FEW, only=("foodtech",), mode="directory")


@pytest.mark.parametrize("site", ["validated", "dated", "undated", "whole"])
def test_an_unchanged_site_changes_no_row_and_the_run_says_so(site: str, request: pytest.FixtureRequest) -> None:
    runs: Twice = request.getfixturevalue(site)
    assert runs.before == runs.after
    assert all(runs.before[table] for table in ("records", "statements", "organisations"))
    assert (runs.first["nothing_changed"], runs.second["nothing_changed"]) == (False, True)
    for run in (runs.first, runs.second):
        assert (run["status"], run["balanced"], run["leaks"]) == ("complete", True, [])
    first, again = runs.first, runs.second
    assert again["records"] == {"new": 0, "changed": 0, "unchanged": first["records"]["new"], "refused": 0}
    for sql in (
        "SELECT search_id, source_id, rank, url, name FROM hits WHERE run_id = :{} ORDER BY 1, 3",
        "SELECT strategy, priority, record_id, organisation_id FROM v1_strategy_hits WHERE run_id = :{} ORDER BY 1, 3",
        "SELECT search_id, rung, depth, reported_hits, harvested_hits, status FROM v1_searches WHERE run_id = :{}"
        " ORDER BY 1",
    ):
        found = runs.rows(sql.format("first"))
        assert found == runs.rows(sql.format("again"))
        assert found
    (seen,) = runs.rows(
        "SELECT COUNT(*), SUM(last_seen >= (SELECT started_at FROM runs WHERE run_id = :again)) FROM v1_records"
    )
    assert seen[0] == seen[1] > 0
    assert changes_line(again["changes"]) == f"Changes since {first['run']}: nothing changed."


def test_with_validators_every_page_is_asked_about_and_none_is_sent_again(validated: Twice) -> None:
    # What was not there the first time has no validators: regions are asked for at several addresses.
    absent = {path for (path,) in validated.rows("SELECT url FROM pages WHERE run_id = :first AND http_status = 404")}
    pages = [seen for seen in validated.asked_again if f"{validated.url}{seen.path}" not in absent]
    pages = [seen for seen in pages if seen.path != "/robots.txt"]
    assert len(pages) > 100 > len(absent)
    assert all("if-none-match" in seen.headers and "if-modified-since" in seen.headers for seen in pages)
    assert validated.second["not_modified"] == validated.second["pages"] - len(absent) == len(pages)
    assert not any("if-none-match" in seen.headers for seen in validated.asked_first)
    # The sitemap, for what it lists, when all else is done.
    assert validated.asked_for("/sitemap.xml") == ["/sitemap.xml", "/sitemap.xml?page=1"]
    eccp = [seen.path for seen in validated.asked_again if seen.path.startswith(("/s", "/c"))]
    assert eccp.index("/sitemap.xml") == len(eccp) - 2
    # The pages of the second run lie in the archive of the first.
    sql = "SELECT DISTINCT archive_file FROM pages WHERE run_id = :again AND http_status = 304 ORDER BY 1"
    assert validated.rows(sql) == [(f"{validated.first['run']}-{source}.warc.gz",) for source in ("eccp", "eyeris3")]
    assert validated.rows("SELECT not_modified FROM v1_runs WHERE run_id = :again") == [(len(pages),)]


def test_without_them_dates_in_the_sitemap_spare_every_profile_and_every_further_page(dated: Twice) -> None:
    (searches,) = dated.rows("SELECT COUNT(*) FROM searches WHERE run_id = :again")[0]
    first_pages = dated.asked_for("/search-results?")
    assert dated.asked_for("/content/", "/cluster-") == []
    assert len(first_pages) == len(set(first_pages)) == searches
    assert not any("page=1" in path for path in first_pages)
    assert any("page=1" in seen.path for seen in dated.asked_first)
    # Beside them: the sitemap, and robots.txt, which no run may do without. The form is on the first page of results.
    assert sorted(set(dated.asked_for("/")) - set(first_pages)) == [
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap.xml?page=1",
    ]
    assert len(dated.asked_again) == searches + 3
    offered = "SELECT facet, value FROM offered_values WHERE run_id = :{} ORDER BY 1, 2"
    assert dated.rows(offered.format("first")) == dated.rows(offered.format("again")) != []
    reasons = dated.rows("SELECT DISTINCT reason FROM visits WHERE run_id = :again")
    assert len(reasons) == 1
    assert reasons[0][0].startswith("not asked again: read on ")
    held = dated.rows("SELECT reason FROM searches WHERE run_id = :again AND reason LIKE 'only its first page%'")
    assert held
    # Each hit still names the page that lists it.
    (orphans,) = dated.rows("SELECT COUNT(*) FROM v1_hits WHERE run_id = :again AND page_url IS NULL")[0]
    assert orphans == 0


def test_where_the_index_is_dated_its_pages_are_read_once(tmp_path: Path) -> None:
    harvests = Harvests()
    with running("dated-index", FEW) as replica:
        options = at(tmp_path, replica.url, only=("a1-advmanu-03",))
        asked = [len(replica.requests) for _ in range(3) if harvests.run(options)]
        again = [seen.path for seen in replica.requests]
    first, second, third = again[: asked[0]], again[asked[0] : asked[1]], again[asked[1] :]
    # The first run has no need of dates: it only looks at what there is, when all else is done.
    assert first[-2:] == ["/sitemap.xml", "/sitemap.xml?page=1"]
    assert [path for path in second if "sitemap" in path] == ["/sitemap.xml"]
    assert sorted(second) == sorted(third)
    assert not [path for path in third if path.startswith(("/content/", "/cluster-"))]
    # What the page lists that was not asked for is known of every run, on the page that lists it.
    with closing(sqlite3.connect(tmp_path / "harvest.db")) as connection:
        listed = connection.execute("SELECT COUNT(*), COUNT(DISTINCT page_url) FROM v1_addresses GROUP BY run_id")
        # One of them is a news item: what an address holds is known once it was read.
        assert set(listed) == {(FEW + 1, 1)}


def test_a_platform_that_is_read_whole_costs_three_pages_and_is_still_answered_here(whole: Twice) -> None:
    assert whole.first["pages"] > FEW
    assert [path.partition("?")[0] for path in sorted(whole.asked_for("/s"))] == [
        "/search-results", "/sitemap.xml", "/sitemap.xml",
    ]  # fmt: skip
    assert len(whole.asked_again) == 4
    answered = whole.rows("SELECT COUNT(*) FROM searches WHERE run_id = :again AND rung LIKE 'directory%'")
    assert answered[0][0] > 3


def test_where_nothing_tells_what_changed_everything_is_asked(undated: Twice) -> None:
    profiles = [seen.path for seen in undated.asked_first if seen.path.startswith(("/content/", "/cluster-"))]
    assert sorted(undated.asked_for("/content/", "/cluster-")) == sorted(profiles) != []


def test_a_full_run_asks_for_everything(tmp_path: Path) -> None:
    harvests = Harvests()
    with running("plain", FEW) as replica:
        first = harvests.run(at(tmp_path, replica.url, only=("foodtech",)))
        again = harvests.run(at(tmp_path, replica.url, only=("foodtech",), full=True))
    assert again["pages"] == first["pages"]
    assert again["nothing_changed"] is True


def _reread(runs: Twice, run: str, archive: str = "harvest-archive") -> Reread:
    return reread(open_database(f"sqlite:///{runs.folder / 'harvest.db'}"), run, runs.folder / archive)


@pytest.mark.parametrize("site", ["validated", "dated", "whole"])
def test_today_s_readers_read_the_archive_as_the_run_did(site: str, request: pytest.FixtureRequest) -> None:
    runs: Twice = request.getfixturevalue(site)
    for run in (runs.first, runs.second):
        found = _reread(runs, run["run"])
        assert (found.fields, found.searches, found.outcomes, found.lost) == ((), (), (), ())
        assert found.records == {"new": 0, "changed": 0, "unchanged": sum(run["records"].values()), "refused": 0}
        assert found.pages > FEW / 2


def test_a_better_reader_says_what_it_would_change_and_changes_nothing(
    dated: Twice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def better(html: str, url: str) -> Profile:
        profile = read_profile(html, url)
        kept = [value for value in profile.values if value.field != "description"]
        return replace(profile, values=(*kept, Value("description", "Read better.", "About us")))

    def worse(html: str, url: str, ranks_before: int) -> SearchPage:
        return replace(read_search_page(html, url, ranks_before), claimed_total=7)

    monkeypatch.setattr("spiders.profiles.read_profile", better)
    found = _reread(dated, dated.first["run"])
    records = {record for (record,) in dated.rows("SELECT record_id FROM records")}
    assert found.records["changed"] == len(records) > 20
    assert {(one.record, one.field, one.after) for one in found.fields} == {
        (record, "description", ("Read better.",)) for record in records
    }
    assert all(len(one.before) == 1 and one.before != one.after for one in found.fields)
    assert found.searches == ()
    monkeypatch.setattr("spiders.eccp.read_search_page", worse)
    found = _reread(dated, dated.first["run"])
    (searches,) = dated.rows(
        "SELECT COUNT(*) FROM v1_searches WHERE run_id = :first AND reported_hits <> 7 AND pages > 0"
    )[0]
    assert len(found.searches) == searches > 1
    assert {one.reported_after for one in found.searches} == {7}
    assert _content(dated.folder) == dated.after


def test_what_the_archive_has_lost_is_told(dated: Twice) -> None:
    found = _reread(dated, dated.second["run"], "elsewhere")
    assert (found.pages, found.records) == (0, {"new": 0, "changed": 0, "unchanged": 0, "refused": 0})
    assert len(found.lost) > 20
    with pytest.raises(UsageError, match="there is no such run"):
        _reread(dated, "none")


def test_the_plan_prices_the_next_run_by_what_is_known(dated: Twice, validated: Twice) -> None:
    (dear,) = _priced(dated, read_to_end=True, only=["a1-advmanu-03"], sources=["eccp"])
    records = dated.second["records"]["unchanged"]
    assert (dear.records, dear.asked_about, dear.spared, dear.asked) == (records, 0, records, 0)
    assert dear.requests == len(dated.asked_again)
    for again in _priced(validated, only=["foodtech"], sources=["eccp", "eyeris3"]):
        assert again.asked_about == again.records > 10
        assert (again.spared, again.asked) == (0, 0)


def _priced(runs: Twice, **plan: Any) -> list[Again]:
    sources = {name: load_source(name) for name in ("eccp", "eyeris3")}
    with open_database(f"sqlite:///{runs.folder / 'harvest.db'}").connect() as connection:
        before = read_all_before(connection, "", dict.fromkeys(sources, runs.url))
    return price_again(make_plan([load()], **plan), before, sources, None)
