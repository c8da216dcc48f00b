"""Columns about persons are known by their titles; what stands in other columns loses its addresses and numbers."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from harvest.normalise.text import fold
from harvest.vocabularies import words

_WORD = re.compile(r"[^a-z]+")


def announces_persons(title: str) -> bool:
    """Whether a column's title says that people, or the ways to reach them, stand under it."""
    plain = _WORD.sub(" ", fold(title)).split()
    return any(word in _announcing() for word in (*plain, *_pairs(plain), "".join(plain)))


@cache
def _announcing() -> frozenset[str]:
    return words("person_titles.txt")


def _pairs(plain: list[str]) -> list[str]:
    return [first + second for first, second in pairwise(plain)]
