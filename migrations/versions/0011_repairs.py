"""Runs that were read again from the archive, and what was corrected."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "fd6c1d676e4d6f5dfa3116a16438021000eee1fca20e4ee347590cd65bf8aca5"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "repairs",
        sa.Column("repair_id", sa.Integer(), nullable=False),
        words("run_id"),
        words("repaired_at"),
        words("harvest_version"),
        sa.PrimaryKeyConstraint("repair_id", name="pk_repairs"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_repairs_run_id"),
    )
    op.create_index("ix_repairs_run_id", "repairs", ["run_id"])
    op.create_table(
        "corrections",
        sa.Column("repair_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        words("entity"),
        words("id"),
        words("field"),
        words("before", nullable=True),
        words("after", nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("repair_id", "position", name="pk_corrections"),
        sa.ForeignKeyConstraint(["repair_id"], ["repairs.repair_id"], name="fk_corrections_repair_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name="fk_corrections_page_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("what was corrected would look as if it had always stood: start with a fresh database")
