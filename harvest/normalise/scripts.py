"""Words that mix scripts: a Latin letter in a Greek or Cyrillic word looks right and is found by no search.

Eurostat's own list prints the Greek name of Attica with a Latin A. ``vocabularies/lookalikes.csv`` has the letters
that are drawn alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from harvest.vocabularies import table

SCRIPTS = ("latin", "greek", "cyrillic")
_WORD = re.compile(r"[^\W\d_]+")


def one_script(text: str) -> str:
    """The text with every word in one script, where look-alike letters allow it; the other words as they are.

    A word goes to the script that most of its letters have, to the first of ``SCRIPTS`` in doubt. Idempotent.
    """
    return text if text.isascii() else _WORD.sub(lambda word: _in_one(word[0]), text)


def script(word: str) -> str:
    """The script of most of its letters; empty where it has none of those known here."""
    found = Counter(filter(None, map(_script, word)))
    return max(SCRIPTS, key=lambda name: found[name]) if found else ""


def _in_one(word: str) -> str:
    found = Counter(filter(None, map(_script, word)))
    if len(found) < 2:
        return word
    for wanted in sorted(SCRIPTS, key=lambda name: -found[name]):
        letters = [letter if _script(letter) in ("", wanted) else _alike().get((letter, wanted), "") for letter in word]
        if all(letters):
            return "".join(letters)
    return word


@cache
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").split(" ")[0].lower()
    return first if first in SCRIPTS else ""


@cache
def _alike() -> dict[tuple[str, str], str]:
    return {
        (row[given], wanted): row[wanted]
        for row in table("lookalikes.csv")
        for given in SCRIPTS
        for wanted in SCRIPTS
        if given != wanted and row[given] and row[wanted]
    }
