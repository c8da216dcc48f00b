"""What else the sites may do."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.robotparser import RobotFileParser

import pytest

from harvest.errors import ConfigurationError
from harvest.replica.content import content, index
from harvest.replica.scenarios import SCENARIOS, scenario_named
from harvest.replica.serve import running
from tests.replica.site import Site


def _robots(site: Site) -> RobotFileParser:
    robots = RobotFileParser()
    robots.parse(site.get("/robots.txt").text.splitlines())
    return robots


def test_an_unknown_scenario_names_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="plain, crawl-delay") as failure:
        scenario_named("storm")
    assert all(name in str(failure.value) for name in SCENARIOS)


def test_crawl_delay() -> None:
    assert str(_robots(Site("crawl-delay")).crawl_delay("harvest")) == "1"


def test_robots_forbid() -> None:
    robots = _robots(Site("robots-forbid"))
    assert not robots.can_fetch("harvest", "/search-results?page=0")
    assert robots.can_fetch("harvest", "/content/bron-innovation")


def test_not_search() -> None:
    answer = Site("not-search").get("/search-results?search_api_fulltext=food")
    assert answer.status_code == 200
    assert "views-exposed-form" not in answer.text
    assert "Share this Article" in answer.text


def test_flaky() -> None:
    site = Site("flaky")
    paths = [found.path for found in content().organisations[:11]]
    first = [site.get(path).status_code for path in paths]
    assert first == [200, 200, 200, 200, 503, 200, 200, 200, 200, 503, 200]
    assert {site.get(path).status_code for path in paths} == {200}


def test_broken_profile() -> None:
    (hit,) = index().search("foodtech")
    broken = Site("broken-profile").get(hit.path).text
    whole = Site("plain").get(hit.path).text
    assert "<h1" in whole
    assert hit.name not in broken
    assert "<h1" not in broken


def test_a_running_replica_answers_and_keeps_a_log() -> None:
    with running() as replica:
        request = urllib.request.Request(
            f"{replica.url}/search-results?search_api_fulltext=f%C3%B6rnybar&page=0",
            headers={"User-Agent": "test"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        (seen,) = replica.requests
        assert (seen.method, seen.path) == ("GET", "/search-results?search_api_fulltext=f%C3%B6rnybar&page=0")
        assert seen.headers["user-agent"] == "test"
        assert seen.at > 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(replica.url, timeout=2)


def test_validators() -> None:
    site = Site("validators")
    for address in ("/search-results?search_api_fulltext=food", content().organisations[0].path, "/map"):
        page = site.get(address)
        assert page.headers["last-modified"]
        has = {"If-None-Match": page.headers["etag"]}
        again = site.get(address, has)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", page.headers["etag"])
        assert site.get(address, {"If-None-Match": '"another"'}).text == page.text
    assert "etag" not in site.get("/content/nobody").headers


def test_undated() -> None:
    assert "<lastmod>" in Site("plain").get("/sitemap.xml?page=1").text
    undated = Site("undated").get("/sitemap.xml?page=1").text
    assert "<lastmod>" not in undated
    assert undated.count("<loc>") == 700
