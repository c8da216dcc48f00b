"""What a run in quarantine read, and which run a rule's judgement came with: so that such a run changes nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "571f5741e3c9ef373d983a8108c60961cf930cc5c885a8cacc78c9ee87c5c5c7"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.add_column("judgements", words("run_id", nullable=True))
    op.add_column("judgements", words("undone_run_id", nullable=True))
    op.create_table(
        "withheld",
        words("run_id"),
        words("record_id"),
        sa.Column("page_id", sa.Integer(), nullable=False),
        words("document"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_withheld_run_id")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name=op.f("fk_withheld_page_id")),
        sa.PrimaryKeyConstraint("run_id", "record_id", name=op.f("pk_withheld")),
    )


def downgrade() -> None:
    raise NotImplementedError("what is withheld has no place in the older schema: start with a fresh database")
