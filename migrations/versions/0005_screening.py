"""Screening by persons, and which declared priority is one of the home region's."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "adacf1e426b0254f23e25ad8a259d1d66d0dc17d1e710ad95d7e755ee4024305"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "screenings",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        words("tier", nullable=True),
        words("role", nullable=True),
        words("description"),
        words("reason"),
        words("origin"),
        words("decided_by"),
        words("decided_at"),
        words("fingerprint"),
        sa.PrimaryKeyConstraint("screening_id", name="pk_screenings"),
    )
    op.create_table(
        "screening_priorities",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        words("priority"),
        sa.PrimaryKeyConstraint("screening_id", "rank", name="pk_screening_priorities"),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screenings.screening_id"], name="fk_screening_priorities_screening_id"
        ),
        sa.ForeignKeyConstraint(["priority"], ["priorities.priority"], name="fk_screening_priorities_priority"),
    )
    op.create_table(
        "screening_records",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        words("record_id"),
        words("content_sha256"),
        words("undone_at", nullable=True),
        sa.PrimaryKeyConstraint("screening_id", "record_id", name="pk_screening_records"),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screenings.screening_id"], name="fk_screening_records_screening_id"
        ),
    )
    op.create_index("ix_screening_records_record_id", "screening_records", ["record_id"])
    op.create_table(
        "declared_matches",
        sa.Column("match_id", sa.Integer(), nullable=False),
        words("nuts"),
        words("title"),
        words("priority"),
        words("verdict"),
        sa.Column("score", sa.Double(), nullable=False),
        words("reason"),
        words("decided_by"),
        words("decided_at"),
        words("undone_at", nullable=True),
        sa.PrimaryKeyConstraint("match_id", name="pk_declared_matches"),
        sa.ForeignKeyConstraint(["priority"], ["priorities.priority"], name="fk_declared_matches_priority"),
    )
    op.create_index("ix_declared_matches_nuts", "declared_matches", ["nuts"])
    op.create_table(
        "nuts_names",
        words("nuts"),
        words("country"),
        words("name"),
        words("name_en"),
        words("name_sv"),
        sa.PrimaryKeyConstraint("nuts", name="pk_nuts_names"),
    )


def downgrade() -> None:
    raise NotImplementedError("what persons decided would be lost: start with a fresh database")
