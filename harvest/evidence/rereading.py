"""What a run says of searches and records, told twice: before its pages are read again, and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from models.views.view import READ

SAME, NEW, CHANGED, REFUSED = "unchanged", "new", "changed", "refused"
RECORD, HIT, SEARCH = "record", "hit", "search"
OUTCOME, PRIORITY = "outcome", "priority"
"""Of corrections, fields that no statement has: whether the record could be read, and what a region declares."""
READ_OUTCOMES = ("new", "changed", "unchanged")

Stated = dict[str, frozenset[str]]
"""Field to its clean values."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record that today's readers read otherwise."""

    record: str
    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchChange:
    """One search whose pages say otherwise to today's readers."""

    search: str
    query: str
    reported_before: int | None
    reported_after: int | None
    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    status_before: str
    status_after: str
    reason: str
    """Why it ends as it does now; empty where it is complete, and all is well."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of ``v1_corrections``, without its repair: only what differs, several values joined by ``; ``."""

    entity: str
    id: str
    field: str
    before: str | None
    after: str | None
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one run says."""

    visits: Mapping[str, tuple[str, str, int | None]]
    """Record to outcome, reason and page."""
    stated: Mapping[str, Stated]
    searches: Mapping[str, Mapping[str, Any]]
    hits: Mapping[str, Mapping[str, int]]
    """Search to record to rank."""
    rows: Mapping[str, frozenset[tuple[Any, ...]]]
    """All of it to the letter, by table: what tells whether anything is otherwise."""

    def was_read(self, record_id: str) -> bool:
        return self.visits.get(record_id, ("", "", None))[0] in READ_OUTCOMES


def read_told(connection: Connection, run_id: str) -> Told:
    """What the run says now."""
    this = {"run_id": run_id}
    stated: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in connection.execute(text(_STATED), this):
        stated[row.record_id][row.field].add(row.value)
    for row in connection.execute(text(_DECLARED), this):
        stated[row.record_id][PRIORITY].add(declared(row.period, row.title, row.description))
    hits: dict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(text(_HITS), this):
        hits[row.search_id][row.record_id] = row.rank
    return Told(
        visits={
            row.record_id: (row.outcome, row.reason, row.page_id) for row in connection.execute(text(_VISITS), this)
        },
        stated={name: {field: frozenset(values) for field, values in said.items()} for name, said in stated.items()},
        searches={row["search_id"]: dict(row) for row in connection.execute(text(_SEARCHES), this).mappings()},
        hits=hits,
        rows={name: frozenset(map(tuple, connection.execute(text(sql), this))) for name, sql in _ROWS.items()},
    )


def field_changes(before: Told, after: Told) -> Iterator[FieldChange]:
    """Fields of records that could be read both times."""
    nothing: frozenset[str] = frozenset()
    for record_id in sorted(before.visits.keys() & after.visits.keys()):
        if not (before.was_read(record_id) and after.was_read(record_id)):
            continue
        was, now = before.stated.get(record_id, {}), after.stated.get(record_id, {})
        for field in sorted({*was, *now}):
            old, new = was.get(field, nothing), now.get(field, nothing)
            if old != new:
                yield FieldChange(record_id, field, tuple(sorted(old)), tuple(sorted(new)))


def outcomes(before: Told, after: Told) -> Iterator[tuple[str, str, str]]:
    """(record, ``new`` or ``refused``, reason) for records that could be read only once."""
    for record_id in sorted({*before.visits, *after.visits}):
        was, now = before.was_read(record_id), after.was_read(record_id)
        if now and not was:
            yield record_id, NEW, ""
        elif was and not now:
            reason = after.visits[record_id][1] if record_id in after.visits else "no search lists it"
            yield record_id, REFUSED, reason


def search_changes(before: Told, after: Told) -> Iterator[SearchChange]:
    """Searches that claim, list or end otherwise."""
    for search_id in sorted(after.searches):
        was, now = before.searches[search_id], after.searches[search_id]
        listed, lists = before.hits.get(search_id, {}), after.hits.get(search_id, {})
        claims = was["claimed_total"], now["claimed_total"]
        if claims[0] == claims[1] and listed.keys() == lists.keys() and was["status"] == now["status"]:
            continue
        query = " ".join(filter(None, (now["query"], now["filters"]))) or "*:*"
        appeared, gone = _ids(lists.keys() - listed.keys()), _ids(listed.keys() - lists.keys())
        yield SearchChange(search_id, query, *claims, appeared, gone, was["status"], now["status"], now["reason"])


def corrections(before: Told, after: Told) -> list[Correction]:
    """Everything that is otherwise, as rows."""
    found = [Correction(RECORD, one.record, one.field, *_only(one.before, one.after), after.visits[one.record][2])
             for one in field_changes(before, after)]  # fmt: skip
    for record_id, kind, reason in outcomes(before, after):
        was, now = before.visits.get(record_id), after.visits.get(record_id)
        page_id = now[2] if now else None
        told = (was[0] if was else None, now[0] if now else None) if kind == NEW else (was[0] if was else None, reason)
        found.append(Correction(RECORD, record_id, OUTCOME, *told, page_id))
    for one in search_changes(before, after):
        was_search, now_search = before.searches[one.search], after.searches[one.search]
        for column, name in (("claimed_total", "reported_hits"), ("status", "status")):
            if was_search[column] != now_search[column]:
                found.append(Correction(SEARCH, one.search, name, _text(was_search[column]), _text(now_search[column])))
        listed, lists = before.hits.get(one.search, {}), after.hits.get(one.search, {})
        found += [
            Correction(HIT, record_id, one.search, _text(listed.get(record_id)), _text(lists.get(record_id)))
            for record_id in sorted(listed.keys() ^ lists.keys())
        ]
    return found


def declared(period: str | None, title: str, description: str) -> str:
    """One declared priority, in one line."""
    return ": ".join(filter(None, (period, title, description)))


def read_later(connection: Connection, run_id: str, record_ids: Collection[str]) -> int:
    """How many of these records a later run read from another page: its reading decides what is shown."""
    later = set(connection.execute(text(_LATER), {"run_id": run_id}).scalars())
    return len(later & set(record_ids))


def _only(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str | None, str | None]:
    was, now = set(before), set(after)
    return "; ".join(sorted(was - now)) or None, "; ".join(sorted(now - was)) or None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _ids(record_ids: set[str]) -> tuple[str, ...]:
    return tuple(sorted(name.partition("/")[2] for name in record_ids))


_AT_THE_PAGE = "first_page_id <= v.page_id AND ({0}.closed_page_id IS NULL OR {0}.closed_page_id > v.page_id)"

_VISITS = "SELECT record_id, outcome, reason, page_id FROM visits WHERE run_id = :run_id"

_STATED = f"""
    SELECT v.record_id, s.field, s.value
    FROM visits v
    JOIN statements s ON s.record_id = v.record_id AND s.{_AT_THE_PAGE.format("s")}
    WHERE v.run_id = :run_id AND v.outcome IN {READ}
"""  # noqa: S608  # put together from our own constants

_DECLARED = f"""
    SELECT v.record_id, d.period, d.title, d.description
    FROM visits v
    JOIN region_priorities d ON d.record_id = v.record_id AND d.{_AT_THE_PAGE.format("d")}
    WHERE v.run_id = :run_id AND v.outcome IN {READ}
"""  # noqa: S608  # put together from our own constants

_SEARCHES = """
    SELECT s.search_id, q.text AS query, q.filters, s.claimed_total, s.status, s.reason
    FROM searches s JOIN queries q ON q.search_id = s.search_id
    WHERE s.run_id = :run_id
"""

_HITS = """
    SELECT h.search_id, q.source || '/' || h.source_id AS record_id, h.rank
    FROM hits h JOIN queries q ON q.search_id = h.search_id
    WHERE h.run_id = :run_id
"""

_LATER = f"""
    SELECT v.record_id FROM visits v
    WHERE v.run_id = :run_id AND EXISTS (
        SELECT 1 FROM visits l WHERE l.record_id = v.record_id AND l.page_id > v.page_id AND l.outcome IN {READ})
"""  # noqa: S608

_ROWS = {
    "visits": "SELECT record_id, outcome, reason, page_id FROM visits WHERE run_id = :run_id",
    "searches": """
        SELECT search_id, rung, depth, reading, semantics, claimed_total, status, reason FROM searches
        WHERE run_id = :run_id""",
    "search pages": "SELECT search_id, page_id FROM search_pages WHERE run_id = :run_id",
    "hits": "SELECT search_id, source_id, rank, url, name, page_id, card_sha256 FROM hits WHERE run_id = :run_id",
    "addresses": "SELECT source, source_id, changed_at_source, page_id FROM addresses WHERE run_id = :run_id",
    "offered values": "SELECT source, facet, value, page_id FROM offered_values WHERE run_id = :run_id",
}
