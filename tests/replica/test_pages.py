"""Profiles, region pages, sitemap and robots.txt, in good order."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from harvest.replica.content import content
from tests.replica.site import Site

ALL = content().organisations
LAYOUT_A = next(found for found in ALL if found.theme and found.layout == "A" and not found.is_network)
LAYOUT_B = next(found for found in ALL if found.theme and found.contact and found.details)


def _text(answer: httpx.Response) -> str:
    body = LexborHTMLParser(answer.text).body
    assert body is not None
    return " ".join(body.text(separator=" ").split())


def _in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_every_profile_opens(site: Site) -> None:
    for found in (*ALL[:115], *ALL[115::20]):
        answer = site.get(found.path)
        assert answer.status_code == 200
        assert found.name in _text(answer)


def test_every_region_opens(site: Site) -> None:
    for region in content().regions:
        text = _text(site.get(region.path))
        assert all(" ".join(title.split()) in text for table in region.tables for title, _ in table.rows)


def test_the_old_layout_prints_its_labels_in_order(site: Site) -> None:
    assert _in_order(
        _text(site.get(LAYOUT_A.path)),
        "Cluster Organisations > ",
        "General Information",
        "The date when the cluster organisation was established:",
        "Number of staff in the management team of the cluster organisation :",
        "Cluster Management Team:",
        "Testperson",
        "Sectoral and Industrial Focus",
        "Composition of the cluster",
        "Total number of members:",
    )


def test_the_new_layout_prints_numbers_before_labels(site: Site) -> None:
    answer = site.get(LAYOUT_B.path)
    assert LAYOUT_B.contact is not None
    assert _in_order(
        _text(answer),
        LAYOUT_B.region_line,
        LAYOUT_B.contact.name,
        "% completed",
        "About us",
        "Established - ",
        "Staff in the management team - ",
        "Cluster composition",
        f"{LAYOUT_B.members.total} Cluster Members",
        "S3 EU priority areas",
    )
    page = LexborHTMLParser(answer.text)
    assert len(page.css("article[data-history-node-id]")) == 1
    assert len(page.css(".field--name-field-contact-person .field__item")) == 1
    assert page.css_first(".spamspan .u") is not None


def test_a_profile_without_region_still_names_its_country(site: Site) -> None:
    assert "Country Austria" in _text(site.get("/content/silicon-alps"))


def test_some_pages_carry_debug_comments(site: Site) -> None:
    with_comments = sum("<!-- THEME DEBUG -->" in site.get(found.path).text for found in ALL[200:230])
    assert 5 <= with_comments <= 15


def test_a_network_says_so(site: Site) -> None:
    assert "Cluster Networks >" in _text(site.get("/cluster-networks/basque-clusters"))


def test_the_new_layout_occurs_at_an_old_address(site: Site) -> None:
    text = _text(site.get("/cluster-organisations/agrotransilvania-cluster"))
    assert "Romania: North-West (Romania)" in text
    assert "100% completed" in text


def test_an_organisation_has_one_address(site: Site) -> None:
    assert site.get(f"/content/{LAYOUT_A.slug}").status_code == 404
    assert site.get(f"/cluster-organisations/{LAYOUT_B.slug}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/content/nobody",
        "/regions/XX/tags/XX",
        "/regions/ITC4/tags/PL",
        "/region-page-test/-/regions/ITC4",
        "/x",
    ],
)
def test_what_is_not_there_is_404(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404


def test_pages_that_are_no_profile(site: Site) -> None:
    assert "Expertise of" in site.get(f"/content/{LAYOUT_B.slug}/expertise").text
    assert "Share this Article" in site.get("/content/clusters-met-selolaquay").text
    assert "<title>Log in |" in site.get("/user/login").text


def test_no_page_carries_a_validator(site: Site) -> None:
    for address in (LAYOUT_B.path, "/search-results", "/map", "/robots.txt", "/sitemap.xml"):
        assert not {"etag", "last-modified"} & set(site.get(address).headers)


def test_the_sitemap_names_every_profile_under_the_host_default(site: Site) -> None:
    pages = LexborHTMLParser(site.get("/sitemap.xml").text).css("loc")
    places: set[str] = set()
    for number in range(1, len(pages) + 1):
        text = site.get(f"/sitemap.xml?page={number}").text
        assert "<lastmod>2026-04-04T08:00Z</lastmod>" in text
        places |= {node.text() for node in LexborHTMLParser(text).css("loc")}
    assert {f"http://default{found.path}" for found in ALL} < places
    assert site.get("/sitemap.xml?page=0").status_code == site.get("/sitemap.xml?page=99").status_code == 404


def test_robots_txt_allows_search_and_profiles(site: Site) -> None:
    robots = RobotFileParser()
    robots.parse(site.get("/robots.txt").text.splitlines())
    assert all(robots.can_fetch("harvest", path) for path in ("/search-results?page=1", LAYOUT_B.path, "/map"))
    assert not robots.can_fetch("harvest", "/user/login")
    assert robots.crawl_delay("harvest") is None


def test_the_map_links_every_region_page(site: Site) -> None:
    links = LexborHTMLParser(site.get("/map").text).css(".regions a")
    assert [link.attributes["href"] for link in links] == [region.path for region in content().regions]


def test_regions_stand_in_the_generation_in_which_they_were_seen() -> None:
    generations: dict[str, set[str]] = {}
    for region in content().regions:
        generations.setdefault(region.nuts, set()).add(region.generation)
    assert generations["SE224"] == {"legacy", "liferay"}
    assert generations["ITC4"] == {"legacy"}
    assert generations["SE321"] == {"liferay"}
    assert generations["SE311"] == {"liferay"}


def test_vasternorrland_has_three_known_titles(site: Site) -> None:
    page = LexborHTMLParser(site.get("/region-page-test/-/regions/SE321").text)
    assert [row.css("td")[0].text() for row in page.css("tbody tr")] == [
        "Autonomous mobility",
        "Renewable energy - Solar, wind, hydro and bioenergy power generation",
        "Forest-based bioeconomy",
    ]


def test_oddities_of_region_pages(site: Site) -> None:
    denmark = LexborHTMLParser(site.get("/regions/DK04/tags/DK04").text)
    assert not denmark.css("table")
    assert any(node.text().startswith("Smart Industry - ") for node in denmark.css("p"))
    lombardy = site.get("/regions/ITC4/tags/ITC4")
    assert lombardy.text.count('S3 Priorities as Encoded in the "Eye@RIS3" Tool') == 2
    assert "23,862.8 km2" in lombardy.text
    assert {row.css("td")[1].text() for row in LexborHTMLParser(lombardy.text).css("tbody tr")} == {""}
    for nuts in ("EL41", "PT20"):
        assert len(LexborHTMLParser(site.get(f"/region-page-test/-/regions/{nuts}").text).css("table")) == 2
    assert "22.957 km2 (2015)" in site.get("/region-page-test/-/regions/SE321").text
    assert "Capitarl city icon Pori" in site.get("/region-page-test/-/regions/FI196").text
    madrid = LexborHTMLParser(site.get("/regions/ES30/tags/ES30").text)
    assert all(row.css("td")[1].text().startswith("- ") for row in madrid.css("tbody tr"))
