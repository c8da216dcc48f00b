"""The values that the search form offers, with the numbers by which it names them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from harvest.replica.organisations import DATA, Organisation


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its parameter, its label, its values by term id, and where a profile holds them."""

    parameter: str
    label: str
    terms: dict[str, str]
    values_of: Callable[[Organisation], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``vocabulary.toml`` and ``places.toml``, as far as forms and invented profiles need them."""

    sectors: tuple[str, ...]
    technologies: tuple[str, ...]
    ecosystems: tuple[str, ...]
    s3: tuple[str, ...]
    countries: tuple[str, ...]
    upskilling: tuple[str, ...]
    staff: tuple[str, ...]
    flags: tuple[str, ...]
    roles: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """All lists, in the order of the files; S3 areas as ``Group: leaf``."""
    raw = tomllib.loads((DATA / "vocabulary.toml").read_text("utf-8"))
    places = tomllib.loads((DATA / "places.toml").read_text("utf-8"))["country"]
    names = ("sectors", "technologies", "ecosystems", "upskilling", "staff", "flags", "roles")
    return Vocabulary(
        s3=tuple(f"{group['group']}: {leaf}" for group in raw["s3"] for leaf in group["leaves"]),
        countries=tuple(place["name"] for place in places),
        **{name: tuple(raw[name]) for name in names},
    )


@cache
def facets() -> tuple[Facet, ...]:
    """The five filters. Drupal names a taxonomy term by a number, which says nothing; these are ours."""
    words = vocabulary()
    return (
        Facet("s3_priority", "S3 EU priority areas", _terms(1201, words.s3), lambda o: o.s3),
        Facet("sector", "Sectoral industries", _terms(1301, words.sectors), lambda o: o.sectors),
        Facet("technology", "Technology fields", _terms(1401, words.technologies), lambda o: o.technologies),
        Facet("ecosystem", "Industrial ecosystems", _terms(1501, words.ecosystems), lambda o: o.ecosystems),
        Facet("country", "Country", _terms(1601, words.countries), lambda o: (o.country,)),
    )


def _terms(first: int, values: tuple[str, ...]) -> dict[str, str]:
    return {str(number): value for number, value in enumerate(values, first)}
