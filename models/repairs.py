"""Runs whose pages were read again from the archive, and what was stored otherwise because of it."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Repair(Base):
    """One run, read again without a request by one version of harvest."""

    __tablename__ = "repairs"

    repair_id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), index=True)
    repaired_at: Mapped[str]
    harvest_version: Mapped[str]


class Correction(Base):
    """One thing that a reader had read wrongly, and what stands in its place."""

    __tablename__ = "corrections"

    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.repair_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entity: Mapped[str]
    """record, hit (a search found a record) or search."""
    id: Mapped[str]
    """Of the record, also for a hit; of the search."""
    field: Mapped[str]
    """Of a record: the field, or ``outcome`` of its reading; of a hit the search's id; of a search the column."""
    before: Mapped[str | None]
    """What was taken back, several values joined by ``; ``; of a hit its rank."""
    after: Mapped[str | None]
    """What was stored in its place."""
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.page_id"))
    """Of a record: the page that was read again."""
