"""What identity looks at in one record: its names, place, address on the web, beginning, ticked values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from harvest.identity.names import Name, names
from harvest.normalise.facets import FACET_OF_FIELD
from harvest.normalise.text import fold
from harvest.normalise.urls import shared_hosts
from harvest.records import Statement
from harvest.vocabularies import words

NAME_FIELDS = ("name", "native_name", "former_name", "other_name")
FIELDS = (
    *NAME_FIELDS, "country", "nuts", "city", "region_as_printed", "homepage", "email", "year_established",
    "date_established", *FACET_OF_FIELD,
)  # fmt: skip
"""The statements that matter here: whoever reads records for this, reads these."""

TICKS = 256
_TO_THE_DAY = len("2006-07-13")
_LANGUAGE_OR_START = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?|index\.\w+|home|default\.\w+|start)(?=/|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record, ready to be compared. What it does not state is empty."""

    record_id: str
    names: tuple[Name, ...]
    country: str = ""
    nuts: str = ""
    city: str = ""
    """Its town."""
    region: str = ""
    """The region that it prints."""
    site: str = ""
    """Host and path of its homepage, without ``www``, language and start page."""
    mail: str = ""
    """The host of its e-mail address, unless everybody may have an address there."""
    year: int = 0
    date: str = ""
    """The day on which it began, where that is printed to the day and is more than a year's first."""
    ticked: int = 0
    """The facet values that it ticks, as bits; see ``ticks``."""

    @property
    def host(self) -> str:
        return self.site.partition("/")[0]


def candidate(record_id: str, statements: Iterable[Statement]) -> Candidate:
    """The candidate of a record."""
    stated: dict[str, list[str]] = {}
    for statement in statements:
        stated.setdefault(statement.field, []).append(statement.value)
    return candidate_of(record_id, stated)


def candidate_of(record_id: str, stated: Mapping[str, list[str]]) -> Candidate:
    """The candidate of a record that states these values, by field: of ticked values all count, else the first.

    Total: what can't be used is left empty.
    """
    first = {field: values[0] for field, values in stated.items() if values}
    found = names(first.get("name", ""))
    for field in NAME_FIELDS[1:]:
        if field in first:
            found += names(first[field])
    mail = first.get("email", "").rpartition("@")[2].lower()
    year, date = first.get("year_established", ""), first.get("date_established", "")
    return Candidate(
        record_id,
        tuple(dict.fromkeys(found)) if len(found) > 1 else found,
        first.get("country", ""),
        first.get("nuts", ""),
        _place(first.get("city", "")),
        _place(first.get("region_as_printed", "")),
        site(first.get("homepage", "")),
        "" if mail in _mail_hosts() else mail,
        int(year) if year.isdecimal() and len(year) == 4 else 0,
        date if len(date) == _TO_THE_DAY and not date.endswith("-01-01") else "",
        ticks(value for field in FACET_OF_FIELD for value in stated.get(field, ())),
    )


def ticks(values: Iterable[str]) -> int:
    """Facet values as ``TICKS`` bits, one each: two may share one, so few in common mean little.

    The bit comes from the value alone, so that verdicts are the same on every machine.
    """
    bits = 0
    for value in values:
        bits |= _tick(value)
    return bits


@cache
def _mail_hosts() -> frozenset[str]:
    """Hosts at which everybody may have an address: the host alone says nothing."""
    return words("mail_hosts.txt")


@cache
def _tick(value: str) -> int:
    return 1 << crc32(value.casefold().encode()) % TICKS


def site(address: str) -> str:
    """Host and path that two spellings of one homepage share; empty where there is none, or it is everybody's."""
    rest = address.partition("://")[2] or address
    host, _, path = rest.partition("?")[0].partition("#")[0].lower().partition("/")
    host = host.removeprefix("www.")
    path = _LANGUAGE_OR_START.sub("", f"/{path}").rstrip("/") if path else ""
    return "" if not path and host in shared_hosts() else host + path


def _place(printed: str) -> str:
    return (printed.lower() if printed.isascii() else fold(printed)).strip()
