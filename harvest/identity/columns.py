"""Many candidates as columns: what is compared is a number, and whole blocks of records are compared at once.

Texts are compared by equality only, so each becomes a number: a word by its place in a list, since its letters are
needed again for near spellings, everything else by its hash. 0 stands for nothing throughout.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harvest.identity.candidate import TICKS, Candidate
from harvest.identity.names import MOST_WORDS, Name
from harvest.normalise.urls import without_suffix

Array = NDArray[Any]
_AT_ONCE = 20_000
_HEAD = 4
"""Letters of a word's head and tail: enough to be telling, and a typo leaves one of the two alone."""

Table = dict[str, Array]
RECORD = {
    "country": np.uint64,
    "city": np.uint64,
    "town": np.uint64,  # how the city begins: Bruxelles is no other place than Brussel
    "place": np.uint64,  # the town, or else the region as printed
    "site": np.uint64,
    "host": np.uint64,
    "other_land": np.uint64,  # site without what the host is registered under: example.co.uk/x and example.de/x
    "mail": np.uint64,
    "nuts": (np.uint8, 5),
    "year": np.int16,
    "date": np.uint64,
    "ticked": (np.uint64, TICKS // 64),
    "deep": np.bool_,  # whether the homepage is a page below the host's first
}
NAME = {
    "owner": np.int64,
    "count": np.int8,
    "words": (np.int32, MOST_WORDS),
    "heads": (np.uint64, MOST_WORDS),
    "tails": (np.uint64, MOST_WORDS),
    "firsts": (np.uint64, MOST_WORDS),  # each word's first letter
    "local": (np.bool_, MOST_WORDS),  # the word is of the town's or region's name
    "labelled": (np.bool_, MOST_WORDS),  # the host's own name holds the word
    "labels": np.bool_,  # the host's own name is the acronym or the initials
    "joined": np.uint64,
    "initials": np.uint64,
    "acronyms": (np.uint64, 2),
    "whole": np.bool_,
}
"""What has several values per row has them side by side in the first axis."""


class Columns:
    """Candidates in the order in which they came: ``records``, and ``names`` with the row of the record they name."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        # By row, and no lists: of a million texts, those in a list are looked at in every sweep of the garbage
        # collector, which does not look into a dict of numbers and texts.
        self.ids: dict[int, str] = {}
        self.words: dict[int, str] = {0: ""}
        self._word_rows: dict[str, int] = {}
        self._heads, self._tails, self._firsts = array("q", [0]), array("q", [0]), array("q", [0])
        self._records, self._names = _empty(RECORD), _empty(NAME)
        self._named = 0
        self.add(candidates)

    @property
    def records(self) -> Table:
        return {field: column[..., : len(self.ids)] for field, column in self._records.items()}

    @property
    def names(self) -> Table:
        return {field: column[..., : self._named] for field, column in self._names.items()}

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Appends candidates; one whose id is here already becomes a second row."""
        some: list[Candidate] = []
        for one in candidates:
            some.append(one)
            if len(some) == _AT_ONCE:
                self._append(some)
                some = []
        if some:
            self._append(some)

    def _append(self, some: list[Candidate]) -> None:
        first = len(self.ids)
        self.ids.update(enumerate((one.record_id for one in some), first))
        rows = _rows(self._records, first, len(self.ids))
        sites = [_site_columns(one.site) for one in some]
        for column, texts in {
            "country": [one.country for one in some],
            "city": [one.city for one in some],
            "town": [one.city[:_TOWN] for one in some],
            "place": [one.city or one.region for one in some],
            "mail": [one.mail for one in some],
            "site": [one.site for one in some],
            "date": [one.date for one in some],
            "host": [host for host, _, _ in sites],
            "other_land": [other for _, other, _ in sites],
        }.items():
            rows[column][:] = hashes(texts)
        rows["deep"][:] = ["/" in one.site for one in some]
        rows["year"][:] = [one.year for one in some]
        bits = b"".join([one.ticked.to_bytes(TICKS // 8, "little") for one in some])
        rows["ticked"][:] = np.frombuffer(bits, "<u8").reshape(-1, TICKS // 64).T
        codes = b"".join([one.nuts.encode("ascii", "replace")[:5].ljust(5, b"\0") for one in some])
        rows["nuts"][:] = np.frombuffer(codes, np.uint8).reshape(-1, 5).T
        towns = [_heads(one) if one.city or one.region else _NOWHERE for one in some]
        named = [(row, name) for row, one in enumerate(some) for name in one.names]
        flags = [_flags(name, sites[row][2], towns[row]) for row, name in named]
        self._append_names([first + row for row, _ in named], [name for _, name in named], flags)

    def _append_names(self, owners: list[int], some: list[Name], flags: list[tuple[int, int, bool]]) -> None:
        start, self._named = self._named, self._named + len(some)
        rows = _rows(self._names, start, self._named)
        known = self._word_rows
        flat: list[int] = []
        for name in some:
            flat += [known.get(word) or self._word(word) for word in name.words]
            flat += _FILL[len(name.words)]
        words = np.array(flat, np.int32).reshape(-1, MOST_WORDS).T
        bits = np.array(flags, np.int64).reshape(-1, 3).T
        places = np.arange(MOST_WORDS)[:, None]
        for column, values in {
            "owner": owners,
            "count": [len(name.words) for name in some],
            "words": words,
            "heads": np.frombuffer(self._heads, np.uint64)[words],
            "tails": np.frombuffer(self._tails, np.uint64)[words],
            "firsts": np.frombuffer(self._firsts, np.uint64)[words],
            "local": bits[0] >> places & 1,
            "labelled": bits[1] >> places & 1,
            "labels": bits[2],
            "joined": hashes([name.joined for name in some]),
            "initials": hashes([name.initials for name in some]),
            "acronyms": hashes([text for name in some for text in name.acronyms]).reshape(-1, 2).T,
            "whole": [name.whole for name in some],
        }.items():
            rows[column][...] = values

    def _word(self, word: str) -> int:
        row = self._word_rows[word] = len(self.words)
        self.words[row] = word
        self._heads.append(hash(word[:_HEAD]))
        self._tails.append(hash(word[-_HEAD:]))
        self._firsts.append(ord(word[0]))
        return row


def _empty(fields: dict[str, Any]) -> Table:
    shapes = {field: kind if isinstance(kind, tuple) else (kind, 0) for field, kind in fields.items()}
    return {field: np.zeros((many, 16) if many else 16, kind) for field, (kind, many) in shapes.items()}


def _rows(table: Table, first: int, end: int) -> Table:
    """The rows from ``first`` to ``end``, made room for where there is none."""
    for field, column in table.items():
        if end > column.shape[-1]:
            table[field] = np.zeros((*column.shape[:-1], max(end, 2 * column.shape[-1])), column.dtype)
            table[field][..., :first] = column[..., :first]
    return {field: column[..., first:end] for field, column in table.items()}


_TOWN = 3
_NOWHERE: set[str] = set()
_FILL = [[0] * (MOST_WORDS - count) for count in range(MOST_WORDS + 1)]


def _heads(one: Candidate) -> set[str]:
    return {word[:_HEAD] for word in f"{one.city} {one.region}".split()}


def _flags(name: Name, label: str, town: set[str]) -> tuple[int, int, bool]:
    """Bits for the words that are the town's and for those in the host's name, and whether that is the initials."""
    local = labelled = 0
    bit = 1
    for word in name.words:
        if word[:_HEAD] in town:
            local |= bit
        if word in label and len(word) >= 3:
            labelled |= bit
        bit <<= 1
    return local, labelled, bool(label) and (label in name.acronyms or _starts_with_initials(label, name))


def _starts_with_initials(label: str, name: Name) -> bool:
    """``kvf-oulu.example`` is a site of Kunststoff-Verbund Franken; ``kovolta.example`` only seems to be."""
    first = name.initials
    return bool(first and label.startswith(first)) and not any(label.startswith(word[:_HEAD]) for word in name.words)


def hashes(texts: list[str]) -> Array:
    """Each text as a number, the empty one as 0. Only good within this process."""
    return np.array([hash(text) if text else 0 for text in texts], np.int64).view(np.uint64)


def _site_columns(site: str) -> tuple[str, str, str]:
    if not site:
        return "", "", ""
    host, slash, path = site.partition("/")
    before = without_suffix(host)
    return host, f"{before}{slash}{path}", before.rpartition(".")[2].replace("-", "")
