"""Organisations by name, in any spelling: what people type is rarely what a platform prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, text

from harvest.normalise.plain import plain

NAME_FIELDS = ("name", "native_name", "alias", "acronym", "former_name")
_SHORTEST_PART = 3
_ALIKE = 60
"""Percent: below it, nobody takes one name for the other."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name, or one id, that an organisation goes by.

    ``field`` is one of NAME_FIELDS, ``name_as_printed`` before it was cleaned, or ``id``.
    """

    organisation_id: str
    field: str
    name: str


def read_names(connection: Connection) -> list[Named]:
    """Every name and id of every organisation; names that hold no longer included."""
    return [Named(*row) for row in connection.execute(text(_NAMES))]


def called(names: Iterable[Named], wanted: str) -> list[Named]:
    """The names that ``wanted`` means: called exactly that; if none is, those that hold it; else all of its words.

    An id means itself, and one or two letters mean only a name that is no more than these.
    """
    names = list(names)
    ids = [one for one in names if one.field == "id" and one.name == wanted.strip()]
    sought = plain(wanted)
    if ids or not sought:
        return ids
    spelled = [(one, plain(one.name)) for one in names if one.field != "id"]
    exactly = [one for one, name in spelled if name == sought]
    if exactly or len(sought) < _SHORTEST_PART:
        return exactly
    return [one for one, name in spelled if sought in name] or [one for one, name in spelled if has_words(name, sought)]


def has_words(name: str, sought: str) -> bool:
    """Whether every sought word begins a word of the name, in whatever order; both ``plain``."""
    words = name.split()
    return all(any(word.startswith(part) for word in words) for part in sought.split())


def nearest_names(names: Iterable[Named], wanted: str, limit: int = 3) -> list[str]:
    """The names most like ``wanted``, best first; only those that are alike at all."""
    choices = list(dict.fromkeys(one.name for one in names if one.field in NAME_FIELDS))
    found = process.extract(wanted, choices, scorer=fuzz.WRatio, processor=plain, limit=limit, score_cutoff=_ALIKE)
    return [name for name, _, _ in found]


_NAMES = f"""
    SELECT organisation_id, field, value FROM v1_statements
    WHERE organisation_id IS NOT NULL AND field IN ({", ".join(f"'{field}'" for field in NAME_FIELDS)})
    UNION SELECT organisation_id, 'name_as_printed', original FROM v1_statements
    WHERE organisation_id IS NOT NULL AND field = 'name' AND TRIM(original) <> value
    UNION SELECT organisation_id, 'id', organisation_id FROM v1_organisations
    UNION SELECT organisation_id, 'id', record_id FROM v1_records WHERE organisation_id IS NOT NULL
    ORDER BY 3, 1, 2
"""  # noqa: S608  # put together from our own constants
