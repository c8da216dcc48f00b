"""Quarantine: what a run has read is taken out of the store again, and kept aside until somebody lets the run out.

What it asked and was answered stays: searches, hits, pages, visits. What is known of records becomes what it was. Rows
that are open from page to page say themselves what the run did to them; of judgements it is kept which run they came
with; all else follows from these.
"""

from __future__ import annotations

from sqlalchemy import Connection, Select, case, delete, exists, insert, or_, select, union, update

from harvest.records import RecordRead
from models.entities import Judgement, Organisation, Region
from models.records import Record, Visit, Withheld
from models.runs import Page, Run
from pipelines.storing.history import KEYS, READ
from pipelines.storing.organisations import resolve
from pipelines.storing.readings import document, from_document, reading
from pipelines.storing.records import content_sha256, contents, read_since, write_described


def withhold(connection: Connection, run_id: str, reason: str) -> None:
    """Put a run into quarantine: it is marked, and what is known of records is what it was before the run."""
    connection.execute(update(Run).where(Run.run_id == run_id).values(quarantined=reason))
    _keep_aside(connection, run_id)
    for kind in KEYS:
        columns = kind.__table__.columns
        connection.execute(delete(kind).where(columns["first_page_id"].in_(_pages(run_id))))
        reopened = update(kind).where(columns["closed_page_id"].in_(_pages(run_id)))
        connection.execute(reopened.values(closed_page_id=None))
    gone = set(connection.scalars(_unknown(run_id)))
    # Whoever is one organisation with a record that goes, or that was judged otherwise, may be so no more.
    moved = union(*_judged(run_id), _unknown(run_id)).subquery()
    groups = select(Record.organisation_id).where(Record.record_id.in_(select(moved)))
    around = set(connection.scalars(select(Record.record_id).where(Record.organisation_id.in_(groups))))
    _undo_judgements(connection, run_id)
    connection.execute(delete(Region).where(Region.record_id.in_(_unknown(run_id))))
    connection.execute(delete(Record).where(Record.record_id.in_(_unknown(run_id))))
    for record_id in connection.scalars(select(Withheld.record_id).where(Withheld.run_id == run_id)).all():
        if record_id not in gone:
            _describe_as_before(connection, record_id)
    for record_id in sorted(around - gone):
        resolve(connection, record_id)
    peopled = select(Record.organisation_id).where(Record.organisation_id.is_not(None))
    connection.execute(delete(Organisation).where(Organisation.organisation_id.not_in(peopled)))


def let_out(connection: Connection, run_id: str) -> list[tuple[RecordRead, bool]]:
    """End a run's quarantine. Gives what it read, in the order in which it did, to be written as ever; and of each
    record whether it was read since: then it is not judged by what it stated once.
    """
    mine = Withheld.run_id == run_id
    kept = select(Withheld.__table__, Page.fetched_at).join(Page, Page.page_id == Withheld.page_id).where(mine)
    items = [
        (
            from_document(connection, row.record_id, row.page_id, row.document),
            bool(read_since(connection, run_id, row.record_id, row.fetched_at, row.page_id)),
        )
        for row in connection.execute(kept.order_by(Withheld.page_id, Withheld.record_id)).all()
    ]
    forget_withheld(connection, run_id)
    return items


def forget_withheld(connection: Connection, run_id: str) -> None:
    """End a run's quarantine without what it read: it is about to be read again."""
    connection.execute(delete(Withheld).where(Withheld.run_id == run_id))
    connection.execute(update(Run).where(Run.run_id == run_id).values(quarantined=""))


def _pages(run_id: str) -> Select[int]:
    return select(Page.page_id).where(Page.run_id == run_id)


def _keep_aside(connection: Connection, run_id: str) -> None:
    """What each record states of which the run wrote anything: the run is the last that read it."""
    told = [
        select(columns["record_id"]).where(
            or_(columns["first_page_id"].in_(_pages(run_id)), columns["closed_page_id"].in_(_pages(run_id)))
        )
        for columns in (kind.__table__.columns for kind in KEYS)
    ]
    written = union(*told, *_judged(run_id)).subquery()
    read = select(Visit.record_id, Visit.page_id).where(
        Visit.run_id == run_id,
        Visit.outcome.in_(READ),
        or_(Visit.outcome != "unchanged", Visit.record_id.in_(select(written))),
    )
    for record_id, page_id in connection.execute(read).all():
        row = {"run_id": run_id, "record_id": record_id, "page_id": page_id}
        connection.execute(insert(Withheld).values(**row, document=document(connection, record_id)))


def _judged(run_id: str) -> tuple[Select[str], Select[str]]:
    """The records that the run's rules judged otherwise than before, on either side."""
    here = or_(Judgement.run_id == run_id, Judgement.undone_run_id == run_id)
    return select(Judgement.left_id).where(here), select(Judgement.right_id).where(here)


def _undo_judgements(connection: Connection, run_id: str) -> None:
    connection.execute(delete(Judgement).where(Judgement.run_id == run_id))
    restored = update(Judgement).where(Judgement.undone_run_id == run_id)
    connection.execute(restored.values(undone_at=None, undone_run_id=None))


def _unknown(run_id: str) -> Select[str]:
    """Of what the run wrote of, the records that no other run has read that counts."""
    others = (
        exists()
        .where(Visit.record_id == Withheld.record_id, Visit.run_id != run_id, Visit.outcome.in_(READ))
        .where(Run.run_id == Visit.run_id, Run.quarantined == "")
    )
    return select(Withheld.record_id).where(Withheld.run_id == run_id, ~others)


def _describe_as_before(connection: Connection, record_id: str) -> None:
    """What follows from a record's statements, once these are what they were."""
    page_id = connection.scalars(
        select(Visit.page_id)
        .join(Run, Run.run_id == Visit.run_id)
        .where(Visit.record_id == record_id, Visit.outcome.in_(READ), Run.quarantined == "")
        .order_by(case((Visit.outcome == "unchanged", 1), else_=0), Visit.at.desc(), Visit.page_id.desc())
    ).first()
    if page_id is None:
        raise RuntimeError(f"{record_id} is known and was never read")
    item = reading(connection, record_id, page_id)
    write_described(connection, item, content_sha256(contents(item)), is_new=False)
