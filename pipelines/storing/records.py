"""Visits, records and what they state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from harvest.records import RecordHeld, RecordMissing, RecordRead
from models.base import utc_text
from models.entities import Region, RegionPriority
from models.records import Participant, Record, Statement, Unread, Visit
from models.runs import Run
from pipelines.storing.history import READ, Given, Key, Kind, keep_open
from pipelines.storing.organisations import judge, resolve
from pipelines.storing.participants import participants_given
from pipelines.storing.retelling import retell
from pipelines.storing.searches import write_page

JUDGED = ("organisation", "programme")
"""Kinds of records that may be one with others of their kind."""
_COUNTRY_OF_NUTS = {"EL": "GR", "UK": "GB"}
"""Where a NUTS code's first two letters are not the country's ISO 3166-1 code."""


def write_record(connection: Connection, run_id: str, item: RecordRead, now: str) -> None:
    """One record as its page states it. A page that says nothing new leaves one visit and no other trace.

    A page that was had before the record's last reading tells of the time between, and changes nothing that holds now.
    """
    page_id, _ = write_page(connection, run_id, item.page)
    given = contents(item)
    content = content_sha256(given)
    known = connection.scalar(_KNOWN, {"record_id": item.record_id})
    at = utc_text(item.page.fetched_at)
    since = () if known is None else read_since(connection, run_id, item.record_id, at, page_id)
    outcome = "new" if known is None else "unchanged" if since or known == content else "changed"
    _visit(connection, run_id, item.record_id, outcome=outcome, reason="", page_id=page_id, at=at)
    if since:
        # Where it was not read since, but only held to be as before, there is no time between.
        if max(since) > page_id:
            retell(connection, item.record_id, page_id, given)
        return
    if outcome != "unchanged":
        write_described(connection, item, content, is_new=known is None)
        of_kind: tuple[Kind, ...] = (
            (Statement, Unread, RegionPriority) if item.kind == "region" else (Statement, Unread)
        )
        for kind in of_kind:
            keep_open(connection, kind, item.record_id, page_id, given[kind], is_new=known is None)
    if item.participants or outcome == "changed":
        # Also of a page that says nothing new: how lists are taken apart may have been learnt since it was read last.
        keep_open(connection, Participant, item.record_id, page_id, given[Participant])
    if item.kind in JUDGED:
        judged = judge(connection, run_id, item.record_id, item.judgements, now, content_changed=outcome == "changed")
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
    read = outcome in READ
    _visit(
        connection,
        run_id,
        item.record_id,
        outcome="unchanged" if read else outcome,
        reason=item.reason if read or item.reason in reason else f"{reason}; {item.reason}",
        page_id=page_id,
        at=now,
    )


def contents(item: RecordRead) -> dict[Kind, Given]:
    """What a record states, as rows: by kind, the key of each to its other columns."""
    stated: dict[Key, dict[str, str | None]] = {}
    for s in item.statements:
        stated.setdefault((s.field, s.value, s.original), {"how": s.how, "place": s.place or None})
    nuts = _nuts(item)
    declared: dict[Key, dict[str, int]] = {}
    for position, p in enumerate(item.priorities, start=1):
        declared.setdefault((nuts, p.period, p.period_confidence, p.title, p.description), {"position": position})
    return {
        Statement: stated,
        Unread: {(u.label, u.original): {} for u in item.unread},
        RegionPriority: declared,
        Participant: participants_given(item),
    }


def content_sha256(given: Mapping[Kind, Given]) -> str:
    """The fingerprint of all that a record states, whatever the order in which its page states it."""
    declared = {tuple(rest) for _, *rest in given[RegionPriority]}
    content = [_in_order(given[Statement]), _in_order(given[Unread]), _in_order(declared)]
    stated = [(name, others["kind"], role) for (name, role), others in given[Participant].items() if others["place"]]
    if stated:
        # Of a spreadsheet. Those of a page follow from its statements.
        content.append(_in_order(stated))
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _in_order(keys: Iterable[Key]) -> list[tuple[str, ...]]:
    return sorted(tuple(part or "" for part in key) for key in keys)


def read_since(connection: Connection, run_id: str, record_id: str, at: str, page_id: int) -> Sequence[int]:
    """The pages from which other runs read the record after this one was had, or that they held to stand then."""
    later = (
        select(Visit.page_id)
        .join(Run, Run.run_id == Visit.run_id)
        .where(Visit.record_id == record_id, Visit.run_id != run_id, Visit.outcome.in_(READ), Run.quarantined == "")
        .where((Visit.at > at) | ((Visit.at == at) & (Visit.page_id > page_id)))
    )
    return [page for page in connection.scalars(later) if page is not None]


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
    this = {"run_id": run_id, "record_id": record_id}
    earlier = connection.scalar(_VISITED, this)
    row = {"outcome": outcome, "reason": reason, "page_id": page_id, "at": at}
    if earlier is None:
        connection.execute(insert(Visit), {**this, **row})
    elif earlier not in READ and outcome in READ:
        connection.execute(update(Visit).where(*this_visit).values(**row))
    elif earlier in READ and outcome == "changed":
        # Read twice in one run (a resume), with another content: a new record stays new.
        row["outcome"] = "new" if earlier == "new" else "changed"
        connection.execute(update(Visit).where(*this_visit).values(**row))


def write_described(connection: Connection, item: RecordRead, content: str, *, is_new: bool) -> None:
    """The record itself, and the region where it is about one."""
    described = {"kind": item.kind, "url": item.page.url, "content_sha256": content}
    if is_new:
        named = {"record_id": item.record_id, "source": item.source, "source_id": item.source_id}
        connection.execute(insert(Record), {**named, **described})
    else:
        connection.execute(update(Record).where(Record.record_id == item.record_id).values(**described))
    if item.kind == "region":
        _write_region(connection, item)


def _nuts(item: RecordRead) -> str:
    return next((s.value for s in item.statements if s.field == "nuts"), item.source_id)


def _write_region(connection: Connection, item: RecordRead) -> None:
    stated = {statement.field: statement.value for statement in reversed(item.statements)}
    nuts = _nuts(item)
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


# Put together once: for each record of a list, building these costs more than running them.
_KNOWN = select(Record.content_sha256).where(Record.record_id == bindparam("record_id"))
_VISITED = select(Visit.outcome).where(Visit.run_id == bindparam("run_id"), Visit.record_id == bindparam("record_id"))
