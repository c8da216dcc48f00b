"""What the sources say: records, the visits to them, their statements.

A statement is open from the page that first gave it to the page that no longer does. Reading an unchanged
record again writes one visit and nothing here: when something was first and last seen is worked out from
visits.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Record(Base):
    """One organisation, programme or region as one source publishes it."""

    __tablename__ = "records"

    record_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    source_id: Mapped[str]
    kind: Mapped[str]
    """organisation, programme or region."""
    url: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.organisation_id"), index=True)
    content_sha256: Mapped[str]
    """Of what was read last; tells at once whether a page read again says anything new."""


class Visit(Base):
    """One run tried to read one record. The record need not exist: the answer may have held none."""

    __tablename__ = "visits"
    __table_args__ = (Index(None, "record_id", "page_id"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    """new, changed, unchanged; refused (an answer without a record) or failed (no answer)."""
    reason: Mapped[str]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.page_id"))
    at: Mapped[str]


class Withheld(Base):
    """What a run in quarantine read of one record: kept here, and nowhere else until the run is let out."""

    __tablename__ = "withheld"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))
    document: Mapped[str]
    """JSON, written and read by ``pipelines.storing.readings``."""


class Statement(Base):
    """One value of one record: clean, as printed, and the rule between the two."""

    __tablename__ = "statements"

    statement_id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.record_id"), index=True)
    field: Mapped[str]
    value: Mapped[str]
    original: Mapped[str]
    how: Mapped[str]
    place: Mapped[str | None]
    """The cell of a spreadsheet, ``Programmes!B14``; null where the page is place enough."""
    first_page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))
    closed_page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.page_id"))


class Participant(Base):
    """An organisation that a record names as taking part; open and closed like a statement. Never a person."""

    __tablename__ = "participants"

    participant_id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.record_id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    """company, university, …; unknown where nothing says."""
    how: Mapped[str]
    """The evidence for its being an organisation; empty where there is none: it is never linked then."""
    role: Mapped[str]
    original: Mapped[str]
    place: Mapped[str | None]
    linked_record_id: Mapped[str | None]
    """The record that has this name; worked out anew when a run ends. No foreign key: records are never waited for."""
    first_page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))
    closed_page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.page_id"))


class Unread(Base):
    """One labelled value that no synonym knows: kept and counted, so that a new field shows up."""

    __tablename__ = "unread"

    unread_id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.record_id"), index=True)
    label: Mapped[str]
    original: Mapped[str]
    first_page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))
    closed_page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.page_id"))
