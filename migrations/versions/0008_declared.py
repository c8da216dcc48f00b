"""Swedish terms of priorities, for what Swedish regions declare; classifications count as declared, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "f432121816232c50bec91c7026b50aa51fe4951ab804a08878c3d6814366c6a8"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def upgrade() -> None:
    words = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    with op.batch_alter_table("priorities") as priorities:
        priorities.add_column(sa.Column("terms_sv", words, nullable=False, server_default="[]"))
    with op.batch_alter_table("priorities") as priorities:
        priorities.alter_column("terms_sv", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("terms would be lost that matches were made with: start with a fresh database")
