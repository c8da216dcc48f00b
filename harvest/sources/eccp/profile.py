"""A cluster organisation's profile page, in both layouts that were seen, read by its labels."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from harvest.errors import MissingNode, UnexpectedPage
from harvest.normalise.mail import unmask
from harvest.reading import Line, lines, main_part, main_root, one, text
from harvest.records import Profile, Value
from harvest.sources import load_source
from harvest.sources.eccp.header import read_header
from harvest.sources.eccp.signs import what_it_is
from harvest.sources.labelled import Labelled, labels_and_lines, synonyms

_NAME = "the organisation's name"
_CRUMBS = re.compile(r"\bhome\W+(cluster networks?|meta[- ]?clusters?)\b", re.IGNORECASE)
_NEAR = 4000
"""Characters before the main part among which a breadcrumb stands."""
_WHOLE = frozenset(("description", "strategy", "major_player", "facility"))
"""Fields whose lines are one text, or a list whose lines belong together; every other field's values stand apart."""


def read_profile(html: str, url: str) -> Profile:
    """One profile.

    Raises MissingNode without exactly one heading, UnexpectedPage where the page is something else: a news item, a
    call, or nothing that says that it is a profile.
    """
    before, main = main_part(html)
    tree = LexborHTMLParser(main)
    root = main_root(tree)
    if root is None:
        raise UnexpectedPage("the page is empty; expected the profile of a cluster organisation")
    pairs, free = labels_and_lines(root, known())
    headings = [line for line in free if "h1" in line.path]
    # One line in one h1 is the rule; anything else is looked at closely.
    name = headings[0].text if len(headings) == 1 else text(one(root, "h1", _NAME))
    if not name:
        raise MissingNode("h1", "exactly one with words in it", 0, _NAME)
    kind, evidence = what_it_is(free, {pair.field for pair in pairs if pair.field})
    if kind != "profile":
        raise UnexpectedPage(f"{name!r} is no profile but {kind}: {evidence}")
    header = read_header(free)
    values = [Value("name", name, "h1"), Value("source_url", url, "address"), _type(before, free, url)]
    if header.native_name:
        values.append(Value("native_name", header.native_name, "below the name"))
    if header.place:
        values.append(Value("place", header.place, "below the name"))
    unread: list[Value] = []
    for pair in pairs:
        label = pair.label.rstrip(": ")
        if pair.field is None:
            unread += [Value("", printed, pair.label) for printed in pair.values if printed]
        elif pair.field in _WHOLE:
            whole = "\n".join(filter(None, pair.values))
            values += [Value(pair.field, whole, label)] if whole else []
        else:
            printed = _ADDRESSES[pair.field](pair, url) if pair.field in _ADDRESSES else pair.values
            values += [Value(pair.field, one, label) for one in printed if one]
    return Profile(tuple(dict.fromkeys(values)), tuple(dict.fromkeys(unread)))


@cache
def known() -> dict[str, str]:
    """Key of a label -> field."""
    return synonyms(load_source("eccp").labels)


def _homepages(pair: Labelled, url: str) -> list[str]:
    """The address a link leads to rather than its text, which the platform cuts short."""
    links = [pair.href(position) for position in range(len(pair.values))]
    return [unquote(urljoin(url, link)) if link else text for text, link in zip(pair.values, links, strict=True)]


def _mails(pair: Labelled, _: str) -> list[str]:
    return [unmask(pair.href(position)) or unmask(text) for position, text in enumerate(pair.values)]


_ADDRESSES = {"homepage": _homepages, "email": _mails}


def _type(before: str, free: list[Line], url: str) -> Value:
    """The type of organisation: what the breadcrumb above the name, else the address, says that it is listed under."""
    words = [line.text for line in takewhile(lambda line: "h1" not in line.path, free)]
    near = before[-_NEAR:]
    # Looked for in the raw text first: few pages need this part parsed.
    if any(word in near for word in ("luster network", "luster Network", "eta-cluster", "eta cluster")):
        head = LexborHTMLParser(near).body
        words += [line.text for line in lines(head)] if head is not None else []
    found = _CRUMBS.search(" ".join(words))
    if found:
        return Value("type", found[1], "breadcrumb")
    network = urlsplit(url).path.startswith("/cluster-networks/")
    return Value("type", "Cluster Networks" if network else "Cluster Organisations", "address")
