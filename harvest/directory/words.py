"""What a word is: the same for a text and for a query, so that one always finds the other.

A word is a run of letters and digits, lower case, without accents. ``e-health``, ``R&D`` and ``4.0`` are therefore
two words each, and are looked for as phrases. Nothing is left to the index: FTS5's own Unicode tables differ from
release to release, and leave ``ß``, ``ø``, ``ł``, ``đ``, ``æ``, the dotless i and all Greek accents as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvest.normalise.text import fold

BOUNDARY = "\ue000"
"""Stands between two values of a text. Private use, hence in no word: no phrase gets past it."""

_WORD = re.compile(r"[^\W_]+")

# Letters that Unicode takes for whole, and that keyboards without them write so.
_WHOLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order: ``Łódź e-Health`` has ``lodz``, ``e``, ``health``."""
    return tuple(_WORD.findall(_plain(text)))


def ends_in_word(text: str) -> bool:
    """Whether the last character belongs to a word, so that the word may go on: not so in ``agri-``."""
    return bool(_WORD.match(_plain(text)[-1:]))


def spelled(text: str) -> str:
    """The text for the index: its words with spaces between, and a boundary for each end of a line.

    The index lets ASCII in lower case and splits it as ``words`` does, so only other texts need work.
    """
    if text.isascii():
        return text.replace("\n", f" {BOUNDARY} ")
    lines = (
        " ".join([chunk if chunk.isascii() else _spelled(chunk) for chunk in line.split()]) for line in text.split("\n")
    )
    return f" {BOUNDARY} ".join(lines)


# Texts repeat their words: of 10,000 descriptions, a word in fifty is new.
@lru_cache(maxsize=65_536)
def _spelled(chunk: str) -> str:
    return " ".join(words(chunk))


def _plain(text: str) -> str:
    return fold(text).translate(_WHOLE)
