"""What a page is, when nobody says why it was asked for: every reader of its source is tried.

An address does not tell the kind of a page, so only what is on it counts. A reader that refuses a page says why, and
that is kept: it is what somebody needs who wonders why a page is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from harvest.errors import PageError
from harvest.sources import NAMES, load_source
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.redact import redact as redact_eccp
from harvest.sources.eccp.search_form import read_search_form
from harvest.sources.eccp.search_page import read_search_page
from harvest.sources.eyeris3.addresses import hosts_of_source, region_links
from harvest.sources.eyeris3.map_search import read_map_form
from harvest.sources.eyeris3.redact import redact as redact_eyeris3
from harvest.sources.eyeris3.region_page import read_region_page
from harvest.sources.kinds import block_of

Reader = Callable[[str, str], Any]

READERS: Mapping[str, Mapping[str, Reader]] = {
    "eccp": {"profile": read_profile, "search": read_search_page, "form": read_search_form},
    "eyeris3": {"region": read_region_page, "map": read_map_form, "links": region_links},
}
"""By source and kind of page; the kind is also the first word of a frozen page's name."""
REDACT: Mapping[str, Callable[[str], str]] = {"eccp": redact_eccp, "eyeris3": redact_eyeris3}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page's kinds, what their readers read, and what the other readers said."""

    source: str
    kinds: tuple[str, ...]
    """None where no reader takes it; a search page is often a form as well."""
    read: Mapping[str, Any]
    refused: Mapping[str, str]
    blocked: str
    """The sign that this is no page of the site but something in front of it; empty where there is none."""


def recognise(source: str, html: str, url: str) -> Recognised:
    """What a page of a source is; ``html`` without persons, ``url`` empty where it is not known."""
    block = block_of(html, url)
    blocked = block.evidence if block is not None else ""
    read: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for kind, reader in READERS[source].items() if not blocked else ():
        try:
            found = reader(html, url)
        except PageError as error:
            refused[kind] = str(error)
            continue
        if found:
            read[kind] = found
        else:
            refused[kind] = "nothing of the kind is on the page"
    return Recognised(source, _kinds(read), read, refused, blocked)


def look_at(source: str, html: str, url: str) -> tuple[Recognised, str]:
    """What a page is, and the page without persons: empty, and of no kind, where they can't be taken out."""
    try:
        clean = REDACT[source](html)
    except PageError as error:
        return Recognised(source, (), {}, {"page": str(error)}, ""), ""
    return recognise(source, clean, url), clean


def source_of(url: str) -> str | None:
    """The source whose host an address names, None where it is nobody's."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for name in NAMES:
        bases = [load_source(name).address, *(hosts_of_source() if name == "eyeris3" else ())]
        if host in {(urlsplit(base).hostname or "").removeprefix("www.") for base in bases}:
            return name
    return None


def _kinds(read: Mapping[str, Any]) -> tuple[str, ...]:
    """A page that can be read as a profile is one, unless it searches: numbers stand on profiles too."""
    form, results = read.get("form"), read.get("search")
    counts = results is not None and results.claimed_total is not None
    searches = form is not None and bool(form.filters or form.links or counts)
    if "profile" in read and not searches:
        return ("profile",)
    if "region" in read:
        return ("region",)
    listed = results is not None and (results.hits or results.claimed_total == 0 or searches)
    return tuple(kind for kind in read if kind != "profile" and (kind != "search" or listed))
