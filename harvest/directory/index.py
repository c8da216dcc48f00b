"""Which texts hold these words one after the other: SQLite's FTS5 in memory, asked for one phrase at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from harvest.directory.words import spelled

Rows = frozenset[int]
"""Numbers of documents, counted from 0."""


class Index:
    """Texts by number. With ``stems``, a second table holds the stems: they lose the ends that a prefix leaves open."""

    def __init__(self, texts: Sequence[str], stems: bool) -> None:
        self._store = sqlite3.connect(":memory:", isolation_level=None)
        rows = list(enumerate(map(spelled, texts)))
        # "ascii": every other character belongs to a word, as the texts come folded and split.
        self._fill("word", "ascii", rows)
        if stems:
            self._fill("stem", "porter ascii", rows)

    def close(self) -> None:
        """Lets go of the memory; the index can't be asked after that."""
        self._store.close()

    def rows(self, words: Sequence[str], open_end: bool, as_they_stand: bool) -> Rows:
        """The texts with these words in this order, side by side; ``open_end``: the last of them may go on.

        ``as_they_stand``: not by stems, of which there are none without ``stems``. Words hold letters and digits only,
        so that nothing of them is syntax.
        """
        phrase = f'"{" ".join(words)}"{" *" if open_end else ""}'
        table = "word" if as_they_stand else "stem"
        found = self._store.execute(f"select rowid from {table} where {table} match ?", (phrase,))  # noqa: S608
        return frozenset(row for (row,) in found)

    def _fill(self, table: str, tokenizer: str, rows: list[tuple[int, str]]) -> None:
        self._store.execute(
            f"create virtual table {table} using fts5 (text, content = '', columnsize = 0, tokenize = '{tokenizer}')"
        )
        # Filled once and thrown away: merging its parts on the way would cost a quarter of the filling.
        self._store.execute(f"insert into {table} ({table}, rank) values ('automerge', 0)")  # noqa: S608
        self._store.execute("begin")
        self._store.executemany(f"insert into {table} (rowid, text) values (?, ?)", rows)  # noqa: S608
        self._store.execute("commit")
