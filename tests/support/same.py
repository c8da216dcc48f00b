"""Whether two stores hold the same: row for row, but for times, run ids, and where in the archive a body lies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, select

import models  # noqa: F401  # every table
from harvest.crawl.replay import read_back
from harvest.records import Page
from models.base import Base

_OTHER = {"requests", "locks"}
"""What was sent is a log, and a run that was begun twice has sent more; a lock is gone at the end."""
_INCIDENTAL = {"at", "run_id", "previous_run_id", "archive_file", "archive_offset", "archive_length"}


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Table to its rows, in an order that depends on nothing but what they say."""
    with engine.connect() as connection:
        pages = {
            row.page_id: f"{row.source} {row.request_key} {row.sha256_archived}"
            for row in connection.execute(select(Base.metadata.tables["pages"]))
        }
        return {
            table.name: sorted(_rows(connection, table, pages), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in _OTHER
        }


def _rows(connection: Connection, table: Any, pages: dict[int, str]) -> Iterator[tuple[Any, ...]]:
    kept = [column for column in table.columns if not _is_incidental(column)]
    for row in connection.execute(select(*kept)):
        yield tuple(_told(column, value, pages) for column, value in zip(kept, row, strict=True))


def _is_incidental(column: Column[Any]) -> bool:
    """Times, runs, places; and numbers that count rows."""
    (only, *others) = column.table.primary_key.columns
    counts = column is only and not others and isinstance(column.type, Integer)
    return column.name.endswith("_at") or column.name in _INCIDENTAL or counts


def _told(column: Column[Any], value: Any, pages: dict[int, str]) -> Any:
    if value is not None and any(key.column.table.name == "pages" for key in column.foreign_keys):
        return pages[value]
    if column.name == "document":
        return json.dumps({**json.loads(value), "archive": ""})
    return value


def broken_places(engine: Engine, archive: Path) -> list[str]:
    """The addresses of pages whose body is not where their row says that it lies."""
    with engine.connect() as connection:
        rows = connection.execute(select(Base.metadata.tables["pages"])).all()
    broken = []
    for row in rows:
        place = (row.archive_file, row.archive_offset, row.archive_length)
        page = Page(
            row.source, row.url, row.request_key, row.fetched_at, row.http_status, "", row.sha256_archived, *place
        )
        found = read_back(archive, page)
        if found is None or sha256(found.body).hexdigest() != row.sha256_archived:
            broken.append(row.url)
    return broken
