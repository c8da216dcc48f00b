"""The search page: the twelve counts of 2022 (arranged), the pager, the form."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from harvest.replica.asked import read_query
from harvest.replica.content import index
from harvest.replica.quotas import Published, published
from harvest.replica.search import match_expression
from harvest.replica.vocabulary import facets
from tests.replica.site import Site

SUSTAINABLE_AGRICULTURE = "Sustainable innovation: Sustainable agriculture"


def _term(parameter: str, value: str) -> str:
    terms = next(facet.terms for facet in facets() if facet.parameter == parameter)
    return next(term for term, name in terms.items() if name == value)


def _address(text: str, s3: str = "") -> str:
    asked = {"type": "cluster_organisation", "search_api_fulltext": text}
    if s3:
        asked["s3_priority[]"] = _term("s3_priority", s3)
    return "/search-results?" + urlencode(asked)


def _page(site: Site, address: str) -> LexborHTMLParser:
    answer = site.get(address)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def _links(page: LexborHTMLParser) -> list[str]:
    return [node.attributes["href"] or "" for node in page.css(".search-result-item h3 a")]


def _total(page: LexborHTMLParser) -> int:
    header = page.css_first(".view-header")
    assert header is not None
    number, word = header.text(strip=True).split()
    assert word in ("result", "results")
    return int(number)


def _walk(site: Site, address: str) -> tuple[list[str], list[int]]:
    """All links of a search, following rel=next, and the number of hits on each page."""
    found, sizes = [], []
    while True:
        page = _page(site, address)
        links = _links(page)
        found += links
        sizes.append(len(links))
        onward = page.css_first("nav.pager a[rel=next]")
        if onward is None:
            return found, sizes
        href = onward.attributes["href"] or ""
        assert href.startswith("?")
        address = urljoin(f"http://replica.example{address}", href).removeprefix("http://replica.example")


@pytest.mark.parametrize("search", published(), ids=lambda search: f"search-{search.number}")
def test_the_twelve_searches_find_what_was_arranged(site: Site, search: Published) -> None:
    pages = [_page(site, _address(text, search.s3)) for text in search.texts]
    assert sum(map(_total, pages)) == search.hits


@pytest.mark.parametrize("number", [3, 6, 8, 9, 11])
def test_every_page_of_a_search_is_there(site: Site, number: int) -> None:
    search = published()[number - 1]
    found = [link for text in search.texts for link in _walk(site, _address(text, search.s3))[0]]
    assert len(found) == len(set(found)) == search.hits


def test_thirty_hits_are_three_pages(site: Site) -> None:
    found, sizes = _walk(site, _address("food", SUSTAINABLE_AGRICULTURE))
    assert sizes == [12, 12, 6]
    assert len(set(found)) == 30


def test_beyond_the_end_is_empty_and_no_error(site: Site) -> None:
    page = _page(site, _address("food", SUSTAINABLE_AGRICULTURE) + "&page=3")
    assert not _links(page)
    assert page.css_first(".view-empty") is not None
    assert page.css_first("nav.pager") is None


def test_both_govtech_hits_are_bron_innovation(site: Site) -> None:
    links = _links(_page(site, _address("govtech")))
    assert sorted(links) == ["/content/bron-innovation", "/content/bron-innovation-govtech-sweden"]


def test_the_food_technology_hit_is_a_network(site: Site) -> None:
    assert _links(_page(site, _address('"food technolog"')))[0].startswith("/cluster-networks/")


def test_the_five_contain_the_three(site: Site) -> None:
    six = published()[5]
    three = set(_walk(site, _address('"public administration"'))[0])
    assert len(three) == 3
    assert three < {link for text in six.texts for link in _walk(site, _address(text))[0]}


def test_the_real_advanced_manufacturers_are_among_the_four(site: Site) -> None:
    links = set(_links(_page(site, _address('"advanced manufacturing"'))))
    assert {"/content/afm-cluster-advanced-manufacturing-technologies"} < links
    assert sum("femetalindustry" in link for link in links) == 1


def test_nothing_asked_lists_everything_by_name(site: Site) -> None:
    page = _page(site, "/search-results")
    assert _total(page) == len(index().organisations)
    names = [node.text() for node in page.css(".search-result-item .field--name-title")]
    assert names == sorted(names, key=str.casefold)


def test_nonsense_finds_nothing(site: Site) -> None:
    page = _page(site, _address("qzxqvk"))
    assert (_total(page), _links(page)) == (0, [])


def test_another_type_has_no_clusters(site: Site) -> None:
    assert _total(_page(site, "/search-results?type=eccp_calls")) == 0


def test_an_unknown_term_is_refused(site: Site) -> None:
    page = _page(site, "/search-results?s3_priority[]=99")
    assert _total(page) == 0
    assert page.css_first(".messages--error") is not None


def test_form_and_facet_links_find_the_same(site: Site) -> None:
    term = _term("s3_priority", SUSTAINABLE_AGRICULTURE)
    by_form = _walk(site, f"/search-results?search_api_fulltext=food&s3_priority[]={term}")
    by_link = _walk(site, f"/search-results?search_api_fulltext=food&f[0]=s3_priority:{term}")
    assert by_form == by_link


def test_a_facet_link_counts_what_it_finds_and_can_be_taken_back(site: Site) -> None:
    start = "/search-results?search_api_fulltext=food"
    link = _page(site, start).css_first("[data-drupal-facet-id=s3_priority] a")
    assert link is not None
    page = _page(site, link.attributes["href"] or "")
    assert _total(page) == int(link.attributes["data-drupal-facet-item-count"] or "")
    back = page.css_first("[data-drupal-facet-id=s3_priority] a.is-active")
    assert back is not None
    assert back.attributes["href"] == start


def test_values_of_one_facet_are_alternatives_and_facets_must_all_hold() -> None:
    sweden = len(index().search("", {"country": ["Sweden"]}))
    norse = len(index().search("", {"country": ["Sweden", "Finland"]}))
    digital = index().search("", {"country": ["Sweden", "Finland"], "ecosystem": ["Digital"]})
    assert sweden < norse == sweden + len(index().search("", {"country": ["Finland"]}))
    assert 0 < len(digital) < norse
    assert all(hit.country in ("Sweden", "Finland") and "Digital" in hit.ecosystems for hit in digital)


def test_the_form_labels_its_fields(site: Site) -> None:
    page = _page(site, "/search-results")
    labels = {label.attributes["for"]: label.text() for label in page.css("form.views-exposed-form label")}
    assert set(labels.values()) == {
        "Search", "S3 EU priority areas", "Sectoral industries", "Technology fields", "Industrial ecosystems",
        "Country",
    }  # fmt: skip
    assert all(page.css_first(f"#{field}") is not None for field in labels)
    form = page.css_first("form.views-exposed-form")
    assert form is not None
    assert (form.attributes["method"], form.attributes["action"]) == ("get", "/search-results")


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("additive manufacturing", '"additive" OR "manufacturing"'),
        ('"twin cities"', '"twin cities"'),
        ("“smart care” robots", '"smart care" OR "robots"'),
        ("food AND drink", '"food" OR "AND" OR "drink"'),
        ('unclosed "phrase', '"unclosed" OR "phrase"'),
        ("& -", ""),
    ],
)
def test_what_is_typed(typed: str, expression: str) -> None:
    assert match_expression(typed) == expression


@pytest.mark.parametrize("typed", ['"', "NEAR(a b)", "a* ^b {c}: d", "'; drop table profile; --", "col:food"])
def test_no_typing_breaks_the_search(typed: str) -> None:
    index().search(typed)


def test_case_and_accents_do_not_matter() -> None:
    assert index().search("FOODTECH") == index().search("foodtech")
    assert index().search("vehicule") == index().search("Véhicule") != []


@pytest.mark.parametrize("page", ["-1", "x", "", "0,2", "٣"])
def test_a_strange_page_number_is_the_first_page(page: str) -> None:
    assert read_query(urlencode({"page": page})).page == 0
