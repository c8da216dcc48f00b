"""Regions by name to NUTS codes: a code on the page, a set of regions, a name, part of a name; each says how.

What no table knows stays unknown, and a name that two regions of one country and level share is no name: a place
is never guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from harvest.normalise.countries import country_code
from harvest.normalise.nuts import Region, around, only_part, regions, successors
from harvest.normalise.scripts import one_script
from harvest.normalise.text import label_key, squeeze
from harvest.vocabularies import table, words

_CODE = re.compile(r"(?:^|\()\s*(?P<code>[A-Z]{2}[0-9A-Z]{1,3})\s*(?:\)|$)")
_BRACKET = re.compile(r"\(([^()]+)\)")
_HALVES = re.compile(r"\s*[/|]\s*")
_SEVERAL = re.compile(r"\s*[,;+&]\s*|\s+(?:and|och|und|et|y|e|en|i|og|ja|a)\s+", re.IGNORECASE)
_COUNTRY = "CLDR country name"


@dataclass(frozen=True, slots=True)
class Located:
    """Where a region's printed name leads.

    ``region`` is one region that holds it all, ``parts`` the regions of a set and ``partly`` those of which only a
    part belongs to it; both are empty where the name means one region.
    """

    region: Region | None
    how: str
    parts: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What ``Sweden: Västernorrland`` stands for. Either part may be unknown."""

    country: str | None
    region: Region | None
    how: str
    located: Located


def place(printed: str) -> Place:
    """The country and region of a line like ``France: Burgundy-Franche-Comté``; the region part may be missing."""
    before, colon, after = printed.partition(":")
    country = country_code(before)
    if not colon or country is None:
        return Place(country_code(printed), None, _COUNTRY, _NOWHERE)
    found = locate(country, after)
    return Place(country, found.region, _COUNTRY, found)


def locate(country: str, printed: str) -> Located:
    """The region or regions of a country (ISO code) that a printed name means. Total; ``_NOWHERE`` if none."""
    name = one_script(squeeze(printed))
    return (
        _by_code(country, name)
        or _by_set(country, name)
        or _by_name(country, name)
        or _by_country(country, name)
        or _several(country, name)
    )


_NOWHERE = Located(None, "no region known by that name")


def _by_code(country: str, name: str) -> Located | None:
    match = _CODE.search(name)
    region = regions().get(match["code"]) if match else None
    return Located(region, "NUTS code on the page") if region and region.country == country else None


def _by_set(country: str, name: str) -> Located | None:
    found = _sets().get((country, label_key(name)))
    return _set_of(*found) if found else None


def _by_name(country: str, name: str) -> Located | None:
    """By the whole name; by what is in its brackets; by either half of ``English / Native``; by its telling words."""
    tries = [(name, "")]
    tries += [(inside, ", in brackets") for inside in _BRACKET.findall(name)]
    tries += [(half, ", one half of a double name") for half in _HALVES.split(name) if half != name]
    for spelling, which in tries:
        key = label_key(spelling)
        found = _best(_index().get((country, key), []))
        if found:
            official = key in map(label_key, (found.name, found.name_en, found.name_sv))
            return _current(found, which if official else f", other spelling{which}")
    found = _best(_index().get((country, _telling(name)), []))
    return _current(found, ", without words such as region or county") if found else None


def _by_country(country: str, name: str) -> Located | None:
    """``Estonia: Estonia`` is all of it: the level-2 region of a country that has but one, else the country."""
    if country_code(name) != country:
        return None
    whole = next((region for region in regions().values() if region.level == 0 and region.country == country), None)
    if whole is None:
        return None
    region = only_part(whole)
    return Located(only_part(region) if region.level == 1 else region, "the whole country")


def _several(country: str, name: str) -> Located:
    """Regions named one after the other: every one of them must be known."""
    parts = [part for part in _SEVERAL.split(name) if part]
    found = [_by_name(country, part) for part in parts]
    located = [one.region.nuts for one in found if one is not None and one.region is not None]
    if len(parts) < 2 or len(located) < len(parts):
        return _NOWHERE
    return _set_of("each part by its NUTS name", tuple(dict.fromkeys(located)), ())


def _set_of(how: str, parts: tuple[str, ...], partly: tuple[str, ...]) -> Located:
    if len(parts) == 1 and not partly:
        return Located(regions()[parts[0]], how)
    whole = around((*parts, *partly))
    return Located(regions()[whole] if whole else None, how, parts, partly)


def _current(region: Region, which: str) -> Located:
    """The region, or what it became in the newest edition if that is one region; of one area's two codes the longer.

    ``EL3`` and ``EL30`` are both Attica: level 2 is the one of regional policy.
    """
    how = f"NUTS {region.nuts_version} name{which}"
    became = successors(region.nuts)
    if became != (region.nuts,) and len(became) == 1:
        region, how = regions()[became[0]], f"{how}, then {region.nuts}"
    return Located(only_part(region) if region.level == 1 else region, how)


def _best(same_name: list[Region]) -> Region | None:
    """Of regions with one name in one country: a current one first, then the largest; None where two are left."""
    ranked = sorted(same_name, key=_rank)
    if len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1]):
        return None
    return ranked[0] if ranked else None


def _rank(region: Region) -> tuple[int, int]:
    return -int(region.nuts_version), region.level


def _telling(name: str) -> str:
    key = label_key(name)
    return " ".join(word for word in key.split() if word not in _region_words()) or key


@cache
def _region_words() -> frozenset[str]:
    return words("region_words.txt")


@cache
def _index() -> dict[tuple[str, str], list[Region]]:
    """Regions by country and key: names in full, halves of double names, and, after those, their telling words."""
    found: dict[tuple[str, str], list[Region]] = defaultdict(list)
    named = {region: _spellings(region) for region in regions().values() if region.level > 0}
    for region, names in named.items():
        for key in dict.fromkeys(map(label_key, names)):
            if key:
                found[region.country, key].append(region)
    telling: dict[tuple[str, str], list[Region]] = defaultdict(list)
    for region, names in named.items():
        for key in dict.fromkeys(map(_telling, names)):
            if (region.country, key) not in found:
                telling[region.country, key].append(region)
    return found | telling


def _spellings(region: Region) -> list[str]:
    names = (region.name, region.name_en, region.name_sv, *region.aliases)
    return [spelling for name in names for spelling in (name, *_HALVES.split(name))]


@cache
def _sets() -> dict[tuple[str, str], tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return {
        (row["country"], label_key(spelling)): (
            f"set of regions: {row['name']}",
            tuple(row["codes"].split()),
            tuple(row["partly"].split()),
        )
        for row in table("region_sets.csv")
        for spelling in (row["name"], *row["aliases"].split("|"))
        if spelling
    }
