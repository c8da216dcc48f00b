"""What records' pages say to today's readers, in place of what was stored of them: their history is told anew.

A page that was read again takes its place among the record's other readings, which stand as they are: so of a record
that was read again later, the later reading decides what is shown. What only a wrong reader had stated is no longer
stated at all, neither now nor once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from harvest.identity.organisations import by_person
from harvest.records import RecordMissing, RecordRead
from models.base import utc_text
from models.entities import Judgement, Organisation, Region, RegionPriority
from models.records import Record, Statement, Visit
from models.runs import Hit, Query
from pipelines.storing.history import KEYS, READ, Given, Key, Kind, gave
from pipelines.storing.organisations import resolve
from pipelines.storing.records import content_sha256, contents, write_described
from pipelines.storing.reread_searches import Pages
from pipelines.storing.retelling import retell

_OF_THE_SITEMAP = "changed_at_source"
"""The one field that no page of a record states: it belongs to the run that fetched the page."""
_LINK = "linked_record_id"


def rewrite_records(connection: Connection, pages: Pages, listed_before: Collection[str], now: str) -> set[str]:
    """Every visit and record that today's readers see otherwise; gives the ids of the records that state otherwise now.

    ``listed_before``: the records that the run's searches had found.
    """
    of_the_run = select(Visit.__table__).where(Visit.run_id == pages.run_id)
    visits = {row["record_id"]: dict(row) for row in connection.execute(of_the_run).mappings()}
    read = {item.record_id: item for item in pages.items if isinstance(item, RecordRead)}
    missing = {item.record_id: item for item in pages.items if isinstance(item, RecordMissing)}
    given = {record_id: _given(connection, pages, item) for record_id, item in read.items()}
    touched = {
        record_id
        for record_id, item in read.items()
        if _visited(connection, pages, item, visits.get(record_id))
        or _states_otherwise(connection, record_id, pages.place[item.page], given[record_id])
    }
    touched |= {
        record_id
        for record_id in missing.keys() - read.keys()
        if _missed(connection, pages, missing[record_id], visits.get(record_id), now)
    }
    unmet = {
        name
        for name in visits.keys() - read.keys() - missing.keys()
        if visits[name]["page_id"] not in pages.lost and name.partition("/")[0] in pages.sources
    }
    for record_id in (unmet & set(listed_before)) - _listed(connection, pages.run_id):
        # A hit that was none: the run would never have asked for it.
        connection.execute(delete(Visit).where(*_this(pages, record_id)))
        touched.add(record_id)
    for record_id in sorted(touched):
        _retell(connection, pages, record_id, read.get(record_id), given.get(record_id, {}))
    return touched


def _visited(connection: Connection, pages: Pages, item: RecordRead, visit: Mapping[str, Any] | None) -> bool:
    """Brings the visit to a record that can be read up to date; says whether it could not be read then."""
    page_id = pages.place[item.page]
    if visit is not None and visit["outcome"] in READ and visit["page_id"] == page_id:
        return False
    row = {"outcome": "unchanged", "reason": "", "page_id": page_id, "at": utc_text(item.page.fetched_at)}
    _put(connection, pages, item.record_id, visit, row)
    return True


def _missed(
    connection: Connection, pages: Pages, item: RecordMissing, visit: Mapping[str, Any] | None, now: str
) -> bool:
    """Brings the visit to a record that can't be read up to date; says whether it could be read then.

    Where the archive has no answer, what was found then stands.
    """
    if visit is not None and (item.outcome == "failed" or _says(visit, item)):
        return False
    row: dict[str, Any] = {"outcome": item.outcome, "reason": item.reason, "page_id": None, "at": now}
    if item.page is not None:
        row |= {"page_id": pages.place[item.page], "at": utc_text(item.page.fetched_at)}
    _put(connection, pages, item.record_id, visit, row)
    return visit is not None and visit["outcome"] in READ


def _says(visit: Mapping[str, Any], item: RecordMissing) -> bool:
    return visit["outcome"] == item.outcome and str(visit["reason"]).startswith(item.reason)


def _put(
    connection: Connection, pages: Pages, record_id: str, visit: Mapping[str, Any] | None, row: Mapping[str, Any]
) -> None:
    if visit is None:
        connection.execute(insert(Visit).values(run_id=pages.run_id, record_id=record_id, **row))
    else:
        connection.execute(update(Visit).where(*_this(pages, record_id)).values(**row))


def _this(pages: Pages, record_id: str) -> tuple[Any, ...]:
    return Visit.run_id == pages.run_id, Visit.record_id == record_id


def _given(connection: Connection, pages: Pages, item: RecordRead) -> dict[Kind, Given]:
    """What the page states now; of an earlier run's page, with the date that the sitemap gave then."""
    given, page_id = contents(item), pages.place[item.page]
    if page_id in pages.own:
        return given
    dated = gave(connection, Statement, item.record_id, [page_id])[page_id]
    kept = {key: others for key, others in dated.items() if key[0] == _OF_THE_SITEMAP}
    stated = {key: others for key, others in given[Statement].items() if key[0] != _OF_THE_SITEMAP}
    return {**given, Statement: {**stated, **kept}}


def _states_otherwise(connection: Connection, record_id: str, page_id: int, given: Mapping[Kind, Given]) -> bool:
    return any(
        _alike(rows) != _alike(gave(connection, kind, record_id, [page_id])[page_id]) for kind, rows in given.items()
    )


def _alike(rows: Given) -> dict[Key, dict[str, Any]]:
    """Without what follows from other records."""
    return {key: {**others, _LINK: None} for key, others in rows.items()}


def _retell(
    connection: Connection, pages: Pages, record_id: str, item: RecordRead | None, given: Mapping[Kind, Given]
) -> None:
    """The record's rows, from every reading of it in its order."""
    again = pages.place[item.page] if item is not None else None
    known = connection.scalar(select(Record.record_id).where(Record.record_id == record_id))
    if item is not None and known is None:
        write_described(connection, item, "", is_new=True)
    told = retell(connection, record_id, again, given)
    if told is None:
        withdraw(connection, record_id)
        return
    page_id, last = told
    if item is not None and again == page_id:
        write_described(connection, item, content_sha256(last), is_new=False)
    else:
        is_it = Record.record_id == record_id
        connection.execute(update(Record).where(is_it).values(content_sha256=content_sha256(last)))


def withdraw(connection: Connection, record_id: str) -> None:
    """Takes away a record that no page states. What persons decided about it stays, and waits for it."""
    organisation_id = connection.scalar(select(Record.organisation_id).where(Record.record_id == record_id))
    for kind in KEYS:
        connection.execute(delete(kind).where(kind.record_id == record_id))
    described = select(RegionPriority.nuts)
    connection.execute(delete(Region).where(Region.record_id == record_id, Region.nuts.not_in(described)))
    connection.execute(update(Region).where(Region.record_id == record_id).values(record_id=None))
    touching = or_(Judgement.left_id == record_id, Judgement.right_id == record_id)
    rules = [
        row.judgement_id
        for row in connection.execute(select(Judgement.judgement_id, Judgement.decided_by).where(touching))
        if not by_person(row.decided_by)
    ]
    connection.execute(delete(Judgement).where(Judgement.judgement_id.in_(rules)))
    connection.execute(delete(Record).where(Record.record_id == record_id))
    if organisation_id is None:
        return
    fellows = list(connection.scalars(select(Record.record_id).where(Record.organisation_id == organisation_id)))
    for fellow in fellows:
        resolve(connection, fellow)
    if not fellows:
        connection.execute(delete(Organisation).where(Organisation.organisation_id == organisation_id))


def _listed(connection: Connection, run_id: str) -> set[str]:
    """The records that the run's searches find now."""
    found = (
        select(Query.source, Hit.source_id).join(Query, Query.search_id == Hit.search_id).where(Hit.run_id == run_id)
    )
    return {f"{source}/{source_id}" for source, source_id in connection.execute(found)}
