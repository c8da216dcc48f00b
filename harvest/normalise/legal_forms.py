"""Legal forms, taken off a name: ``CyberForum e.V.`` is ``CyberForum`` with the form ``e.V.``.

The forms are ``vocabularies/legal_forms.csv``, one row each: canonical spelling, countries, language, the form in
full, the spellings people write, and whether it stands before the name, after it, or on either side. A spelling
holds in capitals or small letters, with or without accents, and dotted or not, except that two letters mean
nothing without their dots, and that ``=`` before a spelling asks for exactly these letters (``AS`` is a form,
"as" is a word). No form is looked for inside a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from harvest.normalise.text import fold
from harvest.vocabularies import table

_NOT_LETTER = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[^\W_]")
_EDGES = " ,;-–—&"


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One row of the table."""

    form: str
    countries: tuple[str, ...]
    language: str
    long_form: str
    spellings: tuple[str, ...]
    place: str


@dataclass(slots=True)
class _Node:
    """One word of a form, met from the outside of a name: the forms that are whole here, and the words beyond."""

    exact: dict[str, str] = field(default_factory=dict)
    any_case: dict[str, str] = field(default_factory=dict)
    beyond: dict[str, _Node] = field(default_factory=dict)


@cache
def legal_forms() -> tuple[LegalForm, ...]:
    """Every form of the table, in the file's order."""
    return tuple(
        LegalForm(
            row["form"],
            tuple(row["country"].split()),
            row["language"],
            row["long_form"],
            tuple(row["spellings"].split("|")),
            row["place"],
        )
        for row in table("legal_forms.csv")
    )


def split_legal_form(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without the legal forms before and after it, and those forms, canonical, in the order written.

    A name that is nothing but a form stays as it is, and a name without one comes back unchanged. Idempotent.
    ``EnergyVaasa (Oy Merinova Ab)`` keeps its bracket: what stands in it is another name.
    """
    start, end = _tries()
    before: list[str] = []
    after: list[str] = []
    rest = name
    while True:
        # Most names have none, and most that have one have it at the end: two look-ups tell.
        words = rest.rsplit(None, 1)
        if len(words) < 2:
            return rest, (*before, *after)
        found = _cut(rest, end, at_end=True) if _letters(words[1]) in end.beyond else None
        if found:
            rest, form = found
            after.insert(0, form)
            continue
        found = _cut(rest, start, at_end=False) if _letters(rest.split(None, 1)[0]) in start.beyond else None
        if not found:
            return rest, (*before, *after)
        rest, form = found
        before.append(form)


def _cut(name: str, trie: _Node, *, at_end: bool) -> tuple[str, str] | None:
    """The name without the longest form on that side, and the form; None where there is none or nothing is left."""
    best, written, rest, node = None, "", name, trie
    while node.beyond:
        words = rest.rsplit(None, 1) if at_end else rest.split(None, 1)
        if len(words) < 2:
            break
        rest, word = words if at_end else (words[1], words[0])
        letters = _letters(word)
        step = node.beyond.get(letters) if letters or not written else node
        if step is None or (at_end and word.endswith(")") and "(" not in word):
            break
        node = step
        written = word if not written else f"{word} {written}" if at_end else f"{written} {word}"
        exact, any_case = _keys(written)
        form = node.exact.get(exact) or node.any_case.get(any_case)
        if form and _LETTER.search(rest):
            best = rest.strip(_EDGES), form
    return best


@lru_cache(maxsize=1 << 14)
def _letters(written: str) -> str:
    plain = written.lower() if written.isascii() else fold(written)
    return plain if plain.isalnum() else _NOT_LETTER.sub("", plain)


@lru_cache(maxsize=1 << 12)
def _keys(written: str) -> tuple[str, str]:
    """The letters of a spelling, in this case and in any, after a mark: ``.as``, ``/as`` and ``as`` are three forms."""
    inner = written.rstrip(".")
    mark = "/" if "/" in inner else "." if "." in inner else ""
    return mark + _NOT_LETTER.sub("", written), mark + _letters(written)


@cache
def _tries() -> tuple[_Node, _Node]:
    """The forms by their words from the left, for the start of a name, and from the right, for its end."""
    start, end = _Node(), _Node()
    rows = [(row, spelling) for row in legal_forms() for spelling in row.spellings]
    for enter in (_as_spelled, _otherwise_dotted):
        for row, spelling in rows:
            written = spelling.removeprefix("=")
            for words in (written.split(), written.replace(".", ". ").split()):
                if row.place != "end":
                    enter(_walk(start, words), spelling, row.form)
                if row.place != "start":
                    enter(_walk(end, words[::-1]), spelling, row.form)
    return start, end


def _walk(node: _Node, words: list[str]) -> _Node:
    for word in filter(None, map(_letters, words)):
        node = node.beyond.setdefault(word, _Node())
    return node


def _as_spelled(node: _Node, spelling: str, form: str) -> None:
    exact, any_case = _keys(spelling.removeprefix("="))
    forms, key = (node.exact, exact) if spelling.startswith("=") else (node.any_case, any_case)
    if forms.setdefault(key, form) != form:
        raise ValueError(f"legal_forms.csv: {spelling!r} spells both {forms[key]!r} and {form!r}")


def _otherwise_dotted(node: _Node, spelling: str, form: str) -> None:
    """``vzw`` also as ``V.Z.W.``, and ``S.p.A.`` as ``spa``, unless another row spells its form just so."""
    _, key = _keys(spelling.removeprefix("="))
    if key[0] not in "./":
        node.any_case.setdefault(f".{key}", form)
    elif len(key) > len(".as") and not spelling.startswith("="):
        node.any_case.setdefault(key[1:], form)
