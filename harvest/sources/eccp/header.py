"""The unlabelled lines at the top of a profile since 2020, told apart by their order.

Seen on six profiles: the name, the native name (if any), ``Country: Region``, the contact person's name,
``90% completed``. Nothing but the order says which line is the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from harvest.normalise.countries import country_code
from harvest.reading import Line

_COMPLETED = re.compile(r"\d{1,3}\s?% completed", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LONGEST = 8
"""Lines: further down than this nothing belongs to the header."""


@dataclass(frozen=True, slots=True)
class Header:
    """Empty where the page has no such line."""

    native_name: str
    place: str
    persons: tuple[Line, ...]


def read_header(printed: Sequence[Line]) -> Header:
    """What the lines of a page say between its heading and its first section."""
    top = list(_top(printed))
    place = next((at for at, line in enumerate(top) if _is_place(line.text)), None)
    if place is None:
        return Header("", "", ())
    completed = next((at for at, line in enumerate(top) if _COMPLETED.fullmatch(line.text)), None)
    persons = tuple(top[place + 1 : completed]) if completed is not None else ()
    return Header(top[0].text if place > 0 else "", top[place].text, persons)


def _top(printed: Sequence[Line]) -> Iterator[Line]:
    """The lines after the first h1, up to the line on completeness, the next heading or the eighth."""
    found = 0
    below = False
    for line in printed:
        heading = next((tag for tag in reversed(line.path) if tag in _HEADINGS), "")
        if heading == "h1":
            below = True
        elif below:
            if heading:
                return
            yield line
            found += 1
            if found == _LONGEST or _COMPLETED.fullmatch(line.text):
                return


def _is_place(line: str) -> bool:
    """``Country: Region``, or a country's name alone where the profile gives no region."""
    country, colon, region = line.partition(":")
    return bool(region.strip()) == bool(colon) and _is_country(country)


@lru_cache(1024)
def _is_country(name: str) -> bool:
    return country_code(name) is not None
