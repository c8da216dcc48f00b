"""The third generation of region pages, and the map's form."""

from __future__ import annotations

from urllib.parse import urlencode

from harvest.replica.regions import OBSERVATORY
from harvest.replica.s3platform import PORTLET
from harvest.sources.eyeris3.addresses import region_links
from harvest.sources.eyeris3.map_search import read_map_form
from harvest.sources.eyeris3.redact import redact
from harvest.sources.eyeris3.region_page import read_region_page
from tests.replica.site import Site

ITC1 = f"{OBSERVATORY}/itc1.html"


def test_the_observatory_reads_as_the_third_generation(site: Site) -> None:
    html = site.get(ITC1).text
    assert "Testperson" in html
    region = read_region_page(redact(html), f"https://x.example{ITC1}")
    assert (region.generation, region.nuts, len(region.priorities)) == ("observatory", "ITC1", 6)
    assert {one.period for one in region.priorities} == {"2021-2027"}
    fields = [value.field for value in region.values]
    assert fields.count("classified_by") == 1
    assert (fields.count("economic_domain"), fields.count("policy_objective"), region.unread) == (3, 2, ())


def test_a_class_that_nobody_knows_is_unread(site: Site) -> None:
    region = read_region_page(redact(site.get(f"{OBSERVATORY}/fi1c1.html").text), "https://x.example/fi1c1.html")
    assert [(value.label, value.original) for value in region.unread] == [("Economic domains", "Kitchen sciences")]


def test_the_map_answers_its_own_form(site: Site) -> None:
    html = site.get("/map/search").text
    assert region_links(html, "http://replica.example/map/search") == []
    form = read_map_form(html, "http://replica.example/map/search")
    assert form is not None
    assert set(form.filters) == {"economic_domain", "scientific_domain", "policy_objective"}
    everything = region_links(site.get(form.everything()).text, form.action)
    assert everything == region_links(site.get("/map").text, "http://replica.example/map")
    space = urlencode({f"_{PORTLET}_policy_objective": "Aeronautics & space » Space"})
    assert [nuts for nuts, _ in region_links(site.get(f"/map?{space}").text, form.action)] == ["ITC1"]
    word = urlencode({f"_{PORTLET}_keyword": "autonomous"})
    assert [nuts for nuts, _ in region_links(site.get(f"/map?{word}").text, form.action)] == ["SE321"]
