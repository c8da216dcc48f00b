"""Asking well: depth, readings, probes, the list of facets, and how an answer was worked out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "62131ee0c62961e589b888a7a3d8e798baa4172fa085fbef2b7a1ab54e9a5465"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    kind = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=nullable, server_default=default)


def upgrade() -> None:
    # Of runs before this revision: every search was read to its end, with the records of its hits.
    with op.batch_alter_table("searches") as searches:
        searches.add_column(words("depth", default="records"))
        searches.add_column(words("reading", nullable=True))
        searches.add_column(words("semantics", default=""))
    with op.batch_alter_table("run_strategies") as strategies:
        strategies.add_column(sa.Column("unmanageable_share", sa.Double(), nullable=False, server_default="0.1"))
        strategies.add_column(words("expected_band", nullable=True))
    with op.batch_alter_table("priorities") as priorities:
        priorities.add_column(words("terms_en", default="[]"))
        priorities.add_column(words("s3", default="[]"))
    defaulted = {
        "searches": ("depth", "semantics"),
        "run_strategies": ("unmanageable_share",),
        "priorities": ("terms_en", "s3"),
    }
    for table, columns in defaulted.items():
        with op.batch_alter_table(table) as altered:
            for column in columns:
                altered.alter_column(column, server_default=None)
    op.create_table(
        "strategy_contains",
        words("run_id"),
        words("strategy"),
        words("contained"),
        sa.PrimaryKeyConstraint("run_id", "strategy", "contained", name="pk_strategy_contains"),
        sa.ForeignKeyConstraint(
            ["run_id", "strategy"],
            ["run_strategies.run_id", "run_strategies.strategy"],
            name="fk_strategy_contains_run_id_strategy",
        ),
    )
    op.create_table(
        "run_readings",
        words("run_id"),
        words("strategy"),
        sa.Column("reading", sa.Integer(), nullable=False),
        words("query"),
        sa.PrimaryKeyConstraint("run_id", "strategy", "reading", name="pk_run_readings"),
        sa.ForeignKeyConstraint(
            ["run_id", "strategy"],
            ["run_strategies.run_id", "run_strategies.strategy"],
            name="fk_run_readings_run_id_strategy",
        ),
    )
    op.create_table(
        "reading_terms",
        words("run_id"),
        words("strategy"),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        words("search_id"),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "strategy", "reading", "clause", "search_id", name="pk_reading_terms"),
        sa.ForeignKeyConstraint(
            ["run_id", "strategy", "reading"],
            ["run_readings.run_id", "run_readings.strategy", "run_readings.reading"],
            name="fk_reading_terms_run_id_strategy_reading",
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "search_id"],
            ["searches.run_id", "searches.search_id"],
            name="fk_reading_terms_run_id_search_id",
        ),
    )
    op.create_table(
        "probes",
        words("run_id"),
        words("probe"),
        sa.Column("position", sa.Integer(), nullable=False),
        words("search_id"),
        sa.PrimaryKeyConstraint("run_id", "probe", "position", name="pk_probes"),
        sa.ForeignKeyConstraint(
            ["run_id", "search_id"], ["searches.run_id", "searches.search_id"], name="fk_probes_run_id_search_id"
        ),
    )
    op.create_table(
        "offered_values",
        words("run_id"),
        words("source"),
        words("facet"),
        words("value"),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "source", "facet", "value", name="pk_offered_values"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_offered_values_run_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name="fk_offered_values_page_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("readings and probes have no place in the first schema: start with a fresh database")
