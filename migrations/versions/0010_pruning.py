"""When a run was thinned out; and a view that names what is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "8cc218d512e57ec479ef6ebfeb6e636841d921aa94573c48cd310355a34f013a"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def upgrade() -> None:
    op.add_column(
        "runs", sa.Column("pruned_at", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True)
    )


def downgrade() -> None:
    raise NotImplementedError("thinned runs would look whole: start with a fresh database")
