"""Pages that nobody would write by hand: each is read, or refused with a reason, and none takes long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harvest.errors import PageError, UnexpectedPage
from harvest.reading import DEEPEST, lines, parse
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.redact import redact
from harvest.sources.eccp.search_form import read_search_form
from harvest.sources.eccp.search_page import read_search_page
from harvest.sources.kinds import kind_of

URL = "https://x.example/content/x"
# Any step that grows with the square of these would be noticed: the tests would not end.
HOSTILE = {
    "nested blocks": "<div>" * 3_000 + "x",
    "nested lines": "<span>" * 3_000 + "x",
    "nested with text": "<div>t" * 1_500,
    "nested labels": "<div><i>Country</i>" * 2_000,
    "nested tables": "<table><tr><td>a" * 2_000,
    "nested lists": "<ul><li><a href='/content/x'>x</a>" * 1_500,
    "nested persons": "<div class=contact-person>" * 3_000 + "x",
    "nested forms": "<form><fieldset><legend>l</legend><input type=checkbox name=n>" * 2_000,
    "one long word": "a" * 500_000,
    "one long chain": "a." * 200_000,
    "one long address": "a@" * 100_000,
    "nothing but space": "a" + " " * 500_000 + "b",
    "one long number": "0" * 500_000,
    "many numbers": "+1 " * 100_000,
    "many labels": "<p>Country: Sweden</p>" * 1_500,
    "many pairs": "<div><b>Country</b><i>Sweden</i></div>" * 1_500,
    "many terms": "<dl>" + "<dt>Country" * 3_000 + "<dd>x</dl>",
    "many links": "<ul>" + "".join(f"<li><a href='/content/x{n}'>x</a>" for n in range(1_500)) + "</ul>",
    "many facets": "<h2>Sectors</h2><ul>" + "".join(f"<li><a href='?s={n}'>x</a>" for n in range(1_500)) + "</ul>",
    "no characters": "\x00" * 100_000,
    "unclosed comment": "<!--" * 50_000,
    "unclosed tag": "<a " * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused(name: str) -> None:
    page = f"<html><body><main><h1>X</h1><h2>About us</h2>{HOSTILE[name]}"
    assert outcome(redact, page)
    for read in (kind_of, read_profile, read_search_page, read_search_form):
        assert outcome(read, page, URL)


def outcome(read: Callable[..., object], *page: str) -> str:
    """``read``, or why it was refused. Anything but a refusal fails the test."""
    try:
        read(*page)
    except PageError as error:
        return str(error)
    return "read"


def test_what_is_too_deep_is_named() -> None:
    body = parse("<div>" * (DEEPEST + 2) + "x").body
    assert body is not None
    with pytest.raises(UnexpectedPage, match=f"more than {DEEPEST} deep"):
        lines(body)
    body = parse("<div>" * (DEEPEST - 2) + "x").body
    assert body is not None
    assert [line.text for line in lines(body)] == ["x"]
