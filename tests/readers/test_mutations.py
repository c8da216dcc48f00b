"""Readers under change: a new dress alters nothing that is read, and a node that must be there is missed by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import NotOffered, PageError
from harvest.records import Query
from harvest.sources.eccp.search_page import read_search_page
from harvest.sources.recognise import REDACT
from tests.readers.frozen import PAGES, READERS, folders, html, read

LISTED = [
    folder
    for folder in folders()
    if folder.name.startswith(("profile-", "search-", "region-"))
    and '"error"' not in (folder / "expected.json").read_text("utf-8")
]


def called(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


HEALTH = Query("eccp", "care", (("s3", "Digital transformation/e-Health"),))


# ---- another dress ----


def renamed(text: str) -> str:
    """Every class gets another name, the same one wherever it stands."""
    return re.sub(r'class="([^"]*)"', lambda found: f'class="{" ".join(map(_other, found[1].split()))}"', text)


def _other(name: str) -> str:
    return "x" + name.encode().hex()


def alike(text: str) -> str:
    """Every class is the same."""
    return re.sub(r'class="[^"]*"', 'class="x"', text)


def bare(text: str) -> str:
    """No classes at all."""
    return re.sub(r' class="[^"]*"', "", text)


def unlike(text: str) -> str:
    """No class stands twice, as style sheets made by machines have it."""
    numbers = count()
    return re.sub(r'class="[^"]*"', lambda _: f'class="c{next(numbers)}"', text)


def other_ids(text: str) -> str:
    """Every id gets another name, where it is used as well."""
    return re.sub(r'\b(id|for|aria-labelledby)="([^"]*)"', r'\1="other-\2"', text)


@pytest.mark.parametrize("dress", [renamed, alike, bare, unlike, other_ids])
@pytest.mark.parametrize("folder", folders(), ids=called)
def test_a_new_dress_changes_nothing(folder: Path, dress: Callable[[str], str]) -> None:
    page = html(folder)
    assert but_for_a_lone_card(read(folder, dress(page))) == but_for_a_lone_card(read(folder, page))


def but_for_a_lone_card(told: str) -> str:
    """Where no other result stands beside it, how far a result reaches is known by its class alone."""
    return told if told.count('"card":') > 1 else re.sub(r'"card": ".*"', "", told)


@pytest.mark.parametrize("dress", [renamed, alike, bare, unlike])
@pytest.mark.parametrize("folder", folders(), ids=called)
def test_no_dress_hides_a_person(folder: Path, dress: Callable[[str], str]) -> None:
    page = dress((folder / "page.html").read_text("utf-8"))
    assert "testperson" not in REDACT[folder.parent.name](page).lower()


# ---- a node that is gone ----

REQUIRED: dict[str, Callable[[Any], object]] = {
    "profile": lambda found: [value for value in found.values if value.field == "name"],
    "search": lambda found: bool(found.hits) or found.claimed_total == 0,
    "region": lambda found: (found.nuts, bool(found.priorities)),
}
"""By kind of page, what its reader must not lose without a word."""
NAMES = {
    "profile": ("the organisation's name", "no profile"),
    "search": ("no page of results", " results: expected at least one"),
    "region": ("no region's page", "the declared priorities of "),
}
"""How that is named."""


@pytest.mark.parametrize("folder", LISTED, ids=called)
def test_a_required_node_that_is_gone_is_named(folder: Path) -> None:
    page, kind = html(folder), folder.name.partition("-")[0]
    address = (folder / "address.txt").read_text("utf-8").strip()
    required, reader = REQUIRED[kind], READERS[kind]
    before = required(reader(page, address))
    lost = 0
    for tag, mutant in without_one(page):
        after, said = outcome(reader, mutant, address, required)
        if said:
            lost += 1
            assert any(name in said for name in NAMES[kind]), f"without <{tag}>: {said}"
        else:
            assert after == before, f"without <{tag}> the page reads as if nothing were gone: {after}"
    assert lost


def outcome(
    reader: Callable[[str, str], Any], page: str, address: str, required: Callable[[Any], object]
) -> tuple[object, str]:
    """(what must not be lost, nothing), or (None, the reader's error)."""
    try:
        return required(reader(page, address)), ""
    except PageError as error:
        return None, str(error)


GONE = [
    ("form-selects", "main form", "no filter for 's3'"),
    ("form-selects", 'label[for="b"]', "no filter for 's3'"),
    ("form-selects", 'option[value="7"]', "does not offer 'Digital transformation/e-Health'"),
    ("form-facet-links", "main form", "no box for the text"),
    ("form-facet-links", "main input[type=text]", "no box for the text"),
    ("form-facet-links", "h3", "no filter for 's3'"),
    ("form-facet-links", "li:nth-child(2)", "does not offer 'Digital transformation/e-Health'"),
    ("form-two-boxes", 'label[for="k2"]', "none is called like a search"),
    ("form-two-boxes", "form", "found neither in 0 form(s)"),
]


@pytest.mark.parametrize("dress", [str, renamed, bare])
@pytest.mark.parametrize(("page", "selector", "said"), GONE, ids=[f"{page}-{gone}" for page, gone, _ in GONE])
def test_what_a_query_needs_and_the_form_lost_is_named(
    page: str, selector: str, said: str, dress: Callable[[str], str]
) -> None:
    folder = PAGES / "eccp" / page
    tree = LexborHTMLParser(dress(html(folder)))
    node = tree.css_first(selector)
    assert node is not None
    node.decompose()
    with pytest.raises((PageError, NotOffered), match=re.escape(said)):
        READERS["form"](tree.html or "", (folder / "address.txt").read_text("utf-8").strip()).fill(HEALTH)


@pytest.mark.parametrize("dress", [str, renamed, bare])
@pytest.mark.parametrize("page", ["search-first-page", "search-dressed-anew"])
def test_a_result_without_its_link_is_named(page: str, dress: Callable[[str], str]) -> None:
    folder = PAGES / "eccp" / page
    tree = LexborHTMLParser(dress(html(folder)))
    tree.css("h3 a")[1].decompose()
    found = READERS["search"](tree.html or "", (folder / "address.txt").read_text("utf-8").strip())
    assert [hit.rank for hit in found.hits] == [1, 2]
    assert found.missing == ("result 2 of 3 has no link to a record",)


def test_beyond_the_last_page_an_empty_list_is_the_end_and_before_it_a_fault() -> None:
    page = html(PAGES / "eccp" / "search-empty-last-page")
    assert read_search_page(page, "https://x.example/search-results?page=19", 228).hits == ()
    with pytest.raises(PageError, match="228 results: expected at least one"):
        read_search_page(page, "https://x.example/search-results?page=0", 0)


def without_one(text: str) -> Iterator[tuple[str, str]]:
    """(tag, page) for every element of the page, that element left out."""
    for position in range(len(_elements(LexborHTMLParser(text)))):
        tree = LexborHTMLParser(text)
        node = _elements(tree)[position]
        tag = node.tag or ""
        node.decompose()
        yield tag, tree.html or ""


def _elements(tree: LexborHTMLParser) -> list[LexborNode]:
    return list(tree.body.css("*"))[1:] if tree.body is not None else []
