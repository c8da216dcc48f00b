"""The view that says which contract, and whose, a store keeps."""

from __future__ import annotations

from models.views.view import View

CONTRACT = View(
    name="v1_contract",
    row="the whole store; there is one",
    columns={
        "version": "of this contract: the number in the views' names",
        "harvest_version": "the version of harvest that harvested last; null before the first run",
        "schema_revision": "the revision of the private tables",
    },
    select="""
        SELECT
            1 AS version,
            (SELECT u.harvest_version FROM runs u ORDER BY u.started_at DESC, u.run_id DESC LIMIT 1) AS harvest_version,
            (SELECT a.version_num FROM alembic_version a) AS schema_revision
    """,
)
