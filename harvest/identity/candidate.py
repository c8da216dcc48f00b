"""What identity looks at in one record: its names, where it is, its address on the web, its year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harvest.identity.names import Name, names
from harvest.normalise.text import fold
from harvest.records import Statement

NAME_FIELDS = ("name", "native_name", "former_name", "other_name")
FIELDS = (*NAME_FIELDS, "country", "nuts", "city", "region_as_printed", "homepage", "email", "year_established")
"""The statements that matter here: whoever reads records for this, reads these."""

_LANGUAGE_OR_START = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?|index\.\w+|home|default\.\w+|start)(?=/|$)", re.IGNORECASE
)
_EVERYBODYS = frozenset(
    "gmail.com googlemail.com hotmail.com outlook.com yahoo.com icloud.com gmx.de gmx.net web.de t-online.de orange.fr"
    " free.fr wanadoo.fr libero.it tiscali.it wp.pl o2.pl onet.pl interia.pl seznam.cz abv.bg mail.bg ukr.net mail.ru"
    " telia.com facebook.com linkedin.com sites.google.com wordpress.com blogspot.com wixsite.com github.io"
    " twitter.com instagram.com youtube.com".split()
)
"""Hosts on which everybody may have an address or a page: the host alone says nothing."""


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

    @property
    def host(self) -> str:
        return self.site.partition("/")[0]


def candidate(record_id: str, statements: Iterable[Statement]) -> Candidate:
    """The candidate of a record: the first statement of each field counts."""
    stated: dict[str, str] = {}
    for statement in statements:
        stated.setdefault(statement.field, statement.value)
    return candidate_of(record_id, stated)


def candidate_of(record_id: str, stated: Mapping[str, str]) -> Candidate:
    """The candidate of a record that states these values, by field. Total: what can't be used is left empty."""
    found = names(stated.get("name", ""))
    for field in NAME_FIELDS[1:]:
        if field in stated:
            found += names(stated[field])
    mail = stated.get("email", "").rpartition("@")[2].lower()
    year = stated.get("year_established", "")
    return Candidate(
        record_id,
        tuple(dict.fromkeys(found)) if len(found) > 1 else found,
        stated.get("country", ""),
        stated.get("nuts", ""),
        _place(stated.get("city", "")),
        _place(stated.get("region_as_printed", "")),
        site(stated.get("homepage", "")),
        "" if mail in _EVERYBODYS else mail,
        int(year) if year.isdecimal() and len(year) == 4 else 0,
    )


def site(address: str) -> str:
    """Host and path that two spellings of one homepage share; empty where there is none, or it is everybody's."""
    rest = address.partition("://")[2] or address
    host, _, path = rest.partition("?")[0].partition("#")[0].lower().partition("/")
    host = host.removeprefix("www.")
    path = _LANGUAGE_OR_START.sub("", f"/{path}").rstrip("/") if path else ""
    return "" if not path and host in _EVERYBODYS else host + path


def _place(printed: str) -> str:
    return (printed.lower() if printed.isascii() else fold(printed)).strip()
