"""Hits that came and went: searches of the strategies that two runs answered to the end, each with its own answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.standing import Standing


@dataclass(frozen=True, slots=True)
class Move:
    """One search, read in one way, whose answers in two runs are compared."""

    search_id: str
    source: str
    text: str
    filters: str
    before_run: str
    """The run that gave the earlier answer; not always the one that is compared with."""
    after_run: str
    before: int
    """Hits in the earlier answer, and in the later one."""
    after: int
    came: Mapping[str, int]
    """Record id to rank."""
    went: Mapping[str, int]

    @property
    def query(self) -> str:
        return " AND ".join(filter(None, (self.text, self.filters))) or "*:*"

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the facets that it filters by."""
        return tuple(one.partition(": ")[0] for one in self.filters.split("; ") if one)


@dataclass(frozen=True, slots=True)
class NotCompared:
    """One search that a run was asked and did not answer: it stands as it stood."""

    search_id: str
    status: str
    reason: str


def read_moves(connection: Connection, previous: Standing, now: Standing) -> Iterator[Move]:
    """Every search of the later run's strategies, or of the earlier one's, whose hits moved; by its id."""
    both = {"run_id": now.run.run_id, "previous": previous.run.run_id}
    queries = {row.search_id: row for row in connection.execute(text(_OF_STRATEGIES), both)}
    for asked in sorted(previous.answers.keys() & now.answers.keys()):
        query, before_run, after_run = queries.get(asked[0]), previous.answers[asked], now.answers[asked]
        if query is None or before_run == after_run:
            continue
        before, after = (_hits(connection, run_id, asked[0]) for run_id in (before_run, after_run))
        came = {f"{query.source}/{one}": rank for one, rank in after.items() if one not in before}
        went = {f"{query.source}/{one}": rank for one, rank in before.items() if one not in after}
        if came or went:
            yield Move(
                asked[0], query.source, query.text, query.filters, before_run, after_run, len(before), len(after),
                came, went,
            )  # fmt: skip


def read_not_compared(connection: Connection, now: Standing) -> list[NotCompared]:
    """The searches of the run's strategies that it could not answer; those that are too large were left on purpose."""
    return [NotCompared(*row) for row in connection.execute(text(_UNANSWERED), {"run_id": now.run.run_id})]


def read_listed(connection: Connection, run_id: str, search_id: str, source: str) -> frozenset[str]:
    """The records that one answer lists."""
    return frozenset(f"{source}/{one}" for one in _hits(connection, run_id, search_id))


def _hits(connection: Connection, run_id: str, search_id: str) -> dict[str, int]:
    rows = connection.execute(text(_HITS), {"run_id": run_id, "search_id": search_id})
    return {row.source_id: row.rank for row in rows}


_HITS = "SELECT source_id, rank FROM hits WHERE run_id = :run_id AND search_id = :search_id ORDER BY rank, source_id"

_OF_STRATEGIES = """
    SELECT DISTINCT q.search_id, q.source, q.text, q.filters
    FROM strategy_terms t
    JOIN queries q ON q.search_id = t.search_id
    WHERE t.run_id IN (:run_id, :previous)
"""

_UNANSWERED = """
    SELECT s.search_id, s.status, s.reason
    FROM searches s
    WHERE s.run_id = :run_id AND s.status NOT IN ('complete', 'capped') AND EXISTS (
        SELECT 1 FROM strategy_terms t WHERE t.run_id = s.run_id AND t.search_id = s.search_id)
    ORDER BY s.search_id
"""
