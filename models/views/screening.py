"""Views of what persons decided about organisations, and the priorities that follow from it."""

from __future__ import annotations

from models.views.view import View

_PRIORITIES = "p1.priority AS priority_1, p2.priority AS priority_2, p3.priority AS priority_3"


def _ranked(decision: str, prefix: str = "p") -> str:
    """SQL: the priorities of a decision, joined to it along their index."""
    return " ".join(
        f"LEFT JOIN screening_priorities {prefix}{rank}"
        f" ON {prefix}{rank}.screening_id = {decision}.screening_id AND {prefix}{rank}.rank = {rank}"
        for rank in (1, 2, 3)
    )


def _says(decision: str, prefix: str = "p") -> str:
    """SQL: all that a decision says, in one text; ids hold no bar, and what was written comes last."""
    ids = (f"{decision}.tier", f"{decision}.role", *(f"{prefix}{rank}.priority" for rank in (1, 2, 3)))
    return " || '|' || ".join(f"COALESCE({one}, '')" for one in (*ids, f"{decision}.description"))


_HOLD = """
                FROM records r
                JOIN screening_records c ON c.record_id = r.record_id
                JOIN screenings o ON o.screening_id = c.screening_id"""
_HERE = "WHERE r.organisation_id = g.organisation_id AND c.undone_at IS NULL"
"""SQL: the decisions ``o`` that hold for a record of the organisation ``g``."""

_DECIDED = {
    "tier": "full, link or excluded; null where none was decided",
    "priority_1": "its first priority; null where none was decided",
    "priority_2": "its second",
    "priority_3": "its third",
    "role": "its part in a value chain: an id of the table of roles; null where none was decided",
    "description": "what the screener wrote about it; empty where nothing",
    "reason": "why",
    "decided_by": "who, by function",
    "decided_at": "when",
}

SCREENINGS = View(
    name="v1_screenings",
    row="one decision on one record, whether it holds or not",
    columns={
        "screening_id": "the decision's number",
        "record_id": "the record that it is about; a decision is about all the records of an organisation",
        "organisation_id": "the organisation that the record is judged to be today",
        **_DECIDED,
        "origin": "command, or the workbook and the row that it came with",
        "undone_at": "when it ceased to hold for this record: taken back or replaced; null while it holds",
    },
    select=f"""
        SELECT
            s.screening_id, c.record_id, r.organisation_id, s.tier, {_PRIORITIES}, s.role, s.description, s.reason,
            s.decided_by, s.decided_at, s.origin, c.undone_at
        FROM screening_records c
        JOIN screenings s ON s.screening_id = c.screening_id
        {_ranked("s")}
        LEFT JOIN records r ON r.record_id = c.record_id
    """,
)

SCREENING = View(
    name="v1_screening",
    row="one organisation that somebody decided about: the decision that holds",
    columns={
        "organisation_id": "the organisation",
        "screening_id": "the decision's number",
        **_DECIDED,
        "look_again": (
            "why a person should look again: profile changed, another record joined it, a record left it; null where "
            "nothing changed since the decision"
        ),
        "conflicts": "how many other decisions hold for it and say something else",
        "fingerprint": "of the decision, the same on every machine",
    },
    notes=(
        "Decisions are about records, so they outlive every harvest, merge and split. Where records that were decided "
        "about apart are judged to be one organisation, the latest decision is shown and `conflicts` counts those that "
        "say otherwise; they stand in `v1_screenings`. A new decision on the organisation replaces them all."
    ),
    select=f"""
        SELECT
            g.organisation_id, s.screening_id, s.tier, {_PRIORITIES}, s.role, s.description, s.reason,
            s.decided_by, s.decided_at,
            CASE
                WHEN EXISTS (
                    SELECT 1 FROM records r
                    JOIN screening_records c ON c.record_id = r.record_id AND c.screening_id = s.screening_id
                    WHERE r.organisation_id = g.organisation_id AND c.content_sha256 <> r.content_sha256
                ) THEN 'profile changed'
                WHEN EXISTS (
                    SELECT 1 FROM records r
                    LEFT JOIN screening_records c ON c.record_id = r.record_id AND c.screening_id = s.screening_id
                    WHERE r.organisation_id = g.organisation_id AND c.record_id IS NULL
                ) THEN 'another record joined it'
                WHEN EXISTS (
                    SELECT 1 FROM records r
                    JOIN screening_records c ON c.record_id = r.record_id AND c.screening_id = s.screening_id
                    WHERE r.organisation_id <> g.organisation_id AND c.undone_at IS NULL
                ) THEN 'a record left it'
            END AS look_again,
            (
                SELECT COUNT(DISTINCT o.screening_id){_HOLD}
                {_ranked("o", "q")}
                {_HERE} AND {_says("o", "q")} <> {_says("s")}
            ) AS conflicts,
            s.fingerprint
        FROM organisations g
        JOIN screenings s ON s.screening_id = (
                SELECT o.screening_id{_HOLD}
                {_HERE}
                ORDER BY o.decided_at DESC, o.screening_id DESC LIMIT 1)
        {_ranked("s")}
    """,
)

ORGANISATION_PRIORITIES = View(
    name="v1_organisation_priorities",
    row="one organisation under one priority",
    columns={
        "organisation_id": "the organisation",
        "priority": "the priority",
        "rank": "1 to 3, as a person ranked it; null for a candidate",
        "tier": "full, link or excluded, as a person decided; candidate where nobody did",
        "reason": "why, in the person's words; null where nobody decided anything",
        "decided_by": "who decided, by function; null where nobody did",
        "decided_at": "when; null where nobody did",
        "hits": "how many strategies of the priority found it, in any run that is not in quarantine",
        "tips": "how many tips in spreadsheets put it under the priority",
    },
    notes=(
        "Where a person decided on priorities, these alone count. Where nobody did, every priority whose strategies "
        "found the organisation, or that a tip names for it, is a candidate, without a rank and with the tier that was "
        "decided, if any was. `excluded` organisations are kept here, so that it can be seen what was excluded: leave "
        "them out of counts."
    ),
    select="""
        WITH found AS (
            SELECT organisation_id, priority, COUNT(DISTINCT strategy) AS hits, COUNT(DISTINCT record_id) AS tips
            FROM (
                SELECT h.organisation_id, h.priority, h.strategy, NULL AS record_id
                FROM v1_strategy_hits h
                WHERE h.organisation_id IS NOT NULL
                  AND h.run_id NOT IN (SELECT run_id FROM runs WHERE quarantined <> '')
                UNION ALL
                SELECT r.organisation_id, s.value AS priority, NULL AS strategy, s.record_id
                FROM statements s
                JOIN records r ON r.record_id = s.record_id
                WHERE s.field = 'priority' AND s.closed_page_id IS NULL AND r.organisation_id IS NOT NULL
            ) named
            GROUP BY organisation_id, priority
        )
        SELECT
            s.organisation_id, p.priority, p.rank, COALESCE(s.tier, 'candidate') AS tier, s.reason,
            s.decided_by, s.decided_at, COALESCE(f.hits, 0) AS hits, COALESCE(f.tips, 0) AS tips
        FROM v1_screening s
        JOIN screening_priorities p ON p.screening_id = s.screening_id
        LEFT JOIN found f ON f.organisation_id = s.organisation_id AND f.priority = p.priority
        UNION ALL
        SELECT
            f.organisation_id, f.priority, CAST(NULL AS INTEGER) AS rank, COALESCE(s.tier, 'candidate') AS tier,
            s.reason, s.decided_by, s.decided_at, f.hits, f.tips
        FROM found f
        LEFT JOIN v1_screening s ON s.organisation_id = f.organisation_id
        WHERE s.priority_1 IS NULL
    """,
)
