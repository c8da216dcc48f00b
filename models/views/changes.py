"""Views of what changed between runs, and of what each source came to in each run."""

from __future__ import annotations

from models.views.absences import COUNTS
from models.views.evidence import FIELDS
from models.views.view import READ, View

_SHOWN = ", ".join(f"'{field}'" for field in FIELDS)


def _read(alias: str, when: str) -> str:
    """SQL: whether some record of the organisation of record ``r`` was read in a run ``when`` holds for.

    Two conditions in one another, so that no engine begins with all that a run read.
    """
    return f"""EXISTS (
                SELECT 1 FROM records o
                WHERE o.organisation_id = r.organisation_id AND EXISTS (
                    SELECT 1 FROM visits v
                    JOIN runs u ON u.run_id = v.run_id AND {COUNTS}
                    WHERE v.record_id = o.record_id AND v.outcome IN {READ} AND {when.format(run=alias)}))"""


CHANGES = View(
    name="v1_changes",
    row="one thing that changed between two runs",
    columns={
        "run_id": "the run that found it changed",
        "previous_run_id": (
            "the run that it is compared with: the last one before it of the same strategies that counts; null for "
            "none, since such a run has no rows"
        ),
        "entity": "organisation, record, region, region priority, hit (a search found a record) or search",
        "id": (
            "of the organisation; of the record, also for a hit; the NUTS code of the region, followed by the title "
            "of the priority; of the search"
        ),
        "kind": (
            "appeared, changed, missing (not to be found for the first time), gone (nor for the second), returned, "
            "renamed (another address of the same organisation); of a search: not compared"
        ),
        "field": "of changed: the field; of renamed: record_id; of a hit: the search's id; else null",
        "before": "the value that went, several joined by `; `; of a hit its rank; null where there was none",
        "after": "the value that came, in the same way",
        "cause": (
            "new on the platform, newly found (it was there before), new or newly found (nothing tells which), not "
            "asked before, profile edited, renamed, removed, returned, strategy edited, the site's search changed, "
            "our own failure, our own reader, not known"
        ),
    },
    notes=(
        "Rows of hits, searches, records and regions are worked out when a run is closed; those of organisations "
        "follow from their records' and from today's judgements: an organisation has appeared with its first record, "
        "is gone with its last one, and changes in the fields that v1_organisations shows. What a run could not "
        "answer is carried over from the last run that could, so nothing is told twice, and nothing is gone because "
        "a run failed. Runs in quarantine and failed runs have no rows. Counts: `SELECT kind, COUNT(DISTINCT id) ... "
        "WHERE entity = 'organisation' GROUP BY kind`."
    ),
    select=f"""
        SELECT c.run_id, c.previous_run_id, c.entity, c.id, c.kind, c.field, c.before, c.after, c.cause
        FROM changes c
        UNION ALL
        SELECT DISTINCT
            c.run_id, c.previous_run_id, 'organisation' AS entity, r.organisation_id AS id, c.kind, c.field,
            c.before, c.after, c.cause
        FROM changes c
        JOIN records r ON r.record_id = c.id
        JOIN runs t ON t.run_id = c.run_id
        JOIN runs p ON p.run_id = c.previous_run_id
        WHERE c.entity = 'record' AND r.organisation_id IS NOT NULL AND (
            c.kind = 'renamed'
            OR (c.kind = 'changed' AND c.field IN ({_SHOWN}))
            OR (c.kind = 'appeared' AND NOT {_read("p", "u.started_at <= {run}.started_at AND u.run_id <> c.run_id")})
            OR (c.kind IN ('missing', 'gone')
                AND NOT {_read("t", "u.run_id IN (c.run_id, c.previous_run_id)")})
            OR (c.kind = 'returned' AND NOT {_read("p", "u.run_id = c.previous_run_id")})
        )
    """,
)

FILL = View(
    name="v1_fill",
    row="one field of one source in one run",
    columns={
        "run_id": "the run",
        "source": "the source",
        "field": "the field, as v1_statements names it; also one that no record states although it is expected",
        "records": "records of the source that the run read",
        "filled": "how many of them state the field",
        "share": "filled as a share of records, 0 to 1; null where none was read",
    },
    select="""
        SELECT
            f.run_id, f.source, f.field, f.records, f.filled,
            CASE WHEN f.records > 0 THEN CAST(f.filled AS DOUBLE PRECISION) / f.records END AS share
        FROM fills f
    """,
)

EXPECTATIONS = View(
    name="v1_expectations",
    row="one thing expected of one source in one run",
    columns={
        "run_id": "the run",
        "source": "the source",
        "expectation": "what its source.toml, or harvest.toml, expects",
        "found": "what was found, with the numbers; or why it can't be told",
        "verdict": "met; missed: the run has failed; exceeded: a warning; not told",
    },
    select="SELECT e.run_id, e.source, e.expectation, e.found, e.verdict FROM expectations e",
)
