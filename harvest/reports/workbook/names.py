"""What sheets may be called: 31 letters, none of a few signs, no two the same whatever the case."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 31
_SIGNS = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_RESERVED = ("history",)
_LITTLE_AT_END = re.compile(r"(?:\s+\w{1,3})+$")
"""A name does not end with "and" or "of"."""
_ASIDE = re.compile(r"\s+[-–—:]\s+.*")


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """A name for each, as near to what is wanted as Excel allows.

    What follows a dash is left out where the whole is too long, then words from the end, with an ellipsis; a name that
    is taken gets a number. Letters are counted as UTF-16 does, as Excel does.
    """
    taken = set(_RESERVED)
    names = []
    for one in wanted:
        plain = " ".join(_SIGNS.sub(" ", one).split()).strip("' ") or "–"
        name, number = _short(plain, MOST), 1
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = _short(plain, MOST - len(end)) + end
        taken.add(name.casefold())
        names.append(name)
    return names


def _short(name: str, most: int) -> str:
    if _letters(name) <= most:
        return name
    name = _ASIDE.sub("", name)
    if _letters(name) <= most:
        return name
    while _letters(name) > most - 1:
        shorter = name.rsplit(" ", 1)[0]
        name = shorter if shorter != name else name[:-1]
    return _LITTLE_AT_END.sub("", name).rstrip(" ,;-–'") + "…"


def _letters(name: str) -> int:
    return len(name.encode("utf-16-le", "surrogatepass")) // 2
