"""Waiting for a database that is locked, full or away: for a while, since most such nights pass."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds for one write. A restart or a backup takes a minute."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
_PASSING = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    )
)


def patiently(
    work: Callable[[], T],
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """What ``work`` gives; done again, with growing pauses, while the database is in trouble that may pass.

    Nothing else happens meanwhile, and that is meant: what can't be stored must not be asked for. Raises the error of
    the last try after ``patience`` seconds, and any other error at once.
    """
    ends, pause = clock() + patience, _FIRST_PAUSE
    while True:
        try:
            return work()
        except DBAPIError as error:
            if not may_pass(error) or clock() + pause > ends:
                raise
        sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def may_pass(error: DBAPIError) -> bool:
    """Whether trying again later may help: the database is busy, full, restarting or out of reach."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _PASSING
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
