"""What followed from a run when it was closed: what changed against the run before, and what its sources came to.

These rows are worked out from other rows by pure functions (``harvest.evidence.changes`` and ``.expectations``) and
written at the run's close: what a cause is found by, probes and judgements, is no matter of SQL.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Change(Base):
    """One thing that is otherwise in one run than in the run before. Organisations follow from records, in the view."""

    __tablename__ = "changes"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous_run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    entity: Mapped[str]
    """record, region, region priority, hit or search."""
    id: Mapped[str]
    kind: Mapped[str]
    """appeared, changed, missing, gone, returned, renamed or not compared."""
    field: Mapped[str | None]
    before: Mapped[str | None]
    after: Mapped[str | None]
    cause: Mapped[str]


class Fill(Base):
    """How many of the records that one run read of one source state one field."""

    __tablename__ = "fills"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    records: Mapped[int]
    """Records of the source that the run read."""
    filled: Mapped[int]


class Expectation(Base):
    """One thing that was expected of one source in one run, and what was found."""

    __tablename__ = "expectations"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    expectation: Mapped[str] = mapped_column(primary_key=True)
    """In words: ``at least 1000 records``."""
    found: Mapped[str]
    """In words, with the numbers; why it could not be told, where it could not."""
    verdict: Mapped[str]
    """met, missed (the run has failed), exceeded (a warning) or not told."""
