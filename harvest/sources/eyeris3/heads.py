"""Which region a page is about: each generation of the platform says it in its own way, which tells the generation.

The legacy page prints ``Lombardy / Lombardia``, then ``NUTS 2 : ITC4``; the later one ``Västernorrlands län (SE321)``;
the Observatory ``Austria(English)``, ``Österreich(National language)``, ``NUTS Level: NUTS 0 - NUTS CODE/MS:AT``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harvest.reading import Line
from harvest.sources.eyeris3.addresses import CODE, is_code

LEGACY, LIFERAY, OBSERVATORY = "legacy", "liferay", "observatory"

_LEGACY = re.compile(rf"NUTS\s*\d\s*:\s*({CODE})")
_LIFERAY = re.compile(rf"(.+?)\s*\(({CODE})\)")
_OBSERVATORY = re.compile(rf"NUTS\s*level\s*:\s*NUTS\s*\d\s*[-–]\s*NUTS\s*code(?:/MS)?\s*:\s*({CODE})", re.IGNORECASE)
_ENGLISH = re.compile(r"(?:^|\)\s*)([^()]+?)\s*\(English\)")
_NATIONAL = re.compile(r"(?:^|\)\s*)([^()]+?)\s*\(National language\)")


@dataclass(frozen=True, slots=True)
class Head:
    """A region as its page introduces it; ``native`` is empty where the page prints no second name."""

    generation: str
    name: str
    nuts: str
    native: str = ""


def read_head(printed: list[Line]) -> Head | None:
    """The region of a page by its printed lines; None where no generation's way of saying it is among them."""
    return _observatory(printed) or _legacy(printed) or _liferay(printed)


def _observatory(printed: list[Line]) -> Head | None:
    code = next((found[1].upper() for line in printed if (found := _OBSERVATORY.fullmatch(line.text))), None)
    english = next((found[1] for line in printed if (found := _ENGLISH.search(line.text))), "")
    native = next((found[1] for line in printed if (found := _NATIONAL.search(line.text))), "")
    if code is None or not (english or native):
        return None
    return Head(OBSERVATORY, english or native, code, native if english else "")


def _legacy(printed: list[Line]) -> Head | None:
    for position, line in enumerate(printed):
        found = _LEGACY.fullmatch(line.text)
        if found and position > 0:
            return Head(LEGACY, printed[position - 1].text, found[1])
    return None


def _liferay(printed: list[Line]) -> Head | None:
    for line in printed:
        found = _LIFERAY.fullmatch(line.text)
        if found and is_code(found[2]):
            return Head(LIFERAY, found[1], found[2])
    return None
