"""The runs that asked the same before: whether another one is worth its requests, and what it came to instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from harvest.crawl.kept_plan import Kept, kept_plan


@dataclass(frozen=True, slots=True)
class Recent:
    """A complete run, and how long ago it began."""

    run_id: str
    age: timedelta

    def __str__(self) -> str:
        days, hours = divmod(self.age // timedelta(hours=1), 24)
        return f"run {self.run_id} is complete and began {f'{days} days and ' if days else ''}{hours} hours ago"


def last_complete(connection: Connection, asked: Kept, strategies_sha256: str, now: datetime) -> Recent | None:
    """The last run that is complete, not in quarantine, and asked the same. None where there is no such run.

    Its age counts from its start, since what it says is as old as that.
    """
    for run_id, started_at, status, quarantined in asked_the_same(connection, asked, strategies_sha256):
        if status == "complete" and not quarantined:
            return Recent(run_id, now - datetime.fromisoformat(started_at))
    return None


def last_before(connection: Connection, run_id: str) -> str | None:
    """The last finished run before this one that asked the same, however it ended; None where there is none."""
    row = connection.execute(text(_THIS), {"run_id": run_id}).first()
    kept = kept_plan(row.document) if row else None
    if row is None or kept is None:
        return None
    every = asked_the_same(connection, kept, row.strategies_sha256)
    earlier = (other for other, started_at, _, _ in every if (started_at, other) < (row.started_at, run_id))
    return next(earlier, None)


def asked_the_same(connection: Connection, asked: Kept, sha256: str) -> Iterator[tuple[str, str, str, str]]:
    """Every finished run of the same strategies, sources, mode and searches, the last one first.

    Gives its id, its start, its status, and why it is in quarantine.
    """
    wanted = (replace(asked.plan, strategies=()), asked.reading)
    for run in connection.execute(text(_FINISHED), {"sha256": sha256}):
        kept = kept_plan(run.document)
        if kept is not None and (kept.plan, kept.reading) == wanted:
            yield run.run_id, run.started_at, run.status, run.quarantined


_FINISHED = """
    SELECT u.run_id, u.started_at, u.status, u.quarantined, p.document
    FROM v1_runs u
    JOIN run_plans p ON p.run_id = u.run_id
    WHERE u.finished_at IS NOT NULL AND u.strategies_sha256 = :sha256
    ORDER BY u.started_at DESC, u.run_id DESC
"""

_THIS = """
    SELECT u.started_at, u.strategies_sha256, p.document
    FROM v1_runs u
    JOIN run_plans p ON p.run_id = u.run_id
    WHERE u.run_id = :run_id
"""
