"""What the records are about: organisations, the judgements that make them, regions."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Organisation(Base):
    """The records that are judged to be the same. It says nothing itself: its records' statements do."""

    __tablename__ = "organisations"

    organisation_id: Mapped[str] = mapped_column(primary_key=True)


class Judgement(Base):
    """Whether two records are one organisation, decided by a rule or by a person.

    No foreign key to records: of two records read at the same time, the first stored may carry the judgement.
    """

    __tablename__ = "judgements"

    judgement_id: Mapped[int] = mapped_column(primary_key=True)
    left_id: Mapped[str] = mapped_column(index=True)
    right_id: Mapped[str] = mapped_column(index=True)
    """Record ids, left before right in alphabetical order."""
    verdict: Mapped[str]
    """same, not the same or unsure."""
    score: Mapped[float]
    reasons: Mapped[str]
    """A JSON list of sentences."""
    decided_by: Mapped[str]
    """A rule's name, or ``person`` with whatever tells which hand it was."""
    decided_at: Mapped[str]
    undone_at: Mapped[str | None]
    run_id: Mapped[str | None]
    """The run in which a rule decided it; null for persons, and where it was not kept yet."""
    undone_run_id: Mapped[str | None]
    """The run in which a rule's was undone."""


class Region(Base):
    """One region, named by its NUTS code."""

    __tablename__ = "regions"

    nuts: Mapped[str] = mapped_column(primary_key=True)
    nuts_level: Mapped[int]
    nuts_version: Mapped[str | None]
    country: Mapped[str]
    name: Mapped[str | None]
    name_en: Mapped[str | None]
    name_sv: Mapped[str | None]
    record_id: Mapped[str | None] = mapped_column(ForeignKey("records.record_id"))


class RegionPriority(Base):
    """One priority that a region declares, as one record states it; open and closed like a statement."""

    __tablename__ = "region_priorities"

    region_priority_id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.record_id"), index=True)
    nuts: Mapped[str] = mapped_column(ForeignKey("regions.nuts"))
    period: Mapped[str | None]
    period_confidence: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    first_page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))
    closed_page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.page_id"))
