"""What a printed name says: the names that it holds, and of each the words that tell it apart.

``Franconian Plastics Network (KNF)`` holds one name and an acronym, ``Aviation Valley / Dolina Lotnicza`` a name
and its two halves, ``Evoluma Industry Cluster (formerly Metal Processing Cluster)`` two names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from harvest.normalise.legal_forms import split_legal_form
from harvest.normalise.text import fold

MOST_WORDS = 6
"""Words kept of one name, the longest: more say nothing about which organisation it is."""

_SPECIAL = re.compile(r"[/|()–—>:;]| - |\b(?:former|managed|hosted|coordinated|represented|c/o)", re.IGNORECASE)
_OTHERS = re.compile(r"[\s(,]*\b(?:(?:legally )?represented by|managed by|hosted by|coordinated by|c/o)\b.*", re.I)
_FORMER = re.compile(r"[\s(,]*\bformer(?:ly)?\b[\s:]*([^()]*)\)?", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile(r"\s*(?:/|\||->|[–—>;]|\s-\s|:\s)\s*")
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_WORD = re.compile(r"\w+")
_SHORTEST_END = 6
_REMEMBERED = 50_000
"""Words whose ends are looked at once only."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a record."""

    words: tuple[str, ...]
    """The words that tell it apart, sorted: no accents, legal forms, words for a kind of organisation."""
    joined: str
    """The same, in the printed order, as one word: ``BigScience`` is ``Big Science``."""
    initials: str
    """Of all its words but little ones; empty for fewer than three."""
    acronyms: tuple[str, ...]
    """What is given in brackets or after a dash, then a word in capitals: perhaps the initials in another language."""
    whole: bool
    """Whether it is all that was printed, or a former name; not a half, which may be a parent's or a programme's."""


def names(printed: str) -> tuple[Name, ...]:
    """The names that a printed name holds, the whole first. A name without a word gives none."""
    found = _parts(printed) if _SPECIAL.search(printed) else [_name(printed, "", whole=True)]
    return tuple(dict.fromkeys(name for name in found if name.words))


def _parts(printed: str) -> Iterable[Name]:
    main = _OTHERS.sub("", printed)
    former = [match for match in _FORMER.findall(main) if match]
    main = _FORMER.sub("", main)
    bracketed = [inside.strip() for inside in _BRACKETS.findall(main)]
    main = _BRACKETS.sub(" ", main)
    pieces = [piece for piece in (part.strip(" ,.") for part in _BETWEEN.split(main)) if piece]
    acronym = next((piece for piece in (*bracketed, *pieces) if _is_acronym(piece) and piece != main.strip()), "")
    named = [piece for piece in pieces if not _is_acronym(piece)]
    yield _name(" ".join(named or pieces), acronym, whole=True)
    if len(named) > 1:
        yield from (_name(piece, acronym, whole=False) for piece in named)
    yield from (_name(inside, "", whole=False) for inside in bracketed if not _is_acronym(inside))
    yield from (_name(earlier, "", whole=True) for earlier in former)


def _is_acronym(text: str) -> bool:
    return bool(text.isalpha() and text.isupper() and 2 <= len(text) <= 8)


def _name(printed: str, acronym: str, *, whole: bool) -> Name:
    core = split_legal_form(printed)[0]
    if "." in core:
        core = _INITIALS.sub(lambda match: match[0].replace(".", ""), core)
    plain = core.lower() if core.isascii() else fold(core)
    every = _WORD.findall(plain)
    types, little = _types()
    telling = []
    for word in every:
        short = types.get(word)
        if short is None:
            short = _without_type(word)
            if len(types) < _REMEMBERED:
                types[word] = short
        if short:
            telling.append(short)
    telling = telling or every
    words = sorted(set(telling))
    if len(words) > MOST_WORDS:
        words = sorted(sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS])
    initials = "".join([word[0] for word in every if word not in little])
    capitals = ""
    if not core.isupper() and any(map(str.isupper, core.split())):
        capitals = next((word.lower() for word in core.split() if word.isupper() and 3 <= len(word) <= 6), "")
    given = (acronym.lower(), capitals)
    return Name(tuple(words), "".join(telling), initials if len(initials) >= 3 else "", given, whole)


@cache
def _types() -> tuple[dict[str, str], frozenset[str]]:
    """Each word for a kind of organisation with what is left of it, nothing; and the little words among them."""
    lines = files("harvest.vocabularies").joinpath("type_words.txt").read_text("utf-8").splitlines()
    known = {word for line in lines if not line.startswith("#") for word in line.split()}
    return dict.fromkeys(known, ""), frozenset(word for word in known if len(word) <= 3)


@cache
def _ends() -> tuple[str, ...]:
    known, _ = _types()
    return tuple(sorted((word for word in list(known) if len(word) >= _SHORTEST_END and not known[word]), key=len))[
        ::-1
    ]


def _without_type(word: str) -> str:
    """``livsmedelskluster`` is ``livsmedels``: the end of a compound may be a word for a kind of organisation."""
    if len(word) > _SHORTEST_END + 2 and word.endswith(_ends()):
        end = next(end for end in _ends() if word.endswith(end))
        if len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word
