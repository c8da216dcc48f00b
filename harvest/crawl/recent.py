"""Whether a run is worth its requests: not while the last complete one that asked the same is young enough."""

from __future__ import annotations

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
    """The last run that is complete, not in quarantine, and asked the same: strategies, sources, mode, searches.

    Its age counts from its start, since what it says is as old as that. None where there is no such run.
    """
    wanted = (replace(asked.plan, strategies=()), asked.reading)
    for run_id, started_at, document in connection.execute(text(_COMPLETE), {"sha256": strategies_sha256}):
        kept = kept_plan(document)
        if kept is not None and (kept.plan, kept.reading) == wanted:
            return Recent(run_id, now - datetime.fromisoformat(started_at))
    return None


_COMPLETE = """
    SELECT u.run_id, u.started_at, p.document
    FROM v1_runs u
    JOIN run_plans p ON p.run_id = u.run_id
    WHERE u.status = 'complete' AND u.quarantined = '' AND u.strategies_sha256 = :sha256
    ORDER BY u.started_at DESC, u.run_id DESC
"""
