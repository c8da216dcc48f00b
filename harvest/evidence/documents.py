"""The records of a source as documents: what queries are answered over, here."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, bindparam, text

from harvest.directory import Document
from harvest.sources import Source
from models.views.view import READ


def read_documents(connection: Connection, source: Source, run_id: str | None = None) -> list[Document]:
    """Every record of the source that this run read, as its pages stated it; or that is known at all, as they do now.

    Names stand as printed: the site searches those, and a clean name has lost its acronym or its slogan.
    """
    told = source.answering
    fields: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    # Only what is searched is read: a profile has three times as many statements.
    when = _OF_A_RUN if run_id else _NOW
    wanted = sorted({"name", *told.texts, *told.facets.values()})
    sql = text(_STATED.format(of_s=when.format(row="s"), of_d=when.format(row="d"))).bindparams(
        bindparam("wanted", expanding=True)
    )
    rows = connection.execute(sql, {"source": source.name, "run_id": run_id, "wanted": wanted})
    for source_id, field, value in rows.all():
        fields[source_id][field].append(value)
    return [
        Document(
            source_id=source_id,
            name=stated["name"][0] if "name" in stated else source_id,
            texts={field: "\n".join(stated[field]) for field in told.texts if field in stated},
            facets={facet: frozenset(stated[field]) for facet, field in told.facets.items() if field in stated},
        )
        for source_id, stated in fields.items()
    ]


_NOW = "WHERE {row}.closed_page_id IS NULL"
_OF_A_RUN = f"""
    JOIN visits v ON v.record_id = r.record_id AND v.run_id = :run_id AND v.outcome IN {READ}
    WHERE {{row}}.first_page_id <= v.page_id
      AND ({{row}}.closed_page_id IS NULL OR {{row}}.closed_page_id > v.page_id)"""
"""What a run was refused it did not read, whatever is known of it from before; later readings are none of its."""

_STATED = """
    SELECT
        r.source_id, s.field,
        CASE WHEN s.field IN ('name', 'native_name') THEN s.original ELSE s.value END AS value
    FROM records r
    JOIN statements s ON s.record_id = r.record_id
    {of_s} AND r.source = :source AND s.field IN :wanted
    UNION ALL
    SELECT r.source_id, 'priority', d.title || '. ' || d.description
    FROM records r
    JOIN region_priorities d ON d.record_id = r.record_id
    {of_d} AND r.source = :source
"""
