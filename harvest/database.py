"""Opening the store: the right engine, the right revision, and one clear message for everything else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from harvest.errors import ConfigurationError, StoreError
from migrations import versioning
from models.runs import Run

_BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another one: an upgrade or a copy of a large file takes seconds, not more."""


def open_database(url: str, *, create: bool = False) -> Engine:
    """The engine of the store at ``url``, at the revision that this version of harvest reads and writes.

    With ``create`` a store that is not there yet is made, with its folder. An older one is never upgraded on
    the way: its owner decides when.

    Raises ConfigurationError for a URL that can't be used, StoreError for a store that can't.
    """
    engine = _engine(url, create=create)
    revision = _revision(engine)
    if revision is None and create:
        _make(engine)
    elif revision is None:
        raise StoreError(f"no database at {_shown(engine.url)}: run `harvest run` first")
    elif not versioning.is_known(revision):
        raise _newer(engine, revision)
    elif revision != versioning.head():
        raise StoreError(
            f"the database at {_shown(engine.url)} is at revision {revision}, this harvest needs "
            f"{versioning.head()}: run `harvest db upgrade`"
        )
    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the store for as long as it is read, whoever writes meanwhile.

    Raises StoreError, with the driver's reason, where the store fails on the way.
    """
    with _explained(engine.url), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def upgrade_database(url: str) -> tuple[str | None, str]:
    """Bring a store to the newest revision, or make a new one; gives the revision before (None: new) and after.

    Raises as ``open_database``; a store from a newer harvest is left alone.
    """
    engine = _engine(url, create=True)
    before = _revision(engine)
    if before is not None and not versioning.is_known(before):
        raise _newer(engine, before)
    if before is None:
        _make(engine)
    else:
        with _explained(engine.url):
            versioning.upgrade(engine)
    return before, versioning.head()


def check_database(url: str) -> list[str]:
    """What is wrong with the store, one sentence each; an empty list where nothing is.

    Raises as ``open_database``, since a store that can't be opened can't be checked.
    """
    engine = open_database(url)
    findings = []
    with _explained(engine.url), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            findings += _sqlite_findings(connection)
        open_runs = select(Run.run_id, Run.started_at).where(Run.finished_at.is_(None)).order_by(Run.run_id)
        for run_id, started_at in connection.execute(open_runs):
            findings.append(f"run {run_id}, started {started_at}, has not ended")
    return findings


def _sqlite_findings(connection: Connection) -> list[str]:
    findings = [
        f"integrity check: {line}" for (line,) in connection.exec_driver_sql("PRAGMA integrity_check") if line != "ok"
    ]
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        findings.append(f"row {row} of {table} refers to a row of {parent} that is not there")
    return findings


def _engine(url: str, *, create: bool) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(
            f"{url!r} is no database address; one looks like sqlite:///harvest.db or postgresql://user@host/name"
        ) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        _check_file(parsed, create=create)
    elif backend != "postgresql":
        raise ConfigurationError(f"harvest keeps its data in SQLite or PostgreSQL, not in {backend}")
    try:
        engine = create_engine(parsed)
    except NoSuchModuleError as error:
        raise ConfigurationError(f"unknown kind of database: {parsed.drivername}") from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"{parsed.drivername} needs the package {error.name}, which is not installed"
        ) from error
    if backend == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_file(url: URL, *, create: bool) -> None:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("a database in memory is lost at once: give a file, e.g. sqlite:///harvest.db")
    path = Path(url.database)
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder, not a database")
        if not path.exists():
            if not create:
                raise StoreError(f"no database at {path}: run `harvest run` first")
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"no database can be had at {path}: {error.strerror}") from error


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver's own idea of when a transaction begins leaves table changes outside: an upgrade that fails
    # would be half done. Without one, BEGIN is ours (below).
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    # With the write-ahead log a power cut loses at most the last transactions, never the file's soundness.
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    # A writer says so at once (execution option "sqlite_begin"): one that reads first and writes later is
    # refused, not made to wait, when another writer was in between.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _revision(engine: Engine) -> str | None:
    """The revision, or None for an empty database. Raises StoreError for somebody else's."""
    with _explained(engine.url):
        revision = versioning.current(engine)
        if revision is None and inspect(engine).get_table_names():
            raise StoreError(f"the database at {_shown(engine.url)} is not one of harvest's")
    return revision


def _make(engine: Engine) -> None:
    with _explained(engine.url):
        if engine.dialect.name == "sqlite":
            # Readers and the harvest don't wait for each other. The file remembers it.
            with engine.connect() as connection:
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.close()
        versioning.upgrade(engine)


def _newer(engine: Engine, revision: str) -> StoreError:
    return StoreError(
        f"the database at {_shown(engine.url)} was written by a newer harvest (revision {revision}; "
        f"this one knows up to {versioning.head()}). Nothing was changed: install the newer harvest"
    )


def _shown(url: URL) -> str:
    """The address as a person knows it: a file's path, or a URL without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Turns the driver's errors into one sentence about the database at ``url``."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise StoreError(f"the database at {_shown(url)} can't be used: {reason}") from error
