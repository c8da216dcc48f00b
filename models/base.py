"""What every table shares: the declarative base, the text type, the form of a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase

Words = String().with_variant(String(collation="C"), "postgresql")
"""Text that sorts by code point on both engines: SQLite always does, PostgreSQL only when told to.

Views choose by ``ORDER BY`` and ``MIN``; with a language's collation they would choose differently there.
"""

CONSTRAINT_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, since SQLite can only drop a constraint in a migration by its name."""


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Words}


def utc_text(moment: datetime) -> str:
    """A moment as it is stored: ``2026-11-23T23:30:05Z``.

    Text, not a column type for times: the two engines print those differently, and the views promise one
    form.

    Raises ValueError for a moment without a time zone: guessing one would be wrong half of the year.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment!r}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
