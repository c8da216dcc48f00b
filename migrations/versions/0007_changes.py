"""What changed between runs, how filled each field is, what was expected and what was found."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "fe8a29ff403db76e41829dc486a55d3f294c959ae53dcf1935ee3b18b1b822cd"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.add_column("runs", words("settled_at", nullable=True))
    op.create_table(
        "changes",
        words("run_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        words("previous_run_id"),
        words("entity"),
        words("id"),
        words("kind"),
        words("field", nullable=True),
        words("before", nullable=True),
        words("after", nullable=True),
        words("cause"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_changes"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_changes_run_id"),
        sa.ForeignKeyConstraint(["previous_run_id"], ["runs.run_id"], name="fk_changes_previous_run_id"),
    )
    op.create_table(
        "fills",
        words("run_id"),
        words("source"),
        words("field"),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "source", "field", name="pk_fills"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_fills_run_id"),
    )
    op.create_table(
        "expectations",
        words("run_id"),
        words("source"),
        words("expectation"),
        words("found"),
        words("verdict"),
        sa.PrimaryKeyConstraint("run_id", "source", "expectation", name="pk_expectations"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_expectations_run_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("what was expected of runs would be lost: start with a fresh database")
