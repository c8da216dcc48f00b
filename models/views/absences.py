"""The view of runs that missed a record, and when a record is gone: missed twice in a row."""

from __future__ import annotations

from models.views.view import READ, View

COUNTS = "u.quarantined = '' AND u.finished_at IS NOT NULL AND u.status <> 'failed'"
"""SQL: whether anything may follow from run ``u``."""

ABSENCES = View(
    name="v1_absences",
    row="one run that missed one record",
    columns={
        "record_id": "the record",
        "run_id": "the run that asked for its address, after no search had listed it, and got no record",
        "at": "when",
        "reason": "what its address answered",
        "nth": "the how manieth such run in a row, since the record was last read; from 2 on, the record is gone",
    },
    notes=(
        "A run asks for the address of a record that it misses only when every search that listed it last, or a "
        "reading of the whole source, is complete without it. Runs in quarantine and failed runs miss nothing."
    ),
    select=f"""
        WITH missed AS (
            SELECT v.record_id, v.run_id, v.at, v.reason, u.started_at || ' ' || u.run_id AS moment
            FROM visits v
            JOIN runs u ON u.run_id = v.run_id
            JOIN records r ON r.record_id = v.record_id
            WHERE v.outcome = 'refused' AND {COUNTS} AND NOT EXISTS (
                SELECT 1 FROM hits h
                JOIN queries q ON q.search_id = h.search_id
                WHERE h.run_id = v.run_id AND h.source_id = r.source_id AND q.source = r.source)
        ),
        since AS (
            SELECT m.*, (
                SELECT MAX(u.started_at || ' ' || u.run_id)
                FROM visits v
                JOIN runs u ON u.run_id = v.run_id
                WHERE v.record_id = m.record_id AND v.outcome IN {READ} AND {COUNTS}
                  AND u.started_at || ' ' || u.run_id < m.moment
            ) AS last_read
            FROM missed m
        )
        SELECT
            s.record_id, s.run_id, s.at, s.reason,
            ROW_NUMBER() OVER (PARTITION BY s.record_id, s.last_read ORDER BY s.moment) AS nth
        FROM since s
    """,
)

GONE_AT = f"""(
                SELECT CASE WHEN COUNT(*) >= 2 THEN MIN(a.at) END FROM v1_absences a
                WHERE a.record_id = r.record_id AND a.at > COALESCE((
                    SELECT MAX(v.at) FROM visits v
                    JOIN runs u ON u.run_id = v.run_id
                    WHERE v.record_id = r.record_id AND v.outcome IN {READ} AND {COUNTS}), '')
            )"""
"""SQL: when record ``r`` was first missed, if it is gone."""
