"""Whose word counts where the records of one organisation disagree: SQL that several views are made of."""

from __future__ import annotations

from models.views.view import SEEN

SOURCE_ORDER = ("eccp", "eyeris3")
"""Whose word counts first among records that say as much and are as fresh; sources not named here come after."""
_SOURCE_RANK = " ".join(f"WHEN '{source}' THEN {rank}" for rank, source in enumerate(SOURCE_ORDER))

PLACED = f"""
            SELECT
                r.record_id, r.organisation_id, r.url,
                ROW_NUMBER() OVER (
                    PARTITION BY r.organisation_id
                    ORDER BY
                        COALESCE(n.statements, 0) DESC, COALESCE(l.last_read, '') DESC,
                        CASE r.source {_SOURCE_RANK} ELSE {len(SOURCE_ORDER)} END, r.record_id
                ) AS place,
                l.last_read
            FROM records r
            LEFT JOIN (
                SELECT record_id, COUNT(*) AS statements
                FROM statements WHERE closed_page_id IS NULL GROUP BY record_id
            ) n ON n.record_id = r.record_id
            LEFT JOIN (
                SELECT v.record_id, MAX(v.at) AS last_read FROM visits v WHERE {SEEN} GROUP BY v.record_id
            ) l ON l.record_id = r.record_id
            WHERE r.organisation_id IS NOT NULL
"""
"""SQL: every record of an organisation with its ``place`` among them, from 1: the one whose word counts first."""


def shown(*fields: str, placed: str = f"({PLACED})", more: str = "") -> str:
    """SQL: a row per organisation of which a record states one of these fields, with the value that counts of each.

    A view that has no need of all the fields of v1_organisations asks for its own few: putting every statement in
    order is most of what v1_organisations costs. ``more``: another column made of ``c`` (field, value, last_read).
    """
    listed = ", ".join(f"'{field}'" for field in fields)
    columns = [f"MAX(CASE WHEN c.field = '{field}' THEN c.value END) AS {field}" for field in fields]
    return f"""
            SELECT
                c.organisation_id,
                {_NEXT.join([*columns, more] if more else columns)}
            FROM (
                SELECT
                    o.organisation_id, s.field, s.value, o.last_read,
                    ROW_NUMBER() OVER (
                        PARTITION BY o.organisation_id, s.field ORDER BY o.place, s.value, s.statement_id
                    ) AS choice
                FROM {placed} o
                JOIN statements s ON s.record_id = o.record_id
                WHERE s.closed_page_id IS NULL AND s.field IN ({listed})
            ) c
            WHERE c.choice = 1
            GROUP BY c.organisation_id
    """


_NEXT = ",\n                "
