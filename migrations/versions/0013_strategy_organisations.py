"""A view of which organisations each strategy found; the tables stay as they are."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

VIEWS_SHA256 = "75133b226c593e352c489b475437396a4dff428df448da8bc0f97f30716ffc90"
"""Of the views' SQL at this revision: a test fails when a view changes and no migration says so."""


def upgrade() -> None:
    """Views are made anew after every upgrade."""


def downgrade() -> None:
    raise NotImplementedError("an older harvest has other views: start with a fresh database")
