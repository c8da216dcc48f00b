"""The records of a source as documents: what queries are answered over, here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, text

from harvest.directory import Document
from harvest.sources import Source


def read_documents(connection: Connection, source: Source, run_id: str | None = None) -> list[Document]:
    """Every record of the source that this run read, or that is known at all, as its pages state it now.

    Names stand as printed: the site searches those, and a clean name has lost its acronym or its slogan.
    """
    names: dict[str, str] = {}
    fields: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    this = {"source": source.name, "run_id": run_id}
    for row in _rows(connection, this):
        fields[row.source_id][row.field].append(row.value)
        if row.field == "name":
            names.setdefault(row.source_id, row.value)
    return [
        Document(
            source_id=source_id,
            name=names.get(source_id, source_id),
            texts={field: "\n".join(stated[field]) for field in source.answering.texts if field in stated},
            facets={
                facet: frozenset(stated[field]) for facet, field in source.answering.facets.items() if field in stated
            },
        )
        for source_id, stated in fields.items()
    ]


def _rows(connection: Connection, this: dict[str, str | None]) -> Iterable[Row[Any]]:
    read = _OF_A_RUN if this["run_id"] else ""
    return connection.execute(text(_STATED.format(read=read)), this)


_OF_A_RUN = "AND EXISTS (SELECT 1 FROM visits v WHERE v.record_id = r.record_id AND v.run_id = :run_id)"

_STATED = """
    SELECT
        r.source_id, s.field,
        CASE WHEN s.field IN ('name', 'native_name') THEN s.original ELSE s.value END AS value
    FROM records r
    JOIN statements s ON s.record_id = r.record_id
    WHERE r.source = :source AND s.closed_page_id IS NULL {read}
    UNION ALL
    SELECT r.source_id, 'priority', d.title || '. ' || d.description
    FROM records r
    JOIN region_priorities d ON d.record_id = r.record_id
    WHERE r.source = :source AND d.closed_page_id IS NULL {read}
"""
