"""Answers queries over documents: each phrase is asked of the index once, the rest is sets of row numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from harvest.directory.documents import Document, Reading
from harvest.directory.facets import keys
from harvest.directory.index import Index, Rows
from harvest.directory.words import ends_in_word, words
from harvest.query import And, Everything, Expression, Facet, Not, Or, Phrase, Prefix, Text

_NONE: Rows = frozenset()


class Directory:
    """Documents that can be asked, in one reading, until they are closed.

    Case and accents never count. A text without a letter or digit finds nothing where it stands alone (``&``), and
    doesn't count beside others (``food & drink``). A facet that no document has finds nothing.
    """

    def __init__(self, documents: Iterable[Document], reading: Reading) -> None:
        # Rows are numbered in the order of answers, so that an answer has only to be sorted by number.
        ordered = sorted(documents, key=lambda one: (one.name.casefold(), one.source_id))
        self.reading = reading
        self._ids = [document.source_id for document in ordered]
        if len(set(self._ids)) < len(self._ids):
            raise ValueError("two documents have the same source id")
        self._everything: Rows = frozenset(range(len(ordered)))
        self._index = Index([_searched(document, reading.fields) for document in ordered], reading.stems)
        self._facets = _facets(ordered)
        self._known: dict[tuple[tuple[str, ...], bool, bool], Rows] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._ids)

    def close(self) -> None:
        """Lets go of the memory; no text can be asked after that."""
        self._index.close()

    def answer(self, expression: Expression) -> list[str]:
        """The source ids of the documents that answer, by name, then by id."""
        return [self._ids[row] for row in sorted(self._rows(expression))]

    def count(self, expression: Expression) -> int:
        """How many documents answer."""
        return len(self._rows(expression))

    def _rows(self, expression: Expression) -> Rows:  # loops, because a query may nest deep: one frame a level
        match expression:
            case Text(typed):
                return self._loose(typed)
            case Phrase(typed, prefix):
                return self._open(typed) if prefix else self._phrase(words(typed))
            case Prefix(start):
                return self._open(start)
            case Facet(field, value):
                return _NONE.union(*(self._facets.get((field, key), _NONE) for key in keys(field, value)))
            case Everything():
                return self._everything
            case Not(part):
                return self._everything - self._rows(part)
            case And(parts):
                found = self._everything
                for part in parts:
                    found = found & self._rows(part)
                return found
            case Or(parts):
                found = _NONE
                for part in parts:
                    found = found | self._rows(part)
                return found

    def _loose(self, typed: str) -> Rows:
        if self.reading.loose == "phrase":
            return self._phrase(words(typed))
        found = [self._phrase(each) for each in map(words, typed.split()) if each]
        if self.reading.loose == "any":
            return _NONE.union(*found)
        return self._everything.intersection(*found) if found else _NONE

    def _open(self, typed: str) -> Rows:
        # "agri-*" opens no word: what may follow it begins anew.
        return self._phrase(words(typed), open_end=ends_in_word(typed), as_they_stand=True)

    def _phrase(self, phrase: tuple[str, ...], open_end: bool = False, as_they_stand: bool = False) -> Rows:
        if not phrase:
            return _NONE
        atom = phrase, open_end, as_they_stand or not self.reading.stems
        if atom not in self._known:
            self._known[atom] = self._index.rows(*atom)
        return self._known[atom]


def _searched(document: Document, fields: tuple[str, ...]) -> str:
    return "\n".join(text for field, text in document.texts.items() if not fields or field in fields)


def _facets(documents: list[Document]) -> dict[tuple[str, str], Rows]:
    found: dict[tuple[str, str], set[int]] = {}
    for row, document in enumerate(documents):
        for field, values in document.facets.items():
            for value in values:
                for key in keys(field, value):
                    found.setdefault((field, key), set()).add(row)
    return {key: frozenset(rows) for key, rows in found.items()}
