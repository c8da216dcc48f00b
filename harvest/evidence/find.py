"""Organisations by what is known of them: name, priority, country, region, keyword."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.naming import called, has_words, nearest_names, read_names
from harvest.normalise.countries import country_code
from harvest.normalise.nuts import is_in, regions
from harvest.normalise.places import locate
from harvest.normalise.plain import plain


@dataclass(frozen=True, slots=True)
class Match:
    """Why an organisation was found: ``kind`` is name, priority, country, region or a field of its statements."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """One organisation that answers, with the reasons."""

    organisation_id: str
    name: str | None
    country: str | None
    nuts: str | None
    homepage: str | None
    programme: str | None
    """Of a programme: ``ended``, ``running``, ``not yet`` or ``unknown``; None for an organisation."""
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text found; ``nearest`` names are given only where that is nothing."""

    text: str
    organisations: tuple[Found, ...]
    nearest: tuple[str, ...]


def find(connection: Connection, wanted: str) -> Answer:
    """The organisations that a text means, those by name first.

    The text is a name, an id, a priority, a country, a region or a keyword, in any spelling. If it is none of
    these as a whole, every word of it must be one: ``food Sweden``.
    """
    store = _Store(connection)
    matched = store.matches(wanted)
    words = wanted.split()
    if not matched and len(words) > 1:
        by_word = [store.matches(word) for word in words]
        everywhere = set.intersection(*(set(found) for found in by_word))
        matched = {one: [match for found in by_word for match in found[one]] for one in everywhere}
    organisations = sorted(
        (store.found(one, reasons) for one, reasons in matched.items()),
        key=lambda found: (_first(found), plain(found.name or ""), found.organisation_id),
    )
    nearest = () if organisations else tuple(nearest_names(store.names, wanted))
    return Answer(wanted, tuple(organisations), nearest)


class _Store:
    """The rows that are searched, read once for all the words of a text."""

    def __init__(self, connection: Connection) -> None:
        self.names = read_names(connection)
        self.organisations = {row.organisation_id: row for row in connection.execute(text(_SHOWN))}
        self._programmes = {row.organisation_id: row.status for row in connection.execute(text(_PROGRAMMES))}
        self._regions = connection.execute(text(_REGIONS)).all()
        self._priorities = connection.execute(text(_PRIORITIES)).all()
        self._keywords = [
            (organisation, field, value, plain(value))
            for organisation, field, value in connection.execute(text(_KEYWORDS))
        ]

    def matches(self, wanted: str) -> dict[str, list[Match]]:
        """Organisation id to its reasons, best first."""
        found: dict[str, list[Match]] = defaultdict(list)
        sought = plain(wanted)
        for one in called(self.names, wanted):
            found[one.organisation_id].append(Match(one.field, one.name))
        for organisation, match in self._others(wanted, sought) if sought else ():
            found[organisation].append(match)
        return dict(found)

    def found(self, organisation: str, reasons: list[Match]) -> Found:
        """The organisation as v1_organisations shows it, with each reason once."""
        row = self.organisations[organisation]
        programme = self._programmes.get(organisation)
        why = tuple(dict.fromkeys(reasons))
        return Found(organisation, row.name, row.country, row.nuts, row.homepage, programme, why)

    def _others(self, wanted: str, sought: str) -> Iterator[tuple[str, Match]]:
        for organisation, *names in self._priorities:
            if any(plain(name) == sought or has_words(plain(name), sought) for name in names if name):
                yield organisation, Match("priority", names[0])
        country = country_code(wanted)
        for row in self.organisations.values() if country else ():
            if row.country == country:
                yield row.organisation_id, Match("country", row.country)
        codes = _codes(wanted)
        for organisation, nuts in self._regions:
            if any(is_in(nuts, code) for code in codes):
                yield organisation, Match("region", f"{nuts} {regions()[nuts].name_en}" if nuts in regions() else nuts)
        for organisation, field, value, spelled in self._keywords:
            if f" {sought}" in f" {spelled}":
                yield organisation, Match(field, value)


def _codes(wanted: str) -> set[str]:
    """The NUTS codes that a text means in any country; a country's own code means the country, not a region."""
    code = wanted.strip().upper()
    if code in regions() and regions()[code].level > 0:
        return {code}
    located = [locate(country, wanted) for country in {region.country for region in regions().values()}]
    return {
        nuts for one in located for nuts in ((*one.parts, *one.partly) or ((one.region.nuts,) if one.region else ()))
    }


def _first(found: Found) -> int:
    kinds = [match.kind for match in found.matches]
    return min(_ORDER.index(kind) if kind in _ORDER else len(_ORDER) for kind in kinds)


_ORDER = (
    "id",
    "name",
    "name_as_printed",
    "native_name",
    "acronym",
    "alias",
    "former_name",
    "priority",
    "region",
    "country",
)

_SHOWN = "SELECT organisation_id, name, country, nuts, homepage FROM v1_organisations"

_PROGRAMMES = "SELECT organisation_id, status FROM v1_programmes"

_REGIONS = """
    SELECT DISTINCT r.organisation_id, s.value
    FROM statements s
    JOIN records r ON r.record_id = s.record_id
    WHERE s.closed_page_id IS NULL AND r.organisation_id IS NOT NULL AND s.field IN ('nuts', 'nuts_part')
"""

_PRIORITIES = """
    SELECT h.organisation_id, h.priority, p.name_sv, p.name_en
    FROM v1_strategy_hits h
    JOIN priorities p ON p.priority = h.priority
    WHERE h.organisation_id IS NOT NULL
    UNION SELECT r.organisation_id, s.value, p.name_sv, p.name_en
    FROM statements s
    JOIN records r ON r.record_id = s.record_id
    LEFT JOIN priorities p ON p.priority = s.value
    WHERE s.field = 'priority' AND s.closed_page_id IS NULL AND r.organisation_id IS NOT NULL
"""

_KEYWORDS = """
    SELECT r.organisation_id, s.field, s.value
    FROM statements s
    JOIN records r ON r.record_id = s.record_id
    WHERE s.closed_page_id IS NULL AND r.organisation_id IS NOT NULL AND s.field IN (
        'keyword', 's3_priority', 'sector', 'technology_field', 'ecosystem', 'emerging_industry',
        'specialisation', 'network', 'award', 'type', 'description', 'strategy', 'region_as_printed', 'participant'
    )
    ORDER BY s.statement_id
"""
