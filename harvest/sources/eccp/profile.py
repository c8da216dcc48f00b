"""A cluster organisation's profile page, in both layouts that were seen, read by its labels."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from harvest.errors import UnexpectedPage
from harvest.normalise.mail import unmask
from harvest.normalise.text import label_key
from harvest.reading import attribute, one, parse, text
from harvest.records import Profile, Value
from harvest.sources import load_source
from harvest.sources.eccp.header import read_header
from harvest.sources.labelled import Found, Labelled, labelled, synonyms

_MAIN = "main, [role=main]"
_CRUMBS = ".breadcrumb, nav[aria-label=Breadcrumb]"
_SIGNS = ("general information", "cluster composition", "composition of the cluster", "completed", "about us")
"""What only profiles say: an address does not tell the kind of page."""
_LISTED = frozenset(("description", "strategy"))
"""Fields whose lines are one text; every other field's values stand apart."""


def read_profile(html: str, url: str) -> Profile:
    """One profile.

    Raises MissingNode without exactly one heading, UnexpectedPage where nothing says that it is a profile.
    """
    tree = parse(html)
    root = tree.css_first(_MAIN) or tree.body
    if root is None:
        raise UnexpectedPage("the page is empty; expected the profile of a cluster organisation")
    name = one(root, "h1", "the organisation's name")
    pairs = labelled(root, _KNOWN)
    fields = {_KNOWN[label_key(pair.label)] for pair in pairs if label_key(pair.label) in _KNOWN}
    words = label_key(text(root))
    if not any(sign in words for sign in _SIGNS) and len(fields) < 2:
        raise UnexpectedPage(f"{text(name)!r} is no profile: none of its signs ({', '.join(_SIGNS)}) is on the page")
    header = read_header(root)
    values = [
        Value("name", text(name), "h1"),
        Value("source_url", url, "address"),
        _kind(tree.css_first(_CRUMBS), url),
    ]
    if header.native_name:
        values.append(Value("native_name", header.native_name, "below the name"))
    if header.place:
        values.append(Value("place", header.place, "below the name"))
    unread = []
    for pair in pairs:
        field = _KNOWN.get(label_key(pair.label))
        if field is None:
            unread += [Value("", found.text, pair.label) for found in pair.values if found.text]
        else:
            values += _values(field, pair, url)
    return Profile(tuple(dict.fromkeys(values)), tuple(dict.fromkeys(unread)))


_KNOWN = synonyms(load_source("eccp").labels)


def _values(field: str, pair: Labelled, url: str) -> list[Value]:
    label = pair.label.rstrip(": ")
    if field in _LISTED:
        whole = "\n".join(found.text for found in pair.values if found.text)
        return [Value(field, whole, label)] if whole else []
    printed = (_printed(field, found, url) for found in pair.values)
    return [Value(field, value, label) for value in printed if value]


def _printed(field: str, found: Found, url: str) -> str:
    """The address a link leads to rather than its text, which the platform cuts short."""
    if field == "homepage":
        return unquote(urljoin(url, found.href)) if found.href else found.text
    if field == "email":
        return unmask(found.href) or unmask(found.text)
    return found.text


def _kind(crumbs: LexborNode | None, url: str) -> Value:
    """The type of organisation: what the breadcrumb, else the address, says that it is listed under."""
    for crumb in crumbs.css("a, li") if crumbs else []:
        if attribute(crumb, "href") or crumb.tag == "li":
            key = label_key(text(crumb))
            if "cluster network" in key or "meta cluster" in key:
                return Value("type", text(crumb), "breadcrumb")
    path = urlsplit(url).path
    return Value(
        "type",
        "Cluster Networks" if path.startswith("/cluster-networks/") else "Cluster Organisations",
        "address",
    )
