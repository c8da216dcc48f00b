"""Maturity as evidence: no table changes, the views are made anew with more columns, v1_maturity is new."""

from __future__ import annotations

revision = "0009"
down_revision = "0002"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "2f8a8137f5669ded3b7b2649c474a0bb1d4150538a04300291ca922c9a31979c"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def upgrade() -> None:
    """Nothing to move: the views are made after every migration."""


def downgrade() -> None:
    """Nothing to move back."""
