"""Views of runs that were read again from the archive."""

from __future__ import annotations

from models.views.view import View

REPAIRS = View(
    name="v1_repairs",
    row="one run that was read again from the archive, and stored as it is read now",
    columns={
        "repair_id": "its number",
        "run_id": "the run whose pages were read again",
        "repaired_at": "when",
        "harvest_version": "the version of harvest that read them",
        "corrections": "things that it corrected; 0 where it reads all as it was stored",
    },
    select="""
        SELECT r.repair_id, r.run_id, r.repaired_at, r.harvest_version, (
            SELECT COUNT(*) FROM corrections c WHERE c.repair_id = r.repair_id) AS corrections
        FROM repairs r
    """,
)

CORRECTIONS = View(
    name="v1_corrections",
    row="one thing that was stored wrongly, since a reader had read it wrongly",
    columns={
        "repair_id": "the reading that corrected it",
        "run_id": "the run whose pages were read again",
        "entity": "record, hit (a search found a record) or search",
        "id": "of the record, also for a hit; of the search",
        "field": (
            "of a record the field, or `outcome` where it could be read only once; of a hit the search's id; of a "
            "search the column of v1_searches"
        ),
        "before": "the values that were taken back, joined by `; `; of a hit its rank; null where there were none",
        "after": "the values in their place, in the same way",
        "page_url": "of a record: the page that was read again",
        "page_sha256": "and the SHA-256 of its body as archived",
    },
    notes="What a wrong reader had stated is in no other view any more: nobody ever said it.",
    select="""
        SELECT
            c.repair_id, r.run_id, c.entity, c.id, c.field, c.before, c.after, p.url AS page_url,
            p.sha256_archived AS page_sha256
        FROM corrections c
        JOIN repairs r ON r.repair_id = c.repair_id
        LEFT JOIN pages p ON p.page_id = c.page_id
    """,
)
