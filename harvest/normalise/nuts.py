"""NUTS, the European Union's regions: five editions from 2010 to 2024, and how codes of one became codes of the next.

``vocabularies/regions.csv`` has every code of levels 0 to 3, Eurostat's statistical regions of neighbouring
countries included, with the editions that have it. ``vocabularies/region_changes.csv`` says for each code that the
newest edition dropped what became of it, with the share of its people (2018) that each successor has, where known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from harvest.vocabularies import table

_MOSTLY = 0.95
"""Share of the people from which on one successor stands for the whole region: the rest moved with a border."""
_LETTERS_OF_COUNTRY = 2


@dataclass(frozen=True, slots=True)
class Region:
    """One code, the editions that have it, and its names: native, English, Swedish, other spellings."""

    nuts: str
    versions: tuple[str, ...]
    country: str
    name: str
    name_en: str
    name_sv: str
    aliases: tuple[str, ...]

    @property
    def level(self) -> int:
        return len(self.nuts) - _LETTERS_OF_COUNTRY

    @property
    def nuts_version(self) -> str:
        """The newest edition that has the code."""
        return self.versions[-1]

    @property
    def is_current(self) -> bool:
        """Whether the newest edition that covers its country has it."""
        return self.nuts_version == _newest_edition()[self.country]


@cache
def regions() -> dict[str, Region]:
    """Every known region by its code, in the order of the codes."""
    return {
        row["nuts"]: Region(
            row["nuts"],
            tuple(row["nuts_versions"].split()),
            row["country"],
            row["name"],
            row["name_en"] or row["name"],
            row["name_sv"] or row["name"],
            tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in table("regions.csv")
    }


def successors(nuts: str) -> tuple[str, ...]:
    """The codes of the newest edition that cover what the code covered; a current or unknown code itself.

    A single one where it has at least 95 % of the people: ``FR26`` became ``FRC1``. Else all of them, the largest
    first: ``HU10`` was divided into ``HU11`` and ``HU12``.
    """
    became = _changes().get(nuts)
    if not became:
        return (nuts,)
    first, share = became[0]
    return (first,) if share is not None and share >= _MOSTLY else tuple(code for code, _ in became)


def is_in(inner: str, outer: str) -> bool:
    """Whether a region lies in another or is the same, whatever the editions and levels of the two codes.

    ``SE321`` is in ``SE32``, ``FR26`` in ``FRC``. What was divided is in neither part alone.
    """
    if inner.startswith(outer):
        return True
    around = successors(outer)
    return all(any(part.startswith(whole) for whole in around) for part in successors(inner))


def around(codes: Collection[str]) -> str | None:
    """The smallest region that holds all the codes; None where they share no more than a country, or not that."""
    first, last = min(codes), max(codes)
    shared = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    while len(shared) > _LETTERS_OF_COUNTRY and shared not in regions():
        shared = shared[:-1]
    return shared if len(shared) > _LETTERS_OF_COUNTRY else None


def only_part(region: Region) -> Region:
    """The region one level down that is the same area, because it is the only one; else the region itself."""
    parts = _parts().get(region.nuts, ())
    same_edition = [part for part in parts if part.nuts_version == region.nuts_version]
    return same_edition[0] if len(same_edition) == 1 else region


@cache
def _parts() -> dict[str, list[Region]]:
    parts: dict[str, list[Region]] = defaultdict(list)
    for region in regions().values():
        parts[region.nuts[:-1]].append(region)
    return parts


@cache
def _changes() -> dict[str, list[tuple[str, float | None]]]:
    became: dict[str, list[tuple[str, float | None]]] = defaultdict(list)
    for row in table("region_changes.csv"):
        became[row["nuts"]].append((row["successor"], float(row["share"]) if row["share"] else None))
    for found in became.values():
        if len(found) == 1:
            found[0] = found[0][0], 1.0
        found.sort(key=lambda one: -(one[1] or 0))
    return became


@cache
def _newest_edition() -> dict[str, str]:
    newest: dict[str, str] = {}
    for region in regions().values():
        newest[region.country] = max(newest.get(region.country, ""), region.nuts_version)
    return newest
