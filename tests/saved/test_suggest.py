"""What three pages give away to somebody who knows none of their words."""

from __future__ import annotations

import tomllib

import pytest

from harvest.saved.repeated import find_next, find_records, find_total
from harvest.saved.suggest import Suggestion, suggest
from harvest.sources import load_source
from tests.readers.frozen import PAGES, html

URL = "https://platform.example/firmen?seite=1"
CARDS = "".join(
    f'<div class="k{n}"><h3><a href="/firma/{n}">Firma {n}</a></h3><p>Halle {n}</p></div>' for n in range(9)
)
RESULTS = f"""<html><body><nav><a href="/a/1">A</a><a href="/a/2">B</a></nav><main>
<form><input type=text name=wort></form><ul><li><a href="/firmen?fach=1">Metall</a></li></ul>
<p>Gefundene Firmen: 1 228</p><div>{CARDS}</div>
<a href="/firmen?seite=0">Zurück</a> <a href="/firmen?seite=2">Seite 3</a> <a href="/firmen?seite=2">Vor</a></main>"""


def test_the_list_of_records_its_total_and_the_way_on_are_found() -> None:
    found = find_records(RESULTS, URL)
    assert (found.folder, len(found.paths)) == ("/firma/", 9)
    assert find_total(RESULTS, 9) == r"Gefundene\s+Firmen:\s*(\d[\d .,]*)\s*"
    assert find_next(RESULTS, URL) == "Vor"


@pytest.mark.parametrize("page", ["", "<html></html>", "<p>nothing</p>", "<a href='/x'>1</a>"])
def test_where_nothing_is_nothing_is_found(page: str) -> None:
    assert find_records(page, URL).paths == ()
    assert find_total(page, 1) is None
    assert find_next(page, URL) is None


def test_what_can_not_be_told_is_a_remark() -> None:
    made = suggest(("<p>x", URL), ("<p>x", URL), ("<h1>x</h1>", URL))
    assert {remark.partition(":")[0] for remark in made.remarks} >= {"search form", "second result page"}
    written = made.toml("eccp")
    assert tomllib.loads(written)["source"]["eccp"] == {"entry": "/firmen?seite=1"}


def test_pages_that_are_read_need_no_override() -> None:
    names = ("form-selects", "search-first-page", "profile-2020")
    pages = [
        (html(PAGES / "eccp" / name), (PAGES / "eccp" / name / "address.txt").read_text("utf-8").strip())
        for name in names
    ]
    made = suggest(pages[0], pages[1], pages[2])
    assert {"facets", "record_paths", "totals", "next_words"}.isdisjoint(made.table)


def test_an_override_is_written_as_toml_whatever_is_in_it() -> None:
    made = Suggestion({"cards": ['a"b', "å\\d"], "labels": {"sector": ["x'y", "\u00a0z"]}}, ["a remark"])
    assert tomllib.loads(made.toml("eccp"))["source"]["eccp"] == made.table
    assert load_source("eccp").name == "eccp"
