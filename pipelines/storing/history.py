"""Rows that are open from the page that first gave them to the page that no longer does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from models.entities import RegionPriority
from models.records import Participant, Statement, Unread

Key = tuple[str | None, ...]
Kind = type[Statement] | type[Unread] | type[Participant] | type[RegionPriority]
Given = Mapping[Key, Mapping[str, Any]]
"""A row's key to its other columns."""

KEYS: dict[Kind, tuple[str, ...]] = {
    Statement: ("field", "value", "original"),
    Unread: ("label", "original"),
    RegionPriority: ("nuts", "period", "period_confidence", "title", "description"),
    Participant: ("name", "role"),
}
"""The columns in which a row of a record differs from every other that is open with it."""
READ = ("new", "changed", "unchanged")
"""Outcomes of a visit that got its record."""
CONTENT: tuple[Kind, ...] = (Statement, Unread, RegionPriority)
"""Of these, another row makes another content; participants follow from them."""
_SPAN = ("first_page_id", "closed_page_id")


def keep_open(
    connection: Connection, kind: Kind, record_id: str, page_id: int, given: Given, *, is_new: bool = False
) -> None:
    """Make the record's open rows of this kind those that the page gives.

    What is open and given stays untouched, what is no longer given is closed by this page, what is new is opened by it.
    ``is_new``: the record was not there before, so it has none that are open.
    """
    table, key = kind.__table__, KEYS[kind]
    (row_id,) = table.primary_key
    columns = [table.columns[name] for name in key]
    still_open = table.columns["closed_page_id"].is_(None)
    found = select(row_id, *columns).where(table.columns["record_id"] == record_id, still_open)
    known = {} if is_new else {tuple(values): known_id for known_id, *values in connection.execute(found)}
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


def gave(
    connection: Connection, kind: Kind, record_id: str, pages: Sequence[int]
) -> dict[int, dict[Key, dict[str, Any]]]:
    """What each of these pages gave of a record, in the order in which it was stored."""
    table, key = kind.__table__, KEYS[kind]
    (row_id,) = table.primary_key
    rows = connection.execute(select(table).where(table.columns["record_id"] == record_id).order_by(row_id)).mappings()
    found: dict[int, dict[Key, dict[str, Any]]] = {page_id: {} for page_id in pages}
    others = {column.name for column in table.columns} - {row_id.name, "record_id", *key, *_SPAN}
    for row in rows:
        first, closed = (row[name] for name in _SPAN)
        for page_id in pages:
            if first <= page_id and (closed is None or closed > page_id):
                found[page_id][tuple(row[name] for name in key)] = {name: row[name] for name in others}
    return found


def rewrite(connection: Connection, kind: Kind, record_id: str, readings: Sequence[tuple[int, Given]]) -> None:
    """Make the record's rows of this kind those that its pages give, one after the other, as if nothing had been there.

    ``readings``: the pages in the order in which they were read. What a reader made that is not read so any more was
    never stated: it leaves no row.
    """
    connection.execute(delete(kind).where(kind.record_id == record_id))
    spans = []
    for key, others, span in _spans(readings):
        columns = zip((*KEYS[kind], *_SPAN), (*key, *span), strict=True)
        spans.append({"record_id": record_id, **dict(columns), **others})
    if spans:
        connection.execute(insert(kind), spans)


def _spans(readings: Sequence[tuple[int, Given]]) -> Iterator[tuple[Key, Mapping[str, Any], tuple[int, int | None]]]:
    """Every row with its first page and the one that closed it; in the order of the first pages."""
    for place, (page_id, given) in enumerate(readings):
        before = readings[place - 1][1] if place else {}
        for key, others in given.items():
            if key not in before:
                closed = next((later for later, said in readings[place + 1 :] if key not in said), None)
                yield key, others, (page_id, closed)
