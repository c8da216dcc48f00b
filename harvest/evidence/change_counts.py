"""How much is otherwise than in the run before: for a run's summary, and for whoever is to be told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from harvest.evidence import causes
from harvest.evidence.lineage import previous_run, told


def change_counts(connection: Connection, run_id: str) -> dict[str, Any]:
    """For a run's summary: the run it is compared with, and how many organisations' and regions' records changed how.

    ``searches``: those whose hits moved; ``priorities``: declared priorities that are otherwise.
    """
    run = told(connection, run_id)
    previous = previous_run(connection, run)
    kinds: dict[str, int] = dict(connection.execute(text(_KINDS), {"run_id": run_id}).tuples().all())
    others = connection.execute(text(_OTHERS), {"run_id": run_id}).one()
    return {
        "previous": previous.run_id if previous else None,
        **{kind: kinds.get(kind, 0) for kind in causes.KINDS if kind != causes.NOT_COMPARED},
        "priorities": others.priorities,
        "searches": others.searches,
    }


_KINDS = """
    SELECT kind, COUNT(DISTINCT entity || ' ' || id) FROM v1_changes
    WHERE run_id = :run_id AND entity IN ('record', 'region') GROUP BY kind
"""

_OTHERS = """
    SELECT
        COUNT(DISTINCT CASE WHEN entity = 'region priority' THEN id END) AS priorities,
        COUNT(DISTINCT CASE WHEN entity = 'hit' THEN field END) AS searches
    FROM v1_changes WHERE run_id = :run_id
"""
