"""What kind of page an answer is, decided by what it says: first whether it is one that keeps us out.

A site keeps a visitor out in several ways, and only some of them use HTTP's words for it. None is ever worked round:
whoever meets one stops. Verified of the European Cluster Collaboration Platform are Cloudflare's words ("Performing
security verification", "Verify you are human") and members' pages that lead to ``/user/login``, titled "Log in";
the rest is what such pages usually look like.

Pure: an answer in, a kind and its evidence out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.reading import main_root, parse, text
from harvest.sources.eccp.profile import known
from harvest.sources.eccp.signs import what_it_is
from harvest.sources.labelled import labels_and_lines

CHALLENGE, LOGIN, REFUSED, CONSENT, EMPTY = "challenge", "login", "refused", "consent wall", "empty shell"
BLOCKS = frozenset((CHALLENGE, LOGIN, REFUSED, CONSENT, EMPTY))
"""The kinds that keep us out."""
BUSY, DOWN = "busy", "down"
"""Not what a page is, but why its host is left alone: it asks to wait for longer than we do, or gives nothing."""

_REFUSING = frozenset((401, 403, 407, 429, 451))
"""HTTP's ways of saying "not you" or "not now"."""
_CHALLENGE_TITLES = ("just a moment", "attention required", "security check", "verify you are human", "ddos-guard")
_CHALLENGE_WORDS = (
    "verify you are human",
    "verifying you are human",
    "performing security verification",
    "checking your browser",
    "checking if the site connection is secure",
    "confirm that you are human",
    "complete the captcha",
)
_LOGIN_PATHS = ("/login", "/signin", "/sign-in", "/cas", "/ecas", "/saml_login")
_LOGIN_TITLES = ("log in", "login", "sign in")
_CONSENT_WORDS = (
    "before you continue",
    "we value your privacy",
    "your privacy choices",
    "consent to the use of cookies",
    "accept all cookies",
    "accept cookies",
    "we use cookies",
)
_FEW = 200
"""Words: a page that keeps visitors out says little else."""
_HARDLY_ANY = 30
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)


class Kind(NamedTuple):
    """What a page is, and the words on it that say so."""

    name: str
    evidence: str


def kind_of(html: str, url: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Kind:
    """One of ``BLOCKS``; else ``profile``, ``a news item``, ``a call``, ``search page`` or ``something else``."""
    block = block_of(html, url, status, headers)
    if block is not None:
        return block
    tree = parse(html)
    box = tree.css_first("main form input[type=text], main form input[type=search]")
    if box is not None:
        return Kind("search page", "a form with a text box")
    root = main_root(tree)
    if root is None:
        return Kind("something else", "there is nothing on it")
    pairs, free = labels_and_lines(root, known())
    return Kind(*what_it_is(free, {pair.field for pair in pairs if pair.field}))


def block_of(html: str | None, url: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Kind | None:
    """How an answer keeps us out, None where it does not.

    ``html`` is None where the answer is no page; ``headers`` have names in lower case.
    """
    asked = headers or {}
    path = urlsplit(url).path or "/"
    title = _title(html or "")
    if asked.get("cf-mitigated", "").lower() == "challenge":
        return Kind(CHALLENGE, f"{path} answers {status} with a check for humans ('cf-mitigated: challenge')")
    if title.lower().startswith(_CHALLENGE_TITLES):
        return Kind(CHALLENGE, f"{path} answers {status} with a check for humans, titled {title!r}")
    if html is not None and (status in _REFUSING or status in (200, 503)):
        found = _said(html, path, status, title)
        if found is not None:
            return found
    if status in _REFUSING:
        wait = asked.get("retry-after", "")
        return Kind(REFUSED, f"{path} answers {status}" + (f" and asks to wait ({wait})" if wait else ""))
    return None


def is_login(address: str) -> bool:
    """Whether an address is that of a login."""
    return urlsplit(address).path.rstrip("/").endswith(_LOGIN_PATHS)


def _title(html: str) -> str:
    found = _TITLE.search(html)
    return " ".join(found[1].split()) if found else ""


def _said(html: str, path: str, status: int, title: str) -> Kind | None:
    """What the words of a page say, where there are few."""
    tree = parse(html)
    body = tree.body
    words = body.text(separator=" ").split() if body is not None else []
    login = title.lower().startswith(_LOGIN_TITLES) or is_login(path)
    if login and (status != 200 or tree.css_first("input[type=password]") is not None):
        return Kind(LOGIN, f"{path} asks for a login, titled {title!r}")
    if body is None or len(words) > _FEW:
        return None
    said = " ".join(words).lower()
    for phrase in _CHALLENGE_WORDS:
        if phrase in said:
            return Kind(CHALLENGE, f"{path} answers {status} with a check for humans: {phrase!r}")
    return _consent(tree, body, path) or (_emptiness(html, tree, words, path) if status == 200 else None)


def _consent(tree: LexborHTMLParser, body: LexborNode, path: str) -> Kind | None:
    """A wall asks in place of the page; a banner beside a page is none."""
    headings = [text(heading).lower() for heading in body.css("h1")]
    root = main_root(tree) or body
    said = " ".join(root.text(separator=" ").split()).lower()
    for phrase in _CONSENT_WORDS:
        asks = root.css_first("button, input[type=submit], input[type=button], a[role=button]") is not None
        if phrase in said and asks and all(phrase in heading or "cookie" in heading for heading in headings):
            return Kind(CONSENT, f"{path} asks for consent instead of answering: {phrase!r}")
    return None


def _emptiness(html: str, tree: LexborHTMLParser, words: list[str], path: str) -> Kind | None:
    """A page that a script was to fill in, or nothing at all."""
    if not words:
        return Kind(EMPTY, f"{path} answers with a page without a word")
    wants_script = "enable javascript" in html.lower() or "requires javascript" in html.lower()
    if len(words) < _HARDLY_ANY and wants_script and tree.css_first("h1") is None:
        return Kind(EMPTY, f"{path} answers with a page that only a script fills in")
    return None
