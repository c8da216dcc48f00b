"""The searches that a source itself answered in one run, and their hits: what probes and laws are read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Searched:
    """One search: what was asked, and what is known of the answer."""

    search_id: str
    source: str
    text: str
    filters: str
    claimed: int | None
    listed: int | None
    """Hits that were read; None where not all of them were."""

    @property
    def total(self) -> int | None:
        return self.listed if self.claimed is None else self.claimed

    def __str__(self) -> str:
        return " AND ".join(filter(None, (self.text, self.filters))) or "*:*"


@dataclass(slots=True)
class Answers:
    """A run's searches, by what they ask; hits are read when they are wanted."""

    connection: Connection
    run_id: str
    searches: tuple[Searched, ...]
    _asked: dict[tuple[str, str, str], Searched] = field(init=False)
    _hits: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._asked = {(one.source, one.text, one.filters): one for one in self.searches}

    def find(self, source: str, text: str, filters: str = "") -> Searched | None:
        """The search that asked this, if one did."""
        return self._asked.get((source, text, filters))

    def hits(self, search: Searched) -> frozenset[str] | None:
        """The ids of its hits; None where not all of them were read."""
        if search.listed is None:
            return None
        if search.search_id not in self._hits:
            this = {"run_id": self.run_id, "search_id": search.search_id}
            self._hits[search.search_id] = frozenset(self.connection.execute(text(_HITS), this).scalars())
        return self._hits[search.search_id]


def read_answers(connection: Connection, run_id: str) -> Answers:
    """Every search of the run that its source answered itself."""
    rows = connection.execute(text(_SEARCHES), {"run_id": run_id})
    return Answers(connection, run_id, tuple(Searched(*row) for row in rows))


_SEARCHES = """
    SELECT
        s.search_id, s.source, s.query, s.filters, s.reported_hits,
        CASE WHEN s.status = 'complete' AND s.depth <> 'total' THEN s.harvested_hits END AS listed
    FROM v1_searches s
    WHERE s.run_id = :run_id AND s.reading IS NULL
    ORDER BY s.source, s.query, s.filters
"""

_HITS = "SELECT source_id FROM hits WHERE run_id = :run_id AND search_id = :search_id"
