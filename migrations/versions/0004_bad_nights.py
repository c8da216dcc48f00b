"""Bad nights: what a resume needs of a plan, who harvests a source just now, and runs in quarantine."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "bc8f4e0287dccfee2b4004e57d0cdff720185b4466f68eab8072749f0c21dde4"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    kind = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=nullable, server_default=default)


def upgrade() -> None:
    with op.batch_alter_table("runs") as runs:
        runs.add_column(words("quarantined", default=""))
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("quarantined", server_default=None)
    op.create_table(
        "run_plans",
        words("run_id"),
        words("document"),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_plans"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_plans_run_id"),
    )
    op.create_table(
        "locks",
        words("source"),
        words("run_id"),
        words("holder"),
        words("host"),
        sa.Column("pid", sa.Integer(), nullable=False),
        words("beat_at"),
        sa.PrimaryKeyConstraint("source", name="pk_locks"),
    )


def downgrade() -> None:
    raise NotImplementedError("a run in quarantine would count again: start with a fresh database")
