"""Keys for comparing words that people write in several ways."""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = re.compile(r"\([^()]*\)")
_NOT_WORD = re.compile(r"[^\w]+")
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""


def squeeze(text: str) -> str:
    """The text with every run of white space, the no-break kinds included, as one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Lower case without accents or strokes: ``MÁLAGA`` becomes ``malaga``, ``Łódź`` becomes ``lodz``. Idempotent."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKES)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFKC", bare).casefold()


def label_key(label: str) -> str:
    """What two spellings of one label share.

    The platforms write one label in several ways ("Mobility-Transport-Automotive", "Mobility, Transport,
    Automotive"; "e-Government (e.g. e-Procurement, …)"): case, accents, punctuation, bracketed examples and the
    difference between ``&`` and ``and`` don't count. Idempotent.
    """
    plain = fold(label).replace("&", " and ")
    shorter = _BRACKETS.sub(" ", plain)
    key = _NOT_WORD.sub(" ", shorter.replace("_", " ")).strip()
    return key or _NOT_WORD.sub(" ", plain.replace("_", " ")).strip()
