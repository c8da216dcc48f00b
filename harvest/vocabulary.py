"""The facet values that the platforms are known to have, as data: ``vocabularies/facets.csv``.

Each row carries the evidence for its wording. What is known ``from memory`` only has been seen nowhere: a run holds it
against the list that the site itself offers. The list of technology fields is known only in part, so a technology
field that is not in it may still exist; the other lists are closed. Countries are ISO's, by any name of theirs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from harvest.normalise.countries import country_code, country_names
from harvest.normalise.text import label_key

OPEN = frozenset({"tech"})
COUNTRY = "country"
FROM_MEMORY = "from memory"
_EXAMPLES = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of one facet."""

    facet: str
    group: str
    value: str
    aliases: tuple[str, ...]
    evidence: str

    @property
    def name(self) -> str:
        """As a strategy writes it: ``group/value`` without examples in brackets, or the value alone."""
        short = _EXAMPLES.sub("", self.value)
        return f"{self.group}/{short}" if self.group else short


@cache
def facet_values() -> tuple[FacetValue, ...]:
    """Every known value of every facet, in the file's order."""
    text = files("harvest.vocabularies").joinpath("facets.csv").read_text("utf-8")
    return tuple(
        FacetValue(row["facet"], row["group"], row["value"], tuple(filter(None, row["aliases"].split("|"))),
                   row["evidence"])
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


@cache
def _by_key(facet: str) -> dict[str, FacetValue]:
    found: dict[str, FacetValue] = {}
    for value in facet_values():
        if value.facet == facet:
            for spelling in (value.value, *value.aliases):
                found[label_key(f"{value.group} {spelling}")] = value
    return found


def known_facets() -> tuple[str, ...]:
    """The names a query may use before the colon, in the file's order."""
    return (*dict.fromkeys(value.facet for value in facet_values()), COUNTRY)


def look_up(facet: str, value: str) -> FacetValue | None:
    """The known value that ``value`` spells, in any of its spellings; None where there is none."""
    if facet == COUNTRY:
        code = country_code(value)
        return FacetValue(COUNTRY, "", code, (), "ISO 3166-1") if code else None
    return _by_key(facet).get(label_key(value))


def nearest(value: str, choices: Iterable[str], limit: int = 3) -> list[str]:
    """The choices most like ``value``, best first; only those that are alike at all."""
    found = process.extract(value, list(choices), scorer=fuzz.ratio, processor=label_key, limit=limit, score_cutoff=50)
    return [choice for choice, _, _ in found]


def nearest_values(facet: str, value: str) -> list[str]:
    """The known values of one facet most like ``value``, as a strategy writes them."""
    if facet == COUNTRY:
        return nearest(value, country_names())
    return nearest(value, (known.name for known in facet_values() if known.facet == facet))
