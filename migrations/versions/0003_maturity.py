"""Maturity as evidence: no table changes, the views are made anew with more columns, v1_maturity is new."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "62bda8cfd2d26483ebf6e4e15dcc27548ff39b7fae792ff6bcd72f900867c3dc"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def upgrade() -> None:
    """Nothing to move: the views are made after every migration."""


def downgrade() -> None:
    """Nothing to move back."""
