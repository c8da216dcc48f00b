"""Where two runs answer one search differently, and what of their probes explains it.

Made for a run that asked the platform's own search beside one that answered here: as long as the platform reads words
as it is taken to, the two agree; where they don't, a probe should say why.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.probing import Semantics, read_semantics
from harvest.evidence.turned import bears_on


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One search that both runs answered to the end, with different hits."""

    source: str
    query: str
    filters: str
    only_this: int
    only_other: int
    explained_by: tuple[str, ...]
    """Probes whose finding bears on what was asked, in words."""


def read_disagreements(connection: Connection, run_id: str, other_id: str) -> list[Disagreement]:
    """Every search that was read to its end in both runs and has other hits in one than in the other."""
    semantics = [read_semantics(connection, one) for one in (run_id, other_id)]
    rows = connection.execute(text(_DIFFERENT), {"run_id": run_id, "other_id": other_id})
    return [
        Disagreement(
            row.source,
            row.query,
            row.filters,
            row.only_this,
            row.only_other,
            tuple(dict.fromkeys(why for one in semantics for why in _explanations(one, row.source, row.query))),
        )
        for row in rows
    ]


def _explanations(semantics: Semantics, source: str, query: str) -> list[str]:
    """What the probes of one run say that matters for this text."""
    return [
        f"{one.probe}: {one.says}"
        for one in semantics.probes
        if one.source == source and one.otherwise and bears_on(one.probe, query)
    ]


_DIFFERENT = """
    WITH both_read AS (
        SELECT a.search_id, a.source, a.query, a.filters
        FROM v1_searches a
        JOIN v1_searches b ON b.search_id = a.search_id AND b.run_id = :other_id
        WHERE a.run_id = :run_id AND a.status = 'complete' AND b.status = 'complete'
          AND a.depth <> 'total' AND b.depth <> 'total'
    ),
    counted AS (
        SELECT
            r.source, r.query, r.filters,
            (SELECT COUNT(*) FROM hits h WHERE h.run_id = :run_id AND h.search_id = r.search_id AND NOT EXISTS (
                SELECT 1 FROM hits o WHERE o.run_id = :other_id AND o.search_id = h.search_id
                  AND o.source_id = h.source_id)) AS only_this,
            (SELECT COUNT(*) FROM hits h WHERE h.run_id = :other_id AND h.search_id = r.search_id AND NOT EXISTS (
                SELECT 1 FROM hits o WHERE o.run_id = :run_id AND o.search_id = h.search_id
                  AND o.source_id = h.source_id)) AS only_other
        FROM both_read r
    )
    SELECT * FROM counted WHERE only_this + only_other > 0 ORDER BY source, query, filters
"""
