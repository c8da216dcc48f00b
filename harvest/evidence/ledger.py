"""Whether a run's books balance, and which search leaks where they don't.

The identities, with where they can fail:

- reported = harvested + missing: a complete search with a claimed total must miss nothing, nor have too much;
- every hit of a search whose records were wanted has exactly one visit to its record in the run, so that
  harvested = new + changed + unchanged + refused + already seen. A record that could not be had (``failed``)
  counts as refused here; *already seen* are the further hits on a record that was visited for another one;
- memberships - organisations = the sum of (priorities per organisation - 1);
- unique <= distinct <= harvested, for each strategy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from harvest.evidence.yields import YieldRow, read_yield
from harvest.records import RECORDS, TOTAL


@dataclass(frozen=True, slots=True)
class Leak:
    """One identity that fails."""

    search_id: str
    """The search; for the last two identities the strategy, or ``run``."""
    query: str
    kind: str
    """``missing hits``, ``surplus hits``, ``unvisited hits``, ``memberships`` or ``contributions``."""
    count: int
    """By how many the two sides differ."""
    message: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A run's books."""

    leaks: tuple[Leak, ...]
    reported: int
    """The sum of the claimed totals; a search without a claim adds what it harvested.

    This and the counts below leave out searches that were asked for less than their records: probes and readings.
    """
    harvested: int
    new: int
    changed: int
    unchanged: int
    refused: int
    """Records that searches listed and that were not had, failed ones included."""
    already_seen: int
    requests: int
    pages: int
    not_modified: int

    @property
    def balanced(self) -> bool:
        return not self.leaks

    @property
    def missing(self) -> int:
        """Hits that were claimed and not listed; a leak only in a search that is complete."""
        return self.reported - self.harvested


def read_ledger(connection: Connection, run_id: str, strategies: list[YieldRow] | None = None) -> Ledger:
    """The books of one run, from its rows alone; ``strategies``: its yield, where that was read already.

    Raises LookupError for a run that is not there.
    """
    this = {"run_id": run_id}
    run = connection.execute(text(_RUN), this).first()
    if run is None:
        raise LookupError(f"no run {run_id}")
    searches = connection.execute(text(_SEARCHES), this).all()
    outcomes: Counter[str] = Counter(dict(connection.execute(text(_OUTCOMES), this).all()))
    followed = [search for search in searches if search.depth == RECORDS]
    harvested = sum(search.harvested_hits for search in followed)
    unvisited = sum(search.unvisited_hits for search in followed)
    return Ledger(
        leaks=(
            *_leaking_searches(searches),
            *_leaking_memberships(connection, run_id),
            *_leaking_strategies(read_yield(connection, run_id) if strategies is None else strategies),
        ),
        reported=sum(
            search.harvested_hits if search.reported_hits is None else search.reported_hits for search in followed
        ),
        harvested=harvested,
        new=outcomes["new"],
        changed=outcomes["changed"],
        unchanged=outcomes["unchanged"],
        refused=outcomes["refused"] + outcomes["failed"],
        already_seen=harvested - unvisited - outcomes.total(),
        requests=run.requests,
        pages=run.pages,
        not_modified=run.not_modified,
    )


def _leaking_searches(searches: Iterable[Row[Any]]) -> Iterator[Leak]:
    for search in searches:
        asked = "; ".join(filter(None, [search.query, search.filters])) or "everything"
        if search.status == "complete" and search.depth != TOTAL and search.reported_hits is not None:
            missing = search.reported_hits - search.harvested_hits
            if missing:
                yield Leak(
                    search.search_id,
                    asked,
                    "missing hits" if missing > 0 else "surplus hits",
                    abs(missing),
                    f"{asked}: {search.source} claims {search.reported_hits} hits, its pages list "
                    f"{search.harvested_hits}",
                )
        if search.depth == RECORDS and search.unvisited_hits:
            yield Leak(
                search.search_id,
                asked,
                "unvisited hits",
                search.unvisited_hits,
                f"{asked}: {search.unvisited_hits} of {search.harvested_hits} hits were never followed up",
            )


def _leaking_memberships(connection: Connection, run_id: str) -> Iterator[Leak]:
    found = connection.execute(text(_MEMBERSHIPS), {"run_id": run_id}).one()
    difference = found.memberships - found.organisations - found.further
    if difference:
        yield Leak(
            "run",
            "",
            "memberships",
            abs(difference),
            f"{found.memberships} memberships of {found.organisations} organisations, "
            f"but {found.further} further priorities",
        )


def _leaking_strategies(rows: Iterable[YieldRow]) -> Iterator[Leak]:
    for row in rows:
        unique, distinct, kept = row.unique_contribution, row.distinct_organisations, row.harvested_hits
        if not unique <= distinct <= kept:
            yield Leak(
                row.strategy,
                row.query,
                "contributions",
                max(unique - distinct, distinct - kept),
                f"{row.strategy}: {unique} unique, {distinct} distinct, {kept} harvested do not descend",
            )


_RUN = "SELECT requests, pages, not_modified FROM v1_runs WHERE run_id = :run_id"

_SEARCHES = """
    SELECT
        s.search_id, s.source, s.query, s.filters, s.status, s.depth, s.reported_hits, s.harvested_hits,
        (SELECT COUNT(*) FROM v1_hits h
          LEFT JOIN visits v ON v.run_id = h.run_id AND v.record_id = h.record_id
          WHERE h.run_id = s.run_id AND h.search_id = s.search_id AND v.record_id IS NULL) AS unvisited_hits
    FROM v1_searches s
    WHERE s.run_id = :run_id
    ORDER BY s.search_id
"""

_OUTCOMES = """
    SELECT v.outcome, COUNT(*) AS records
    FROM visits v
    JOIN (
        SELECT DISTINCT h.record_id
        FROM v1_hits h
        JOIN v1_searches s ON s.run_id = h.run_id AND s.search_id = h.search_id
        WHERE h.run_id = :run_id AND s.depth = 'records'
    ) h ON h.record_id = v.record_id
    WHERE v.run_id = :run_id
    GROUP BY v.outcome
"""

_MEMBERSHIPS = """
    SELECT
        (SELECT COUNT(*) FROM (
            SELECT DISTINCT priority, organisation_id
            FROM v1_strategy_hits WHERE run_id = :run_id AND organisation_id IS NOT NULL
        ) m) AS memberships,
        (SELECT COUNT(DISTINCT organisation_id)
            FROM v1_strategy_hits WHERE run_id = :run_id) AS organisations,
        (SELECT CAST(COALESCE(SUM(priorities - 1), 0) AS INTEGER) FROM (
            SELECT COUNT(DISTINCT priority) AS priorities
            FROM v1_strategy_hits WHERE run_id = :run_id AND organisation_id IS NOT NULL
            GROUP BY organisation_id
        ) f) AS further
"""
