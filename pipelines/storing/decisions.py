"""What a person decides about two records: one row, and the organisations that follow from it."""

from __future__ import annotations

import json

from sqlalchemy import Connection, Row, insert, select, update

from harvest.errors import UsageError
from harvest.identity.organisations import by_person
from models.entities import Judgement
from models.records import Record
from pipelines.storing.organisations import resolve


def decide(connection: Connection, ids: tuple[str, str], verdict: str, reason: str, by: str, now: str) -> int:
    """A person's verdict on two records or organisations, given by their ids; gives the judgement's number.

    An organisation is spoken of by the record that names it. ``by`` is ``person`` or begins with ``person: ``.

    Raises UsageError: an id that is none, one record twice, or a pair that a person has judged already.
    """
    if not by_person(by):
        raise ValueError(f"{by!r} is no person")
    left, right = sorted(_record(connection, one) for one in ids)
    if left == right:
        raise UsageError(f"{ids[0]} and {ids[1]} are one record, {left}: name two")
    pair = (Judgement.left_id == left, Judgement.right_id == right, Judgement.undone_at.is_(None))
    for row in connection.execute(select(Judgement.__table__).where(*pair)):
        if by_person(row.decided_by):
            raise UsageError(
                f"{left} and {right} are judged already: {row.verdict}, by {row.decided_by}, {row.decided_at}; "
                f"`harvest judge undo {row.judgement_id}` takes that back"
            )
    made = connection.execute(
        insert(Judgement)
        .values(
            left_id=left,
            right_id=right,
            verdict=verdict,
            score=1.0,
            reasons=json.dumps([reason], ensure_ascii=False),
            decided_by=by,
            decided_at=now,
        )
        .returning(Judgement.judgement_id)
    ).scalar_one()
    resolve(connection, left)
    resolve(connection, right)
    return made


def undo(connection: Connection, judgement_id: int, now: str) -> Row[tuple[object, ...]]:
    """Take back what a person decided; gives the judgement as it was.

    Raises UsageError: no such judgement, one that is undone already, or a rule's, which would come again.
    """
    wanted = Judgement.judgement_id == judgement_id
    row = connection.execute(select(Judgement.__table__).where(wanted)).first()
    if row is None:
        raise UsageError(f"there is no judgement {judgement_id}; `harvest judge list --decided` shows those of persons")
    if not by_person(row.decided_by):
        raise UsageError(
            f"judgement {judgement_id} is a rule's and would come again with the next harvest: "
            f"`harvest judge different {row.left_id} {row.right_id}` or `judge same` overrules it"
        )
    if row.undone_at is not None:
        raise UsageError(f"judgement {judgement_id} was undone already, {row.undone_at}")
    connection.execute(update(Judgement).where(wanted).values(undone_at=now))
    resolve(connection, row.left_id)
    resolve(connection, row.right_id)
    return row


def _record(connection: Connection, wanted: str) -> str:
    known = connection.execute(
        select(Record.record_id, Record.kind)
        .where((Record.record_id == wanted) | (Record.organisation_id == wanted))
        .order_by(Record.record_id)
    ).first()
    if known is None:
        raise UsageError(f"no record and no organisation has the id {wanted!r}; `harvest explain NAME` shows ids")
    if known.kind != "organisation":
        raise UsageError(f"{wanted} is a {known.kind}: only organisations are judged")
    return str(known.record_id)
