"""The first harvest: runs, searches, pages, hits, records, statements, organisations, regions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

VIEWS_SHA256 = "8b6ff4b60b8148b3a11a64746bc705c4a683b26bad327a4e6e199b8073359907"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A text column that sorts by code point on both engines."""
    kind = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "judgements",
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        words("left_id"),
        words("right_id"),
        words("verdict"),
        sa.Column("score", sa.Double(), nullable=False),
        words("reasons"),
        words("decided_by"),
        words("decided_at"),
        words("undone_at", nullable=True),
        sa.PrimaryKeyConstraint("judgement_id", name="pk_judgements"),
    )
    op.create_index("ix_judgements_left_id", "judgements", ["left_id"])
    op.create_index("ix_judgements_right_id", "judgements", ["right_id"])
    op.create_table(
        "organisations",
        words("organisation_id"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisations"),
    )
    op.create_table(
        "priorities",
        words("priority"),
        sa.Column("position", sa.Integer(), nullable=False),
        words("kind"),
        words("name_sv"),
        words("name_en"),
        sa.Column("published_count", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("priority", name="pk_priorities"),
    )
    op.create_table(
        "queries",
        words("search_id"),
        words("source"),
        words("text"),
        words("filters"),
        sa.PrimaryKeyConstraint("search_id", name="pk_queries"),
    )
    op.create_table(
        "runs",
        words("run_id"),
        words("started_at"),
        words("finished_at", nullable=True),
        words("status"),
        words("mode"),
        words("strategies_sha256"),
        words("harvest_version"),
        words("home_nuts", nullable=True),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
    )
    op.create_table(
        "pages",
        sa.Column("page_id", sa.Integer(), nullable=False),
        words("run_id"),
        words("source"),
        words("url"),
        words("request_key"),
        words("fetched_at"),
        sa.Column("http_status", sa.Integer(), nullable=False),
        words("sha256_fetched"),
        words("sha256_archived"),
        words("archive_file"),
        sa.Column("archive_offset", sa.BigInteger(), nullable=False),
        sa.Column("archive_length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("page_id", name="pk_pages"),
        sa.UniqueConstraint(
            "run_id",
            "source",
            "request_key",
            "sha256_archived",
            name="uq_pages_run_id_source_request_key_sha256_archived",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_pages_run_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "records",
        words("record_id"),
        words("source"),
        words("source_id"),
        words("kind"),
        words("url"),
        words("organisation_id", nullable=True),
        words("content_sha256"),
        sa.PrimaryKeyConstraint("record_id", name="pk_records"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.organisation_id"], name="fk_records_organisation_id"
        ),
    )
    op.create_index("ix_records_organisation_id", "records", ["organisation_id"])
    op.create_table(
        "requests",
        words("run_id"),
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=False),
        words("source"),
        words("url"),
        words("sent_at"),
        sa.PrimaryKeyConstraint("run_id", "n", name="pk_requests"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_requests_run_id"),
    )
    op.create_table(
        "run_sources",
        words("run_id"),
        words("source"),
        words("address"),
        sa.PrimaryKeyConstraint("run_id", "source", name="pk_run_sources"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_sources_run_id"),
    )
    op.create_table(
        "run_strategies",
        words("run_id"),
        words("strategy"),
        sa.Column("position", sa.Integer(), nullable=False),
        words("priority"),
        words("origin"),
        words("source"),
        words("query"),
        words("printed"),
        sa.Column("published_hits", sa.Integer(), nullable=True),
        sa.Column("dead_max", sa.Integer(), nullable=False),
        sa.Column("too_few_max", sa.Integer(), nullable=False),
        sa.Column("workable_max", sa.Integer(), nullable=False),
        sa.Column("unmanageable_min", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "strategy", name="pk_run_strategies"),
        sa.ForeignKeyConstraint(["priority"], ["priorities.priority"], name="fk_run_strategies_priority"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_strategies_run_id"),
    )
    op.create_table(
        "searches",
        words("run_id"),
        words("search_id"),
        words("rung", nullable=True),
        sa.Column("claimed_total", sa.Integer(), nullable=True),
        words("status"),
        words("reason"),
        words("started_at", nullable=True),
        words("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("run_id", "search_id", name="pk_searches"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_searches_run_id"),
        sa.ForeignKeyConstraint(["search_id"], ["queries.search_id"], name="fk_searches_search_id"),
    )
    op.create_table(
        "hits",
        words("run_id"),
        words("search_id"),
        words("source_id"),
        sa.Column("rank", sa.Integer(), nullable=False),
        words("url"),
        words("name"),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "search_id", "source_id", name="pk_hits"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name="fk_hits_page_id"),
        sa.ForeignKeyConstraint(
            ["run_id", "search_id"],
            ["searches.run_id", "searches.search_id"],
            name="fk_hits_run_id_search_id",
        ),
    )
    op.create_table(
        "regions",
        words("nuts"),
        sa.Column("nuts_level", sa.Integer(), nullable=False),
        words("nuts_version", nullable=True),
        words("country"),
        words("name", nullable=True),
        words("name_en", nullable=True),
        words("name_sv", nullable=True),
        words("record_id", nullable=True),
        sa.PrimaryKeyConstraint("nuts", name="pk_regions"),
        sa.ForeignKeyConstraint(["record_id"], ["records.record_id"], name="fk_regions_record_id"),
    )
    op.create_table(
        "search_pages",
        words("run_id"),
        words("search_id"),
        sa.Column("page_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("run_id", "search_id", "page_id", name="pk_search_pages"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name="fk_search_pages_page_id"),
        sa.ForeignKeyConstraint(
            ["run_id", "search_id"],
            ["searches.run_id", "searches.search_id"],
            name="fk_search_pages_run_id_search_id",
        ),
    )
    op.create_table(
        "statements",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        words("record_id"),
        words("field"),
        words("value"),
        words("original"),
        words("how"),
        sa.Column("first_page_id", sa.Integer(), nullable=False),
        sa.Column("closed_page_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("statement_id", name="pk_statements"),
        sa.ForeignKeyConstraint(["closed_page_id"], ["pages.page_id"], name="fk_statements_closed_page_id"),
        sa.ForeignKeyConstraint(["first_page_id"], ["pages.page_id"], name="fk_statements_first_page_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.record_id"], name="fk_statements_record_id"),
    )
    op.create_index("ix_statements_record_id", "statements", ["record_id"])
    op.create_table(
        "strategy_terms",
        words("run_id"),
        words("strategy"),
        sa.Column("clause", sa.Integer(), nullable=False, autoincrement=False),
        words("search_id"),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "strategy", "clause", "search_id", name="pk_strategy_terms"),
        sa.ForeignKeyConstraint(
            ["run_id", "search_id"],
            ["searches.run_id", "searches.search_id"],
            name="fk_strategy_terms_run_id_search_id",
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "strategy"],
            ["run_strategies.run_id", "run_strategies.strategy"],
            name="fk_strategy_terms_run_id_strategy",
        ),
    )
    op.create_index("ix_strategy_terms_run_id_search_id", "strategy_terms", ["run_id", "search_id"])
    op.create_table(
        "unread",
        sa.Column("unread_id", sa.Integer(), nullable=False),
        words("record_id"),
        words("label"),
        words("original"),
        sa.Column("first_page_id", sa.Integer(), nullable=False),
        sa.Column("closed_page_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("unread_id", name="pk_unread"),
        sa.ForeignKeyConstraint(["closed_page_id"], ["pages.page_id"], name="fk_unread_closed_page_id"),
        sa.ForeignKeyConstraint(["first_page_id"], ["pages.page_id"], name="fk_unread_first_page_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.record_id"], name="fk_unread_record_id"),
    )
    op.create_index("ix_unread_record_id", "unread", ["record_id"])
    op.create_table(
        "visits",
        words("run_id"),
        words("record_id"),
        words("outcome"),
        words("reason"),
        sa.Column("page_id", sa.Integer(), nullable=True),
        words("at"),
        sa.PrimaryKeyConstraint("run_id", "record_id", name="pk_visits"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name="fk_visits_page_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_visits_run_id"),
    )
    op.create_index("ix_visits_record_id_page_id", "visits", ["record_id", "page_id"])
    op.create_table(
        "region_priorities",
        sa.Column("region_priority_id", sa.Integer(), nullable=False),
        words("record_id"),
        words("nuts"),
        words("period", nullable=True),
        words("period_confidence"),
        sa.Column("position", sa.Integer(), nullable=False),
        words("title"),
        words("description"),
        sa.Column("first_page_id", sa.Integer(), nullable=False),
        sa.Column("closed_page_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("region_priority_id", name="pk_region_priorities"),
        sa.ForeignKeyConstraint(["closed_page_id"], ["pages.page_id"], name="fk_region_priorities_closed_page_id"),
        sa.ForeignKeyConstraint(["first_page_id"], ["pages.page_id"], name="fk_region_priorities_first_page_id"),
        sa.ForeignKeyConstraint(["nuts"], ["regions.nuts"], name="fk_region_priorities_nuts"),
        sa.ForeignKeyConstraint(["record_id"], ["records.record_id"], name="fk_region_priorities_record_id"),
    )
    op.create_index("ix_region_priorities_record_id", "region_priorities", ["record_id"])


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first harvest: start with a fresh database")
