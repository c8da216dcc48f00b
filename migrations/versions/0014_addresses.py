"""The records that a sitemap listed in a run."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "2d8d75409904bcfc13557b8093c8a8277faea78841b60493a1fb0651e930bfb4"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "addresses",
        words("run_id"),
        words("source"),
        words("source_id"),
        words("changed_at_source"),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "source", "source_id", name="pk_addresses"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_addresses_run_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name="fk_addresses_page_id"),
    )


def downgrade() -> None:
    op.drop_table("addresses")
