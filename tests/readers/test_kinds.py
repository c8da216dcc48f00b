"""What a page is: first whether it keeps us out, then what it says that it is."""

from __future__ import annotations

import pytest

from harvest.sources.kinds import BLOCKS, CHALLENGE, CONSENT, EMPTY, LOGIN, REFUSED, block_of, is_login, kind_of
from tests.readers.frozen import folders, html

URL = "https://x.example/content/x"
LONG = " ".join(["word"] * 300)


def page(body: str, title: str = "A page") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


BANNER = "<div><p>We use cookies.</p><button>Accept all cookies</button></div>"
FORM = '<form><input name="name"><input type="password" name="pass"></form>'


@pytest.mark.parametrize(
    ("text", "status", "headers", "kind", "word"),
    [
        (page("<h1>x</h1>"), 403, {"cf-mitigated": "challenge"}, CHALLENGE, "cf-mitigated"),
        (page("<h1>x</h1>", "Just a moment..."), 503, {}, CHALLENGE, "Just a moment"),
        (page("<p>Performing security verification</p>"), 200, {}, CHALLENGE, "performing security verification"),
        (
            page("<p>Verify you are human by completing the action below.</p>"),
            403,
            {},
            CHALLENGE,
            "verify you are human",
        ),
        (page("<p>No.</p>"), 403, {}, REFUSED, "answers 403"),
        (page("<p>Slowly.</p>"), 429, {"retry-after": "120"}, REFUSED, "asks to wait (120)"),
        (None, 451, {}, REFUSED, "answers 451"),
        (page(f"<main><h1>Log in</h1>{FORM}</main>", "Log in | Platform"), 200, {}, LOGIN, "Log in | Platform"),
        (page(f"<main><h1>Before you continue</h1><p>Cookies?</p>{BANNER}</main>"), 200, {}, CONSENT, "before you"),
        (
            page(f"<main><p>Before you continue: we use cookies.</p>{BANNER}</main>"),
            200,
            {},
            CONSENT,
            "before you continue",
        ),
        (page(BANNER), 200, {}, CONSENT, "accept all cookies"),
        (page('<div id="root"></div><script>start()</script>'), 200, {}, EMPTY, "without a word"),
        (
            page("<div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript>"),
            200,
            {},
            EMPTY,
            "",
        ),
        ("", 200, {}, EMPTY, "without a word"),
    ],
)
def test_what_keeps_us_out(text: str | None, status: int, headers: dict[str, str], kind: str, word: str) -> None:
    found = block_of(text, URL, status, headers)
    assert found is not None
    assert (found.name, word in found.evidence) == (kind, True)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (page(f"<h1>News</h1><p>They met.</p>{BANNER}"), 200),
        (page(f"<main><h1>News</h1><p>They met.</p></main>{BANNER}"), 200),
        (page(f"<main><h1>A cluster</h1><p>{LONG} verify you are human</p></main>"), 200),
        (page(f"<aside>{FORM}</aside><main><h1>A cluster</h1></main>"), 200),
        (page("<h1>Page not found</h1>"), 404),
        (page("<h1>Out of order</h1>"), 503),
        (page("<p>short</p><script>x()</script>"), 200),
        (None, 200),
    ],
)
def test_what_does_not(text: str | None, status: int) -> None:
    assert block_of(text, URL, status) is None


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_no_frozen_page_keeps_us_out(folder) -> None:  # type: ignore[no-untyped-def]
    assert block_of(html(folder), URL) is None
    assert kind_of(html(folder), URL).name not in BLOCKS


def test_kinds_of_content() -> None:
    kinds = {folder.name: kind_of(html(folder), URL).name for folder in folders() if folder.parent.name == "eccp"}
    assert {kinds[name] for name in ("profile-2016", "profile-2020", "profile-network")} == {"profile"}
    assert kinds["profile-is-a-call"] == "a call"
    assert kinds["form-selects"] == kinds["search-one-hit"] == "search page"
    assert kinds["profile-is-news"] == "something else"


@pytest.mark.parametrize(
    ("address", "login"), [("/user/login?destination=/x", True), ("/content/login-cluster", False)]
)
def test_addresses_of_logins(address: str, login: bool) -> None:
    assert is_login(address) is login
