"""Which old runs may be thinned out, and what of them goes: all but what the history of records stands on.

A record's statements name the pages that first gave them and that no longer did; when it was first and last seen, and
whether it is gone, follows from visits. So of a thinned run remain its row, those visits, and every page that a row
still points to. Its searches, hits, requests, strategies, and all other pages go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, func, select, text, union, update

from models.base import Base
from models.records import Visit, Withheld
from models.runs import Address, Hit, OfferedValue, Page, Probe, Run, RunPlan, Search, SearchPage, SentRequest
from models.strategies import ReadingTerm, RunReading, RunStrategy, StrategyContains, StrategyTerm
from models.views.view import SEEN

_GOES = (
    ReadingTerm, RunReading, StrategyTerm, StrategyContains, RunStrategy, Probe, SearchPage, Hit, OfferedValue, Address,
    Search, SentRequest, RunPlan, Withheld,
)  # fmt: skip
"""In an order in which nothing refers to what is gone already."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What went, by table, and the files of the archive that held a page of it."""

    rows: dict[str, int]
    files: tuple[str, ...]


def kept_runs(connection: Connection, trusted: int) -> dict[str, str]:
    """The runs that must stay whole, each with why. ``trusted``: how many runs back a new one may rely on."""
    kept: dict[str, str] = {}
    for sql, why in _KEPT:
        for run_id in connection.execute(text(sql), {"trusted": trusted} if ":trusted" in sql else {}).scalars():
            kept.setdefault(run_id, why)
    return kept


def started_before(connection: Connection, moment: str) -> list[str]:
    """The runs that started before then and are whole, the oldest first."""
    started = select(Run.run_id).where(Run.started_at < moment, Run.pruned_at.is_(None))
    return list(connection.scalars(started.order_by(Run.started_at, Run.run_id)))


def is_whole(connection: Connection, run_id: str) -> bool | None:
    """Whether nothing of a run went yet; None where there is no such run."""
    row = connection.execute(select(Run.pruned_at).where(Run.run_id == run_id)).first()
    return None if row is None else row.pruned_at is None


def thin(connection: Connection, run_ids: Collection[str], now: str) -> Thinned:
    """Takes from these runs all that no history stands on, and marks them."""
    gone = {Visit.__tablename__: _thin_visits(connection, run_ids)}
    for table in _GOES:
        done = connection.execute(delete(table).where(table.run_id.in_(run_ids)))
        gone[table.__tablename__] = done.rowcount
    lonely = (Page.run_id.in_(run_ids), Page.page_id.not_in(_pointed_to()))
    files = tuple(connection.scalars(select(Page.archive_file).distinct().where(*lonely).order_by(Page.archive_file)))
    gone[Page.__tablename__] = connection.execute(delete(Page).where(*lonely)).rowcount
    connection.execute(update(Run).where(Run.run_id.in_(run_ids)).values(pruned_at=now))
    return Thinned({name: rows for name, rows in gone.items() if rows}, files)


def places(connection: Connection, file: str) -> list[tuple[int, int]]:
    """Offset and length of every body in a file of the archive that a page points to, in their order."""
    at = select(Page.archive_offset, func.max(Page.archive_length)).where(Page.archive_file == file)
    rows = connection.execute(at.group_by(Page.archive_offset).order_by(Page.archive_offset))
    return [(offset, length) for offset, length in rows]


def move(connection: Connection, file: str, new: str, offsets: Iterable[tuple[int, int]]) -> None:
    """The bodies of a file are in another one now, each at the second offset of a pair instead of the first."""
    moved = [{"file": file, "new": new, "old": old, "at": at} for old, at in offsets]
    connection.execute(text(_MOVE), moved)


def _thin_visits(connection: Connection, run_ids: Collection[str]) -> int:
    kept = {tuple(row) for row in connection.execute(text(_STANDING))}
    those = select(Visit.run_id, Visit.record_id).where(Visit.run_id.in_(run_ids))
    gone = [{"run": run, "record": record} for run, record in connection.execute(those) if (run, record) not in kept]
    if gone:
        connection.execute(text("DELETE FROM visits WHERE run_id = :run AND record_id = :record"), gone)
    return len(gone)


def _pointed_to() -> Select[tuple[int]]:
    """Every page that a row of any table points to: a table that is added later is looked at too."""
    columns = [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == Page.__tablename__
    ]
    every = union(*(select(column.label("page_id")).where(column.is_not(None)) for column in columns)).subquery()
    return select(every.c.page_id)


_KEPT = (
    ("SELECT run_id FROM runs WHERE finished_at IS NULL", "it has not ended"),
    (
        "SELECT run_id FROM runs WHERE mode = 'saved by hand' UNION SELECT run_id FROM imports",
        "it holds what a person brought, which nobody can ask for again",
    ),
    (
        """
        SELECT run_id FROM (
            SELECT run_id, ROW_NUMBER() OVER (
                PARTITION BY strategies_sha256
                ORDER BY CASE WHEN status = 'complete' AND quarantined = '' THEN 0 ELSE 1 END,
                    started_at DESC, run_id DESC) AS nth
            FROM runs WHERE pruned_at IS NULL
        ) latest WHERE nth = 1
        """,
        "it is the last complete run of its strategies",
    ),
    (
        """
        SELECT run_id FROM (
            SELECT u.run_id, ROW_NUMBER() OVER (
                PARTITION BY s.source ORDER BY u.started_at DESC, u.run_id DESC) AS nth
            FROM runs u JOIN run_sources s ON s.run_id = u.run_id
        ) latest WHERE nth <= :trusted
        """,
        "the next run may rely on its pages",
    ),
)

_MOVE = """
    UPDATE pages SET archive_file = :new, archive_offset = :at
    WHERE archive_file = :file AND archive_offset = :old
"""

_STANDING = f"""
    SELECT run_id, record_id FROM (
        SELECT
            v.run_id, v.record_id, v.outcome,
            LAG(v.outcome) OVER (PARTITION BY v.record_id ORDER BY v.at, v.page_id) AS earlier,
            LEAD(v.outcome) OVER (PARTITION BY v.record_id ORDER BY v.at, v.page_id) AS later
        FROM visits v WHERE {SEEN}
    ) readings
    WHERE outcome <> 'unchanged' OR earlier IS NULL OR later IS NULL OR later = 'changed'
    UNION
    SELECT a.run_id, a.record_id FROM v1_absences a
    WHERE NOT EXISTS (
        SELECT 1 FROM visits v
        WHERE v.record_id = a.record_id AND v.at > a.at AND {SEEN})
"""  # noqa: S608  # put together from our own constants
"""Visits that history stands on: a record's first and last reading, each that changed it, the one before each of those;
and those that missed it since."""
