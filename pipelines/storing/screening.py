"""What a person decides about an organisation: rows on its records, which a merge or a split takes along."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from harvest.errors import UsageError
from harvest.evidence.screening import former_ids
from harvest.identity.organisations import by_person
from harvest.screening.changes import Change
from harvest.screening.decision import Decision, fingerprint
from models.records import Record
from models.screening import Screening, ScreeningPriority, ScreeningRecord


def write_decision(
    connection: Connection, organisation: str, decision: Decision, *, by: str, origin: str, now: str
) -> tuple[int, ...]:
    """Write a decision on all records of an organisation; gives the numbers of the decisions that it replaces.

    ``organisation`` is an organisation's id (of today, or of before a merge) or a record's. A decision that says
    nothing only takes back what stood. ``by`` is ``person`` or begins with ``person: ``.

    Raises UsageError for an id that is none.
    """
    if not by_person(by):
        raise ValueError(f"{by!r} is no person")
    members = _members(connection, organisation)
    standing = (ScreeningRecord.record_id.in_(members), ScreeningRecord.undone_at.is_(None))
    replaced = sorted(set(connection.scalars(select(ScreeningRecord.screening_id).where(*standing))))
    connection.execute(update(ScreeningRecord).where(*standing).values(undone_at=now))
    if not decision.is_empty:
        _write(connection, members, decision, by, origin, now)
    return tuple(replaced)


def write_changes(connection: Connection, changes: Iterable[Change], *, by: str, file: str, now: str) -> None:
    """Write what a workbook changes, in the caller's transaction."""
    for one in changes:
        write_decision(connection, one.organisation_id, one.after, by=by, origin=f"{file}, {one.row}", now=now)


def only_writer(connection: Connection) -> None:
    """Nobody else decides until the transaction ends: what was read before a decision still holds when it is written.

    SQLite has one writer at a time, told so when the transaction begins (``sqlite_begin``).
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE screening_records IN SHARE ROW EXCLUSIVE MODE")


def organisation_of(connection: Connection, wanted: str) -> str:
    """The organisation of today that an id means: its own, one of its records', or its own before a merge.

    An organisation is named by the first of its records. So an id of one that has joined another is known by
    the record that named it. Raises UsageError for an id that is none.
    """
    found = connection.execute(
        select(Record.organisation_id, Record.kind)
        .where((Record.record_id == wanted) | (Record.organisation_id == wanted))
        .limit(1)
    ).first()
    if found is not None and found.kind != "organisation":
        raise UsageError(f"{wanted} is a {found.kind}: only organisations are screened")
    known = found.organisation_id if found is not None else former_ids(connection).get(wanted)
    if known is None:
        raise UsageError(f"no record and no organisation has the id {wanted!r}; `harvest find NAME` shows ids")
    return str(known)


def _members(connection: Connection, wanted: str) -> dict[str, str]:
    """The organisation's records with the fingerprint of what they state."""
    organisation = organisation_of(connection, wanted)
    rows = connection.execute(
        select(Record.record_id, Record.content_sha256).where(Record.organisation_id == organisation)
    )
    return {row.record_id: row.content_sha256 for row in rows}


def _write(connection: Connection, members: dict[str, str], decision: Decision, by: str, origin: str, now: str) -> None:
    made = connection.execute(
        insert(Screening)
        .values(
            tier=decision.tier,
            role=decision.role,
            description=decision.description,
            reason=decision.reason,
            origin=origin,
            decided_by=by,
            decided_at=now,
            fingerprint=fingerprint(decision, members, by, now),
        )
        .returning(Screening.screening_id)
    ).scalar_one()
    for rank, priority in enumerate(decision.priorities, start=1):
        connection.execute(insert(ScreeningPriority).values(screening_id=made, rank=rank, priority=priority))
    connection.execute(
        insert(ScreeningRecord),
        [{"screening_id": made, "record_id": one, "content_sha256": content} for one, content in members.items()],
    )
