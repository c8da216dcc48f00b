"""What a record states now, taken from its rows: the item that would write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from harvest.records import DeclaredPriority, Page, Participant, RecordRead, Statement, Value
from models.entities import RegionPriority
from models.records import Participant as ParticipantRow
from models.records import Record, Unread
from models.records import Statement as StatementRow
from models.runs import Page as PageRow

_STATEMENT = ("field", "value", "original", "how", "place")
_PRIORITY = ("title", "description", "period", "period_confidence")
_PARTICIPANT = ("name", "kind", "how", "role", "original", "place")


def reading(connection: Connection, record_id: str, page_id: int) -> RecordRead:
    """All that a record states in the store, as if this page had just been read; without judgements."""
    return from_document(connection, record_id, page_id, document(connection, record_id))


def document(connection: Connection, record_id: str) -> str:
    """The same as JSON, for ``from_document``."""
    kind = connection.execute(select(Record.kind).where(Record.record_id == record_id)).scalar_one()

    def rows(table: Any, names: tuple[str, ...]) -> list[list[Any]]:
        columns = table.__table__.columns
        still = (columns["record_id"] == record_id, columns["closed_page_id"].is_(None))
        (row_id,) = table.__table__.primary_key
        order = columns.get("position", row_id)
        return [
            list(row)
            for row in connection.execute(select(*(columns[one] for one in names)).where(*still).order_by(order))
        ]

    told = {
        "kind": kind,
        "statements": rows(StatementRow, _STATEMENT),
        "unread": rows(Unread, ("label", "original")),
        "priorities": rows(RegionPriority, _PRIORITY),
        "participants": rows(ParticipantRow, _PARTICIPANT),
    }
    return json.dumps(told, ensure_ascii=False)


def from_document(connection: Connection, record_id: str, page_id: int, told: str) -> RecordRead:
    """The item behind a document of this module."""
    said: Mapping[str, Any] = json.loads(told)
    source, _, source_id = record_id.partition("/")
    return RecordRead(
        source,
        source_id,
        said["kind"],
        _page(connection, page_id),
        values=(),
        unread=tuple(Value("", original, label) for label, original in said["unread"]),
        priorities=tuple(DeclaredPriority(*one) for one in said["priorities"]),
        statements=tuple(Statement(*(part or "" for part in one)) for one in said["statements"]),
        participants=tuple(Participant(*(part or "" for part in one)) for one in said["participants"]),
    )


def _page(connection: Connection, page_id: int) -> Page:
    row = connection.execute(select(PageRow.__table__).where(PageRow.page_id == page_id)).mappings().one()
    had = {name: row[name] for name in Page.__dataclass_fields__}
    validators = {name: row[name] or "" for name in ("etag", "last_modified")}
    return Page(**{**had, **validators, "fetched_at": datetime.fromisoformat(row["fetched_at"])})
