"""How much is otherwise than in the run before: for a run's summary, and for whoever is to be told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from harvest.evidence import causes
from harvest.evidence.lineage import previous_run, told


def change_counts(connection: Connection, run_id: str) -> dict[str, Any]:
    """For a run's summary: the run it is compared with, and how many organisations' and regions' records changed how.

    ``searches``: those whose hits moved; ``priorities``: declared priorities that are otherwise; ``unanswered``:
    searches that were not answered, so that nothing can be said of them.
    """
    run = told(connection, run_id)
    previous = previous_run(connection, run)
    kinds = {row.kind: row.changed for row in connection.execute(text(_KINDS), {"run_id": run_id})}
    others = connection.execute(text(_OTHERS), {"run_id": run_id}).one()
    return {
        "previous": previous.run_id if previous else None,
        **{kind: kinds.get(kind, 0) for kind in causes.KINDS if kind != causes.NOT_COMPARED},
        "priorities": others.priorities,
        "searches": others.searches,
        "unanswered": connection.execute(text(_UNANSWERED), {"run_id": run_id}).scalar_one(),
    }


def nothing_changed(changes: dict[str, Any]) -> bool:
    """Whether all is as it was: there was a run before, every search was answered, and nothing is otherwise."""
    return changes["previous"] is not None and not any(changes[kind] for kind in changes if kind != "previous")


_UNANSWERED = """
    SELECT COUNT(*) FROM searches WHERE run_id = :run_id AND status NOT IN ('complete', 'capped')
"""

_KINDS = """
    SELECT kind, COUNT(DISTINCT entity || ' ' || id) AS changed FROM v1_changes
    WHERE run_id = :run_id AND entity IN ('record', 'region') GROUP BY kind
"""

_OTHERS = """
    SELECT
        COUNT(DISTINCT CASE WHEN entity = 'region priority' THEN id END) AS priorities,
        COUNT(DISTINCT CASE WHEN entity = 'hit' THEN field END) AS searches
    FROM v1_changes WHERE run_id = :run_id
"""
