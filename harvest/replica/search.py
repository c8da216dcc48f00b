"""The replica's own search: any word, phrases in quotation marks, facets. All of it is assumed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from threading import Lock

from harvest.replica.organisations import Organisation
from harvest.replica.vocabulary import facets

_PHRASE_OR_WORD = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s"“”„«»]+)')

Filters = Mapping[str, Sequence[str]]
"""Parameter of a facet -> the values of which a profile must have at least one."""


class Index:
    """A full-text index over names, description and sectors. May be asked from any thread."""

    def __init__(self, organisations: Sequence[Organisation], *, stems: bool = True) -> None:
        self.organisations = tuple(organisations)
        self._lock = Lock()
        self._alphabetical = sorted(self.organisations, key=_by_name)
        self._store = sqlite3.connect(":memory:", check_same_thread=False)
        self._store.execute(
            "create virtual table profile using fts5 (name, native_name, description, sectors, "
            f"tokenize = '{'porter ' if stems else ''}unicode61 remove_diacritics 2')"
        )
        self._store.executemany(
            "insert into profile (rowid, name, native_name, description, sectors) values (?, ?, ?, ?, ?)",
            [
                (number, found.name, found.native_name, found.description, " · ".join(found.sectors))
                for number, found in enumerate(self.organisations)
            ],
        )

    def close(self) -> None:
        """Lets go of the memory; the index can't be asked after that."""
        self._store.close()

    def search(self, text: str, filters: Filters | None = None, *, every_word: bool = False) -> list[Organisation]:
        """The hits in the order of the result list. An empty text finds everything, in alphabetical order."""
        found = self._matching(text, every_word=every_word) if text.strip() else self._alphabetical
        holders = {facet.parameter: facet.values_of for facet in facets()}
        for parameter, values in (filters or {}).items():
            values_of, wanted = holders[parameter], frozenset(values)
            found = [organisation for organisation in found if wanted.intersection(values_of(organisation))]
        return found

    def _matching(self, text: str, *, every_word: bool) -> list[Organisation]:
        expression = match_expression(text, "AND" if every_word else "OR")
        if not expression:
            return []
        with self._lock:
            rows = self._store.execute(
                "select rowid, bm25(profile) from profile where profile match ?", (expression,)
            ).fetchall()
        # Rounded, because the last digits of a logarithm are the machine's own.
        ranked = sorted((round(score, 6), *_by_name(self.organisations[row]), row) for row, score in rows)
        return [self.organisations[row] for *_, row in ranked]


def match_expression(text: str, joined: str = "OR") -> str:
    """What was typed, as an expression of FTS5: phrases and single words, any (or all) of which must match."""
    parts = (phrase or word for phrase, word in _PHRASE_OR_WORD.findall(text))
    return f" {joined} ".join(f'"{part.strip()}"' for part in parts if any(letter.isalnum() for letter in part))


def _by_name(organisation: Organisation) -> tuple[str, str]:
    return organisation.name.casefold(), organisation.path
