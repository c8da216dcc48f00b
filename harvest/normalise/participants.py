"""Organisations that take part in something, out of what is printed; persons are refused.

A name is an organisation's by evidence only: a type that is printed with it, a legal form, a word that says what kind
of organisation it is. A title or a given name says that it is a person. What neither says is kept as text, without a
link to anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from harvest.normalise.legal_forms import split_legal_form
from harvest.normalise.mail import ADDRESS
from harvest.normalise.text import fold, label_key, squeeze
from harvest.records import Participant, Value
from harvest.vocabularies import table, words

ROLES = {"major_player": "major player", "facility": "support facility"}
"""Field of a profile -> what those that it names are to the organisation."""
UNKNOWN = "unknown"

_TITLED = re.compile(
    r"^(?:dr|prof|professor|mr|mrs|ms|miss|herr|frau|hr|fru|sir|dipl|ing|mag|monsieur|madame|sra?|dott)\b[. ]"
    r"|,\s*(?:ph\.?d|msc|mba|m\.?d)\b|\b(?:ceo|cto|cfo|vd|chairman|manager|projektledare)\b",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|www\.)\S+|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?$", re.IGNORECASE)
_TYPED = re.compile(r"(?P<name>.+?)\s*(?:[-–—:|,;]\s+|\s\()(?P<type>[^-–—:|,;()]+)\)?$")
_TYPE_BEHIND = re.compile(r"(?P<name>.+?) (?P<type>larger? company|research organi[sz]ation)$", re.IGNORECASE)
"""Types of the platform that are no part of a name, where name and type run together on one line."""
_SHORTEST_END = 6
"""Letters of a word that may also be the end of a compound: ``Skogskluster``, ``Mittuniversitetet``."""
_LONGEST = 160
"""Characters. What is longer is a sentence."""


def participants(values: Iterable[Value]) -> tuple[Participant, ...]:
    """Those that a record's values name, in their order, each once; persons left out. Total."""
    found = (one for value in values if value.field in ROLES for one in _listed(value))
    return tuple(dict.fromkeys(found))


def participant(name: str, printed_type: str = "", role: str = "", place: str = "") -> Participant | None:
    """One participant of a name as printed; None for a person, and for what is no name.

    Its kind is that of the printed type, else what words of its name say, else that of a company where it has a legal
    form.
    """
    plain = squeeze(name).strip(" ,;•*·")
    if not any(letter.isalpha() for letter in plain) or len(plain) > _LONGEST:
        return None
    if is_person(plain):
        return None
    kind, how = _evidence(plain, printed_type)
    return Participant(plain, kind or UNKNOWN, how, role, name, place)


def is_person(name: str) -> bool:
    """Whether a name is a person's: a title, an address of mail, or a given name where nothing tells otherwise.

    A person's name before a comma is one, whatever is said behind it; so is one that is turned round.
    """
    if ADDRESS.search(name) or _TITLED.search(name):
        return True
    head, comma, tail = name.partition(",")
    return _is_named(head) or bool(comma and len(head.split()) == 1 and _is_given(tail) and not _evidence(name, "")[1])


def _is_named(name: str) -> bool:
    return 2 <= len(name.split()) <= 4 and _is_given(name) and not _evidence(name, "")[1]


def _is_given(name: str) -> bool:
    """Whether the first word is a given name; of two with a hyphen, either."""
    first = (name.split() or [""])[0]
    return any(part in _given_names() for part in fold(first).split("-"))


def _listed(value: Value) -> list[Participant]:
    """The lines of a list: a name, then perhaps its type and its address, on lines of their own or on the same one."""
    named: list[tuple[str, str]] = []
    for line in filter(None, map(squeeze, value.original.splitlines())):
        bare = squeeze(_WEB.sub(" ", line)).strip(" -–|:()")
        if not bare:
            continue
        if named and not named[-1][1] and _type_of(bare):
            named[-1] = (named[-1][0], bare)
            continue
        tried = (pattern.fullmatch(bare) for pattern in (_TYPED, _TYPE_BEHIND))
        match = next((one for one in tried if one and _type_of(one["type"])), None)
        named.append((match["name"], match["type"]) if match else (bare, ""))
    found = (participant(name, kind, ROLES[value.field]) for name, kind in named)
    return [one for one in found if one is not None]


def _evidence(name: str, printed_type: str) -> tuple[str, str]:
    """(kind, the evidence for it); empty where there is none."""
    kind = _type_of(printed_type)
    if kind:
        return kind, f"printed type: {squeeze(printed_type)}"
    bare, forms = split_legal_form(name)
    spelled = f" {label_key(name.replace('(', ' ').replace(')', ' '))} "
    for kind, word in _name_words():
        if f" {word} " in spelled or (len(word) >= _SHORTEST_END and f"{word} " in spelled):
            return kind, f"the word {word!r} in its name"
    if forms and bare:
        return ("association" if forms[0] in ("e.V.", "ry", "rf") else "company"), f"legal form {forms[0]}"
    return "", ""


def _type_of(printed: str) -> str | None:
    return _types().get(label_key(printed)) if printed else None


@cache
def _types() -> dict[str, str]:
    rows = [row for row in table("participant_words.csv") if row["where"] == "type"]
    return {word: row["kind"] for row in rows for word in row["words"].split("|")}


@cache
def _name_words() -> tuple[tuple[str, str], ...]:
    rows = [row for row in table("participant_words.csv") if row["where"] == "name"]
    return tuple((row["kind"], word) for row in rows for word in row["words"].split("|"))


@cache
def _given_names() -> frozenset[str]:
    return words("given_names.txt")
