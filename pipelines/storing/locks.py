"""Who harvests a source into this database: a row per source, renewed while its holder lives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from models.base import utc_text
from models.runs import Lock

DEAD_AFTER = timedelta(minutes=5)
"""Without a sign of life. Twenty signs missed; a clock that differs by less than this does no harm."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One process that wants to harvest, or does."""

    token: str
    run_id: str
    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lock as somebody left it."""

    source: str
    holder: Holder
    beat_at: str

    def silent(self, now: datetime) -> bool:
        """Whether the last sign of life is too long ago."""
        return now - datetime.fromisoformat(self.beat_at) > DEAD_AFTER


def locks(connection: Connection, sources: Iterable[str]) -> list[Held]:
    """The locks on these sources, in alphabetical order."""
    rows = connection.execute(select(Lock.__table__).where(Lock.source.in_(list(sources))).order_by(Lock.source))
    return [Held(row.source, Holder(row.holder, row.run_id, row.host, row.pid), row.beat_at) for row in rows]


def take(connection: Connection, source: str, mine: Holder, dead: Held | None, now: datetime) -> bool:
    """Takes one lock, from nobody or from a dead holder; False where somebody else was quicker.

    Raises IntegrityError where somebody else was quicker in the very same moment.
    """
    row = {"run_id": mine.run_id, "holder": mine.token, "host": mine.host, "pid": mine.pid, "beat_at": utc_text(now)}
    if dead is None:
        connection.execute(insert(Lock).values(source=source, **row))
        return True
    theirs = (Lock.source == source, Lock.holder == dead.holder.token, Lock.beat_at == dead.beat_at)
    return connection.execute(update(Lock).where(*theirs).values(**row)).rowcount == 1


def beat(connection: Connection, mine: Holder, now: datetime) -> int:
    """A sign of life; gives how many locks are still ours."""
    return connection.execute(update(Lock).where(Lock.holder == mine.token).values(beat_at=utc_text(now))).rowcount


def release(connection: Connection, mine: Holder) -> None:
    """Gives back what is ours."""
    connection.execute(delete(Lock).where(Lock.holder == mine.token))
