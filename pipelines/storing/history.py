"""Rows that are open from the page that first gave them to the page that no longer does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.entities import RegionPriority
from models.records import Participant, Statement, Unread

Key = tuple[str | None, ...]
Kind = type[Statement] | type[Unread] | type[Participant] | type[RegionPriority]


def keep_open(
    connection: Connection,
    kind: Kind,
    record_id: str,
    page_id: int,
    *,
    key: tuple[str, ...],
    given: Mapping[Key, Mapping[str, Any]],
) -> None:
    """Make the record's open rows of this kind those that the page gives.

    ``given`` maps a row's key (the values of the columns named in ``key``) to its other columns. What is open
    and given stays untouched, what is no longer given is closed by this page, what is new is opened by it.
    """
    table = kind.__table__
    (row_id,) = table.primary_key
    columns = [table.columns[name] for name in key]
    still_open = table.columns["closed_page_id"].is_(None)
    found = connection.execute(select(row_id, *columns).where(table.columns["record_id"] == record_id, still_open))
    known = {tuple(values): known_id for known_id, *values in found}
    gone = [known_id for values, known_id in known.items() if values not in given]
    if gone:
        connection.execute(update(kind).where(row_id.in_(gone)).values(closed_page_id=page_id))
    fresh = [
        {
            "record_id": record_id,
            "first_page_id": page_id,
            **dict(zip(key, values, strict=True)),
            **others,
        }
        for values, others in given.items()
        if values not in known
    ]
    if fresh:
        connection.execute(insert(kind), fresh)
