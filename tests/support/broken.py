"""Readers that read some of everything wrongly, for a harvest in a process of its own, or for a while."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from harvest.errors import UnexpectedPage
from harvest.records import Profile, RegionPage, SearchPage
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_page import read_search_page
from harvest.sources.eyeris3.region_page import read_region_page

UNREADABLE = "innovation"
"""Profiles whose address ends so are refused: some, not too many."""


def profile(html: str, url: str) -> Profile:
    """A label is not known any more, members are read as if they were years, and some pages are no profiles at all."""
    if url.endswith(UNREADABLE):
        raise UnexpectedPage("no profile")
    read = read_profile(html, url)
    values = [
        replace_field(value, "year_established") if value.field == "members_total" else value
        for value in read.values
        if value.field not in ("description", "homepage", "year_established")
    ]
    lost = tuple(value for value in read.values if value.field == "description")
    return replace(read, values=tuple(values), unread=(*read.unread, *lost))


def replace_field(value: Any, field: str) -> Any:
    return value._replace(field=field)


def results(html: str, url: str, ranks_before: int = 0) -> SearchPage:
    """The total is one more than is claimed, and of names only the first word is read."""
    read = read_search_page(html, url, ranks_before)
    hits = tuple(replace(hit, name=hit.name.split()[0]) for hit in read.hits)
    return replace(read, claimed_total=read.claimed_total and read.claimed_total + 1, hits=hits)


def fewer_results(html: str, url: str, ranks_before: int = 0) -> SearchPage:
    """The last result of each page is overlooked."""
    read = read_search_page(html, url, ranks_before)
    return replace(read, hits=read.hits[:-1])


def region(html: str, url: str) -> RegionPage:
    """Descriptions are taken for titles, and the last priority is overlooked."""
    read = read_region_page(html, url)
    priorities = [replace(one, title=one.description or one.title, description="") for one in read.priorities[:-1]]
    return replace(read, priorities=tuple(priorities))


BROKEN: dict[str, Callable[..., Any]] = {
    "spiders.profiles.read_profile": profile,
    "spiders.eccp.read_search_page": results,
    "spiders.whole.read_search_page": results,
    "spiders.eyeris3.read_region_page": region,
}


def broken(*places: str) -> ExitStack:
    """For as long as it is entered, these readers are broken; all of them where none is named."""
    stack = ExitStack()
    for place in places or BROKEN:
        stack.enter_context(patch(place, BROKEN[place]))
    return stack
