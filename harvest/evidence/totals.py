"""What each search last claimed: the price of asking it again."""

from __future__ import annotations

from sqlalchemy import Connection, text


def last_totals(connection: Connection) -> dict[str, int]:
    """Hits by search id, from the latest run that got an answer: as claimed, else as harvested."""
    return dict(connection.execute(text(_LAST)).all())


_LAST = """
    SELECT search_id, hits FROM (
        SELECT
            s.search_id, COALESCE(s.reported_hits, s.harvested_hits) AS hits,
            ROW_NUMBER() OVER (PARTITION BY s.search_id ORDER BY s.started_at DESC, s.run_id DESC) AS nth
        FROM v1_searches s
        WHERE s.reported_hits IS NOT NULL OR (s.status = 'complete' AND s.depth <> 'total')
    ) latest
    WHERE nth = 1
"""
