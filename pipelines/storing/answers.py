"""Answers that were worked out here, from the records that a run read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, insert, select, update

from harvest.records import HITS, TOTAL
from models.records import Record, Statement, Visit
from models.runs import Hit, Query, Search


@dataclass(frozen=True, slots=True)
class Answer:
    """One search's hits, in order, and how they were got."""

    search_id: str
    rung: str
    reading: str
    source_ids: tuple[str, ...]
    status: str
    """That of the reading of the whole source: what was not read can't be found."""
    reason: str


def open_searches(connection: Connection, run_id: str, source: str) -> list[str]:
    """The ids of the source's searches that are not over, in alphabetical order."""
    still_open = (
        select(Search.search_id)
        .join(Query, Query.search_id == Search.search_id)
        .where(Search.run_id == run_id, Query.source == source, Search.status == "running")
        .order_by(Search.search_id)
    )
    return list(connection.scalars(still_open))


def write_answers(connection: Connection, run_id: str, source: str, answers: Iterable[Answer], now: str) -> None:
    """The hits, each on the page of its own record, which is what tells that it answers; and the searches' ends."""
    records = _records(connection, run_id, source)
    for answer in answers:
        hits = [
            {"run_id": run_id, "search_id": answer.search_id, "source_id": one, "rank": rank, **records[one]}
            for rank, one in enumerate(answer.source_ids, start=1)
        ]
        if hits:
            connection.execute(insert(Hit), hits)
        connection.execute(
            update(Search)
            .where(Search.run_id == run_id, Search.search_id == answer.search_id)
            .values(
                rung=answer.rung,
                reading=answer.reading,
                # Where a total would have done, the hits are here for nothing.
                depth=case((Search.depth == TOTAL, HITS), else_=Search.depth),
                status=answer.status,
                reason=answer.reason,
                started_at=func.coalesce(Search.started_at, now),
                finished_at=now,
            )
        )


def _records(connection: Connection, run_id: str, source: str) -> dict[str, dict[str, object]]:
    """Address, name and page of every record of the source that the run read, by the source's own id."""
    read = (
        select(Record.source_id, Record.url, func.min(Statement.value), Visit.page_id)
        .join(Visit, Visit.record_id == Record.record_id)
        .outerjoin(
            Statement,
            (Statement.record_id == Record.record_id)
            & (Statement.field == "name")
            & Statement.closed_page_id.is_(None),
        )
        .where(Record.source == source, Visit.run_id == run_id, Visit.page_id.is_not(None))
        .group_by(Record.source_id, Record.url, Visit.page_id)
    )
    return {
        source_id: {"url": url, "name": name or source_id, "page_id": page_id}
        for source_id, url, name, page_id in connection.execute(read)
    }
