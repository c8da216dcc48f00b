"""Regions by name to NUTS codes, from ``vocabularies/regions.csv``.

The file holds the codes and native labels of NUTS 2024 and of Eurostat's statistical regions, levels 0 to 3, with
English and Swedish names and the platforms' own spellings where they were seen, and a few codes of older versions
that the platforms still use. What is not in it stays unknown: a place is never guessed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from harvest.normalise.countries import country_code
from harvest.normalise.text import label_key


@dataclass(frozen=True, slots=True)
class Region:
    """One row of the table: a code, the NUTS version that has it, and its names."""

    nuts: str
    nuts_version: str
    country: str
    name: str
    name_en: str
    name_sv: str
    aliases: tuple[str, ...]

    @property
    def level(self) -> int:
        return len(self.nuts) - 2


@dataclass(frozen=True, slots=True)
class Place:
    """What ``Sweden: Västernorrland`` stands for. Either part may be unknown."""

    country: str | None
    region: Region | None
    how: str


@cache
def regions() -> dict[str, Region]:
    """Every known region by its NUTS code."""
    table = files("harvest.vocabularies").joinpath("regions.csv").read_text("utf-8")
    return {
        row["nuts"]: Region(
            row["nuts"],
            row["nuts_version"],
            row["country"],
            row["name"],
            row["name_en"] or row["name"],
            row["name_sv"] or row["name"],
            tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in csv.DictReader(table.splitlines())
    }


@cache
def _by_name() -> dict[tuple[str, str], list[Region]]:
    found: dict[tuple[str, str], list[Region]] = defaultdict(list)
    for region in regions().values():
        names = [region.name, region.name_en, region.name_sv, *region.aliases]
        halves = [half for name in names for half in name.split("/")]
        for key in dict.fromkeys(label_key(name) for name in [*names, *halves]):
            if key and region.level > 0:
                found[region.country, key].append(region)
    return found


def place(printed: str) -> Place:
    """The country and region of a line like ``France: Burgundy-Franche-Comté``; the region part may be missing.

    Where several levels share a name, the largest region is meant.
    """
    before, colon, after = printed.partition(":")
    country = country_code(before)
    if not colon or country is None:
        return Place(country_code(printed), None, "CLDR country name")
    found = region_in(country, after)
    return Place(country, found, "CLDR country name, NUTS name" if found else "CLDR country name")


def region_in(country: str, name: str) -> Region | None:
    """The region of that name in a country (ISO code): in full, or either half of ``English / Native``."""
    for spelling in [name, *name.split("/")]:
        same_name = _by_name().get((country, label_key(spelling)), [])
        if same_name:
            return min(same_name, key=lambda region: (region.level, region.nuts))
    return None
