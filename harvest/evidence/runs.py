"""Which run was the last, and what a run came to, for people's eyes and for ``--json``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from harvest.evidence.change_counts import change_counts, nothing_changed
from harvest.evidence.ledger import read_ledger
from harvest.evidence.probing import read_semantics
from harvest.evidence.yields import YieldRow, read_yield


def latest_run(connection: Connection) -> str | None:
    """The run that started last, ended or not; None in a store without runs.

    Pages saved by hand and spreadsheets are runs of their own, the last one only where nothing was ever harvested.
    A run in quarantine comes after all others.
    """
    return connection.scalars(text(_LATEST)).first()


def run_ids(connection: Connection) -> set[str]:
    """Every run in the store."""
    return set(connection.execute(text("SELECT run_id FROM v1_runs")).scalars())


def pruned_at(connection: Connection, run_id: str) -> str | None:
    """When the run's searches and hits were deleted; None where they are there."""
    at = connection.scalar(text("SELECT pruned_at FROM v1_runs WHERE run_id = :run_id"), {"run_id": run_id})
    return None if at is None else str(at)


def run_summary(connection: Connection, run_id: str) -> dict[str, Any]:
    """What ``harvest run --json`` prints: one JSON object. Raises LookupError for a run that is not there.

    ``searches`` has one entry per strategy, since a strategy may need several searches and share them:
    ``reported`` and ``harvested`` are sums over its searches, ``status`` and ``reason`` are the worst one's. After
    them comes one entry, without a strategy, for each search that no strategy asked and that is of interest here: a
    source that is read whole, and a probe or a reading that did not get its answer.
    ``records`` counts every record that the run read or tried to read, the failed ones as ``refused``.
    ``expectations`` are those that were missed (the run has failed) or exceeded (a warning); ``changes`` counts what is
    otherwise than in the run named there.
    ``quarantined`` says why nothing follows from the run, null where it is a run like others.
    ``seconds`` is null while the run goes on.
    """
    strategies = read_yield(connection, run_id)
    ledger = read_ledger(connection, run_id, strategies)
    this = {"run_id": run_id}
    run = connection.execute(text("SELECT * FROM v1_runs WHERE run_id = :run_id"), this).one()
    changes = change_counts(connection, run_id)
    semantics = read_semantics(connection, run_id)
    outcomes: dict[str, int] = dict(connection.execute(text(_OUTCOMES), this).all())
    return {
        "run": run_id,
        "status": run.status,
        "quarantined": run.quarantined or None,
        "balanced": ledger.balanced,
        "leaks": [
            {
                "search": leak.search_id,
                "query": leak.query,
                "kind": leak.kind,
                "count": leak.count,
                "message": leak.message,
            }
            for leak in ledger.leaks
        ],
        "searches": [*_strategies(connection, run_id, strategies), *_other_searches(connection, run_id)],
        "mode": run.mode,
        "probes": [
            {"source": one.source, "probe": one.probe, "says": one.says, "doubtful": one.doubtful}
            for one in semantics.probes
        ],
        "laws": {"seen": len(semantics.laws), "broken": [str(law) for law in semantics.broken]},
        "requests": ledger.requests,
        "not_modified": ledger.not_modified,
        "pages": ledger.pages,
        "records": {
            "new": outcomes.get("new", 0),
            "changed": outcomes.get("changed", 0),
            "unchanged": outcomes.get("unchanged", 0),
            "refused": outcomes.get("refused", 0) + outcomes.get("failed", 0),
        },
        "refusals": [dict(row) for row in connection.execute(text(_REFUSALS), this).mappings()],
        "expectations": [dict(row) for row in connection.execute(text(_NOT_MET), this).mappings()],
        "changes": changes,
        "nothing_changed": nothing_changed(changes),
        "seconds": _seconds(run.started_at, run.finished_at),
    }


def _strategies(connection: Connection, run_id: str, rows: list[YieldRow]) -> list[dict[str, Any]]:
    rungs: dict[str, list[str]] = {}
    for strategy, rung in connection.execute(text(_RUNGS), {"run_id": run_id}):
        rungs.setdefault(strategy, []).append(rung)
    return [
        {
            "strategy": row.strategy,
            "priority": row.priority,
            "source": row.source,
            "query": row.query,
            "rung": ", ".join(rungs.get(row.strategy, [])) or None,
            "reported": row.reported_hits,
            "harvested": row.harvested_hits,
            "distinct": row.distinct_organisations,
            "new": row.new_organisations,
            "status": row.status,
            "reason": row.reason,
            "semantics": row.semantics,
        }
        for row in rows
    ]


def _other_searches(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    return [
        {"strategy": None, "priority": None, **row, "query": row["query"] or "*:*", "distinct": None}
        for row in connection.execute(text(_OTHERS), {"run_id": run_id}).mappings()
    ]


def _seconds(started_at: str, finished_at: str | None) -> float | None:
    if finished_at is None:
        return None
    return (datetime.fromisoformat(finished_at) - datetime.fromisoformat(started_at)).total_seconds()


_LATEST = """
    SELECT run_id FROM v1_runs
    ORDER BY
        CASE WHEN quarantined <> '' THEN 2 WHEN mode IN ('saved by hand', 'sheet') THEN 1 ELSE 0 END,
        started_at DESC, run_id DESC
"""

_NOT_MET = """
    SELECT source, expectation, found, verdict FROM v1_expectations
    WHERE run_id = :run_id AND verdict IN ('missed', 'exceeded') ORDER BY source, verdict DESC, expectation
"""

_OUTCOMES = "SELECT outcome, COUNT(*) AS records FROM visits WHERE run_id = :run_id GROUP BY outcome"

_RUNGS = """
    SELECT DISTINCT t.strategy, s.rung
    FROM strategy_terms t
    JOIN v1_searches s ON s.run_id = t.run_id AND s.search_id = t.search_id
    WHERE t.run_id = :run_id AND s.rung IS NOT NULL
    ORDER BY t.strategy, s.rung
"""

_REFUSALS = """
    SELECT record_id AS record, outcome, reason
    FROM visits WHERE run_id = :run_id AND outcome IN ('refused', 'failed') ORDER BY record_id
"""

_OTHERS = """
    SELECT
        s.source, s.query, s.rung, s.reported_hits AS reported, s.harvested_hits AS harvested,
        (SELECT COUNT(*) FROM v1_hits h
          JOIN visits v ON v.run_id = h.run_id AND v.record_id = h.record_id
          WHERE h.run_id = s.run_id AND h.search_id = s.search_id AND v.outcome = 'new') AS new,
        s.status, s.reason
    FROM v1_searches s
    WHERE s.run_id = :run_id AND (s.depth = 'records' OR s.status <> 'complete') AND NOT EXISTS (
        SELECT 1 FROM strategy_terms t WHERE t.run_id = s.run_id AND t.search_id = s.search_id)
    ORDER BY s.search_id
"""
