"""Spreadsheets: the cell of a statement, who brought which file, and who takes part in what."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "6c1d4d123756bd8de325a17ff501d8b460780386f2c9c652c317c3245a8beb0d"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.add_column("statements", words("place", nullable=True))
    op.create_table(
        "imports",
        words("run_id"),
        words("source"),
        words("file"),
        words("file_sha256"),
        words("mapping"),
        words("mapping_sha256"),
        words("imported_by"),
        words("imported_at"),
        sa.PrimaryKeyConstraint("run_id", name="pk_imports"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_imports_run_id"),
    )
    op.create_table(
        "participants",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        words("record_id"),
        words("name"),
        words("kind"),
        words("how"),
        words("role"),
        words("original"),
        words("place", nullable=True),
        words("linked_record_id", nullable=True),
        sa.Column("first_page_id", sa.Integer(), nullable=False),
        sa.Column("closed_page_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("participant_id", name="pk_participants"),
        sa.ForeignKeyConstraint(["record_id"], ["records.record_id"], name="fk_participants_record_id"),
        sa.ForeignKeyConstraint(["first_page_id"], ["pages.page_id"], name="fk_participants_first_page_id"),
        sa.ForeignKeyConstraint(["closed_page_id"], ["pages.page_id"], name="fk_participants_closed_page_id"),
    )
    op.create_index("ix_participants_record_id", "participants", ["record_id"])


def downgrade() -> None:
    raise NotImplementedError("statements of spreadsheets would lose their cells: start with a fresh database")
