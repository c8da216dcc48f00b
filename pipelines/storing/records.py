"""Visits, records and what they state."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import Connection, insert, select, update

from harvest.records import RecordHeld, RecordMissing, RecordRead
from models.base import utc_text
from models.entities import Region, RegionPriority
from models.records import Record, Statement, Unread, Visit
from pipelines.storing.history import Key, keep_open
from pipelines.storing.organisations import judge, resolve
from pipelines.storing.participants import write_participants
from pipelines.storing.searches import write_page

JUDGED = ("organisation", "programme")
"""Kinds of records that may be one with others of their kind."""
_READ = ("new", "changed", "unchanged")
_COUNTRY_OF_NUTS = {"EL": "GR", "UK": "GB"}
"""Where a NUTS code's first two letters are not the country's ISO 3166-1 code."""


def write_record(connection: Connection, run_id: str, item: RecordRead, now: str) -> None:
    """One record as its page states it. A page that says nothing new leaves one visit and no other trace."""
    page_id, _ = write_page(connection, run_id, item.page)
    content = content_sha256(item)
    known = connection.scalar(select(Record.content_sha256).where(Record.record_id == item.record_id))
    outcome = "new" if known is None else "unchanged" if known == content else "changed"
    at = utc_text(item.page.fetched_at)
    _visit(connection, run_id, item.record_id, outcome=outcome, reason="", page_id=page_id, at=at)
    if outcome != "unchanged":
        _write_content(connection, item, page_id, content, is_new=known is None)
    if item.participants or outcome == "changed":
        # Also of a page that says nothing new: how lists are taken apart may have been learnt since it was read last.
        write_participants(connection, item, page_id)
    if item.kind in JUDGED:
        judged = judge(connection, item.record_id, item.judgements, now, content_changed=outcome == "changed")
        if judged or known is None:
            resolve(connection, item.record_id)


def write_missing(connection: Connection, run_id: str, item: RecordMissing, now: str) -> None:
    """A record that was not had: a visit, and nothing about the record itself. Absence is not evidence."""
    page_id, at = None, now
    if item.page is not None:
        page_id, _ = write_page(connection, run_id, item.page)
        at = utc_text(item.page.fetched_at)
    _visit(
        connection,
        run_id,
        item.record_id,
        outcome=item.outcome,
        reason=item.reason,
        page_id=page_id,
        at=at,
    )


def write_held(connection: Connection, run_id: str, item: RecordHeld, now: str) -> None:
    """A record that was not asked for again: a visit to the page of the earlier run, with what became of it then."""
    outcome, reason, page_id = connection.execute(
        select(Visit.outcome, Visit.reason, Visit.page_id).where(
            Visit.run_id == item.run_id, Visit.record_id == item.record_id
        )
    ).one()
    read = outcome in _READ
    _visit(
        connection,
        run_id,
        item.record_id,
        outcome="unchanged" if read else outcome,
        reason=item.reason if read or item.reason in reason else f"{reason}; {item.reason}",
        page_id=page_id,
        at=now,
    )


def content_sha256(item: RecordRead) -> str:
    """The fingerprint of all that a record states, whatever the order in which its page states it."""
    content = [
        sorted({(s.field, s.value, s.original) for s in item.statements}),
        sorted({(u.label, u.original) for u in item.unread}),
        sorted({(p.period or "", p.period_confidence, p.title, p.description) for p in item.priorities}),
    ]
    stated = sorted({(p.name, p.kind, p.role) for p in item.participants if p.place})
    if stated:
        # Of a spreadsheet. Those of a page follow from its statements.
        content.append(stated)
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _visit(
    connection: Connection,
    run_id: str,
    record_id: str,
    *,
    outcome: str,
    reason: str,
    page_id: int | None,
    at: str,
) -> None:
    """One row per run and record. A reading replaces an earlier failure, never the other way round."""
    this_visit = (Visit.run_id == run_id, Visit.record_id == record_id)
    earlier = connection.scalar(select(Visit.outcome).where(*this_visit))
    row = {"outcome": outcome, "reason": reason, "page_id": page_id, "at": at}
    if earlier is None:
        connection.execute(insert(Visit).values(run_id=run_id, record_id=record_id, **row))
    elif earlier not in _READ and outcome in _READ:
        connection.execute(update(Visit).where(*this_visit).values(**row))
    elif earlier in _READ and outcome == "changed":
        # Read twice in one run (a resume), with another content: a new record stays new.
        row["outcome"] = "new" if earlier == "new" else "changed"
        connection.execute(update(Visit).where(*this_visit).values(**row))


def _write_content(connection: Connection, item: RecordRead, page_id: int, content: str, *, is_new: bool) -> None:
    described = {"kind": item.kind, "url": item.page.url, "content_sha256": content}
    if is_new:
        connection.execute(
            insert(Record).values(record_id=item.record_id, source=item.source, source_id=item.source_id, **described)
        )
    else:
        connection.execute(update(Record).where(Record.record_id == item.record_id).values(**described))
    stated: dict[Key, dict[str, str | None]] = {}
    for s in item.statements:
        stated.setdefault((s.field, s.value, s.original), {"how": s.how, "place": s.place or None})
    keep_open(connection, Statement, item.record_id, page_id, key=("field", "value", "original"), given=stated)
    unread: dict[Key, dict[str, str]] = {(u.label, u.original): {} for u in item.unread}
    keep_open(connection, Unread, item.record_id, page_id, key=("label", "original"), given=unread)
    if item.kind == "region":
        _write_region(connection, item, page_id)


def _write_region(connection: Connection, item: RecordRead, page_id: int) -> None:
    stated = {statement.field: statement.value for statement in reversed(item.statements)}
    nuts = stated.get("nuts", item.source_id)
    described = {
        "nuts_level": int(stated.get("nuts_level", len(nuts) - 2)),
        "nuts_version": stated.get("nuts_version"),
        "country": stated.get("country", _COUNTRY_OF_NUTS.get(nuts[:2], nuts[:2])),
        "name": stated.get("name"),
        "name_en": stated.get("name_en"),
        "name_sv": stated.get("name_sv"),
        "record_id": item.record_id,
    }
    if connection.scalar(select(Region.nuts).where(Region.nuts == nuts)) is None:
        connection.execute(insert(Region).values(nuts=nuts, **described))
    else:
        connection.execute(update(Region).where(Region.nuts == nuts).values(**described))
    key = ("nuts", "period", "period_confidence", "title", "description")
    declared: dict[Key, dict[str, int]] = {}
    for position, p in enumerate(item.priorities, start=1):
        declared.setdefault((nuts, p.period, p.period_confidence, p.title, p.description), {"position": position})
    keep_open(connection, RegionPriority, item.record_id, page_id, key=key, given=declared)
