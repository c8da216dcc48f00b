"""What a source's own search was not asked is answered here, once the source has been read whole."""

from __future__ import annotations

from sqlalchemy import Connection, Row, text

from harvest.directory import Directory, Reading
from harvest.evidence.documents import read_documents
from harvest.plan import Plan
from harvest.query import And, Expression, Facet, parse
from harvest.records import Query
from harvest.sources import Source, load_source
from pipelines.store import Store
from pipelines.storing.answers import Answer

AS_THE_SITE = "site"
READINGS = (AS_THE_SITE, "any", "all", "phrase")
"""How loose words are read: as the platform is taken to read them, or strictly in one of three ways."""


def answer_open_searches(connection: Connection, plan: Plan, store: Store, reading: str = AS_THE_SITE) -> None:
    """Answers, source by source, whatever is still open after the source was read whole.

    An answer is as complete as the reading: of a source that could be read only in part, every answer has the status
    and the reason of that reading. A source that was not read whole is left alone: its open searches are lost.
    """
    by_id = {query.search_id: query for query in plan.queries}
    for name in plan.sources:
        whole = _reading_of_the_whole(connection, store.run_id, name)
        open_ids = [search_id for search_id in store.open_searches(name) if by_id[search_id] != Query(name, "")]
        if whole is None or not open_ids:
            continue
        source = load_source(name)
        how = reading_of(source, reading)
        with Directory(read_documents(connection, source, store.run_id), how) as directory:
            answers = [
                Answer(
                    search_id=search_id,
                    rung=f"directory ({whole.rung})",
                    reading=str(how),
                    source_ids=tuple(directory.answer(expression(by_id[search_id]))),
                    status=whole.status,
                    reason=whole.reason,
                )
                for search_id in open_ids
            ]
        store.answer(name, answers)


def reading_of(source: Source, reading: str = AS_THE_SITE) -> Reading:
    """How texts are read: as the source is taken to read them, or strictly: whole words, in every field."""
    told = source.answering
    if reading == AS_THE_SITE:
        return Reading(told.loose, told.stems, told.searched)
    if reading == "any":
        return Reading("any")
    return Reading("all") if reading == "all" else Reading("phrase")


def expression(query: Query) -> Expression:
    """A query of one source as an expression again."""
    parts: list[Expression] = [Facet(field, value) for field, value in query.facets]
    if query.text or not parts:
        parts.insert(0, parse(query.text or "*:*"))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _reading_of_the_whole(connection: Connection, run_id: str, source: str) -> Row[tuple[str, str, str]] | None:
    this = {"run_id": run_id, "search_id": Query(source, "").search_id}
    return connection.execute(text(_WHOLE), this).first()


_WHOLE = """
    SELECT s.rung, s.status, s.reason
    FROM searches s
    WHERE s.run_id = :run_id AND s.search_id = :search_id AND s.depth = 'records' AND s.status <> 'running'
"""
