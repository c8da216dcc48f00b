"""What persons decide about organisations and regions, and what their rows are attached to.

Like a judgement, a decision is about records: organisations are made anew from judgements, records stay.
"""

from __future__ import annotations

from sqlalchemy import Double, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Screening(Base):
    """One decision of a person about one organisation: how it is shown, under which priorities, why."""

    __tablename__ = "screenings"

    screening_id: Mapped[int] = mapped_column(primary_key=True)
    tier: Mapped[str | None]
    """full, link or excluded; null where only something else was decided."""
    role: Mapped[str | None]
    """One of ``vocabularies/roles.csv``."""
    description: Mapped[str]
    """In the screener's own words; empty where none was written."""
    reason: Mapped[str]
    origin: Mapped[str]
    """How it came: ``command``, or the workbook and the row of its sheet."""
    decided_by: Mapped[str]
    decided_at: Mapped[str]
    fingerprint: Mapped[str]
    """Of all the above, its priorities and its records: the same on every machine. A workbook names it."""


class ScreeningPriority(Base):
    """One priority that a decision puts its organisation under."""

    __tablename__ = "screening_priorities"

    screening_id: Mapped[int] = mapped_column(ForeignKey("screenings.screening_id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, the most important."""
    priority: Mapped[str] = mapped_column(ForeignKey("priorities.priority"))


class ScreeningRecord(Base):
    """One record that a decision is about: of the organisation's records when it was decided.

    No foreign key to records: what a person decided outlives what is kept of a source.
    """

    __tablename__ = "screening_records"

    screening_id: Mapped[int] = mapped_column(ForeignKey("screenings.screening_id"), primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    content_sha256: Mapped[str]
    """Of what the record stated then: another one today marks the decision "look again"."""
    undone_at: Mapped[str | None]
    """When it ceased to hold for this record: taken back, or replaced by a later decision."""


class DeclaredMatch(Base):
    """Whether one priority that a region declares is one of the home region's, by a rule or by a person."""

    __tablename__ = "declared_matches"

    match_id: Mapped[int] = mapped_column(primary_key=True)
    nuts: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    """As the region's page prints it: what is declared anew under the same title is the same."""
    priority: Mapped[str] = mapped_column(ForeignKey("priorities.priority"))
    verdict: Mapped[str]
    """match or no match."""
    score: Mapped[float] = mapped_column(Double)
    reason: Mapped[str]
    decided_by: Mapped[str]
    """A rule's name, or ``person`` with whatever tells which hand it was."""
    decided_at: Mapped[str]
    undone_at: Mapped[str | None]


class NutsName(Base):
    """What a region is called in which something was found: one that no source has a page for, too."""

    __tablename__ = "nuts_names"

    nuts: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    name_sv: Mapped[str]
