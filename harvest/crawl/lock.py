"""One run at a time: a site must not be asked twice at once, and a run's rows are one run's only.

A lock is a row of the database, so that it holds for every machine that harvests into it. Who dies holding one is
recognised: on this machine at once, since there is no such process; from another by its silence.
"""

from __future__ import annotations

import os
import platform
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from harvest.errors import Busy, HarvestError
from pipelines.storing.locks import DEAD_AFTER, Held, Holder, beat, locks, release, take

BEAT_SECONDS = 15.0


class LockLost(HarvestError):
    """Raised when somebody took our lock, because we gave no sign of life for too long: we must not go on."""


class Heartbeat(threading.Thread):
    """Gives a sign of life every so often, beside the run's own thread."""

    def __init__(self, engine: Engine, mine: Holder, sources: Sequence[str]) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._engine, self._mine, self._sources = engine, mine, sources
        self._ended = threading.Event()
        self.lost = False

    def run(self) -> None:
        """Until it is ended, or the lock is somebody else's."""
        while not self.lost and not self._ended.wait(BEAT_SECONDS):
            self.once()

    def once(self) -> None:
        """One sign of life. A database that is away for a moment is the store's matter, not ours."""
        try:
            with self._engine.begin() as connection:
                self.lost = beat(connection, self._mine, datetime.now(UTC)) < len(self._sources)
        except DBAPIError:
            return

    def check(self) -> None:
        """Raises LockLost where somebody else holds what was ours."""
        if self.lost:
            raise LockLost("another run took this one for dead, and harvests now: this one must not go on")

    def end(self) -> None:
        self._ended.set()
        self.join()


@contextmanager
def held(engine: Engine, run_id: str, sources: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Holds the locks on these sources; gives a function that raises LockLost should they no longer be ours.

    Raises Busy where somebody who lives has one of them.
    """
    writing = engine.execution_options(sqlite_begin="IMMEDIATE")
    mine = Holder(secrets.token_hex(8), run_id, platform.node(), os.getpid())
    _take(writing, mine, sources)
    heart = Heartbeat(writing, mine, sources)
    heart.start()
    try:
        yield heart.check
    finally:
        heart.end()
        with writing.begin() as connection:
            release(connection, mine)


def _take(engine: Engine, mine: Holder, sources: Sequence[str]) -> None:
    now = datetime.now(UTC)
    try:
        with engine.begin() as connection:
            others = {other.source: other for other in locks(connection, sources)}
            for source in sources:
                other = others.get(source)
                if other is not None and not _dead(other, now):
                    raise _busy(other)
                if not take(connection, source, mine, other, now):
                    raise Busy(f"another run has just begun to harvest {source} into this database")
    except IntegrityError:
        raise Busy(f"another run has just begun to harvest {' or '.join(sources)} into this database") from None


def _dead(other: Held, now: datetime) -> bool:
    here = other.holder.host == platform.node()
    return other.silent(now) or (here and not _is_running(other.holder.pid))


def _is_running(pid: int) -> bool:
    """Whether a process of this machine lives. Where that can't be asked, it may."""
    if pid == os.getpid():
        # The lock is not ours, but the number is: it was given out anew (in a container it always is the same).
        return False
    if sys.platform == "win32":
        # There is no harmless signal: only its silence tells.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _busy(other: Held) -> Busy:
    holder = other.holder
    return Busy(
        f"run {holder.run_id} harvests {other.source} into this database just now (process {holder.pid} on "
        f"{holder.host}, last sign of life {other.beat_at}). Wait for its end; should it be dead, it is taken for dead "
        f"{DEAD_AFTER.seconds // 60} minutes after that"
    )
