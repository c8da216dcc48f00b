"""Whether a run found of each source what must be there: records, filled fields, values that somebody reads.

The minimum of records is held against all that the source has: what was listed where it was read whole, else what it
claims when asked for everything, which every run asks, however few its strategies. So it is the same for a run of all
strategies and for one of ``--only`` some. Where neither is known, nothing is told. Shares are judged over the records
that the run read, once they are enough to judge by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.records import Query
from harvest.sources import Expectations, expected
from models.views.view import READ

MET, MISSED, EXCEEDED, NOT_TOLD = "met", "missed", "exceeded", "not told"


@dataclass(frozen=True, slots=True)
class Filled:
    """How many records that the run read of a source state a field."""

    source: str
    field: str
    records: int
    filled: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One expectation of one source, and what became of it."""

    source: str
    expectation: str
    found: str
    verdict: str


def read_fills(connection: Connection, run_id: str) -> list[Filled]:
    """Every field of every source that the run asked: those that a record states, and those that are expected."""
    this = {"run_id": run_id}
    found = []
    for source, address in _sources(connection, run_id):
        records = _records(connection, run_id, source)
        rows = connection.execute(text(_FILLED), {**this, "source": source})
        stated = {row.field: row.filled for row in rows if row.filled}
        fields = sorted({*stated, *expected(source, address).fill})
        found += [Filled(source, field, records, stated.get(field, 0)) for field in fields]
    return found


def read_verdicts(connection: Connection, run_id: str) -> list[Verdict]:
    """What was expected of each source that the run asked, and what it found."""
    filled = {(one.source, one.field): one.filled for one in read_fills(connection, run_id)}
    return [
        verdict
        for source, address in _sources(connection, run_id)
        for verdict in judged(
            source,
            expected(source, address),
            everything=_everything(connection, run_id, source),
            records=_records(connection, run_id, source),
            filled={field: number for (name, field), number in filled.items() if name == source},
            values=_values(connection, run_id, source),
        )
    ]


def judged(
    source: str,
    wanted: Expectations,
    *,
    everything: int | None,
    records: int,
    filled: dict[str, int],
    values: tuple[int, int],
) -> Iterator[Verdict]:
    """The verdicts on one source. ``values``: all the labelled values that were seen, and those that nobody reads."""
    if wanted.records:
        found = "neither listed nor claimed" if everything is None else f"{everything}"
        verdict = NOT_TOLD if everything is None else MET if everything >= wanted.records else MISSED
        yield Verdict(source, f"at least {wanted.records} records", found, verdict)
    few = f"only {records} records were read, of {wanted.sample} to judge by" if records < wanted.sample else ""
    for field, least in wanted.fill.items():
        number = filled.get(field, 0)
        share = f"{number} of {records}"
        verdict = NOT_TOLD if few else MET if number >= least * records else MISSED
        yield Verdict(source, f"at least {least:.0%} of the records state {field}", few or share, verdict)
    every, unread = values
    if wanted.unread < 1:
        verdict = NOT_TOLD if few else MET if unread <= wanted.unread * every else EXCEEDED
        share = few or f"{unread} of {every}"
        yield Verdict(source, f"at most {wanted.unread:.0%} of the labelled values unread", share, verdict)


def _sources(connection: Connection, run_id: str) -> list[tuple[str, str]]:
    """Each source that the run asked, with its address."""
    return [(source, address) for source, address in connection.execute(text(_SOURCES), {"run_id": run_id})]


def _records(connection: Connection, run_id: str, source: str) -> int:
    return int(connection.execute(text(_READ), {"run_id": run_id, "source": source}).scalar_one())


def _everything(connection: Connection, run_id: str, source: str) -> int | None:
    this = {"run_id": run_id, "search_id": Query(source, "").search_id}
    number: int | None = connection.execute(text(_EVERYTHING), this).scalar()
    return number


def _values(connection: Connection, run_id: str, source: str) -> tuple[int, int]:
    this = {"run_id": run_id, "source": source}
    read, unread = (int(connection.execute(text(sql), this).scalar_one()) for sql in (_STATED, _UNREAD))
    return read + unread, unread


_SOURCES = "SELECT source, address FROM run_sources WHERE run_id = :run_id ORDER BY source"

_OF_THE_RUN = f"""
    FROM visits v
    JOIN records r ON r.record_id = v.record_id
    {{joined}}
    WHERE v.run_id = :run_id AND v.outcome IN {READ} AND r.source = :source
"""

_READ = f"SELECT COUNT(*) {_OF_THE_RUN.format(joined='')}"  # put together from our own constants

_OPEN = """JOIN {table} s ON s.record_id = r.record_id
        AND s.first_page_id <= v.page_id AND (s.closed_page_id IS NULL OR s.closed_page_id > v.page_id)"""
_OPEN_STATEMENTS = _OF_THE_RUN.format(joined=_OPEN.format(table="statements"))

_DECLARED = _OF_THE_RUN.format(joined=_OPEN.format(table="region_priorities"))

_FILLED = f"""
    SELECT s.field, COUNT(DISTINCT s.record_id) AS filled {_OPEN_STATEMENTS} GROUP BY s.field
    UNION ALL
    SELECT 'priority' AS field, COUNT(DISTINCT s.record_id) AS filled {_DECLARED}
"""

_STATED = f"SELECT COUNT(*) {_OPEN_STATEMENTS}"

_UNREAD = f"SELECT COUNT(*) {_OF_THE_RUN.format(joined=_OPEN.format(table='unread'))}"

_EVERYTHING = """
    SELECT CASE WHEN s.depth <> 'total' AND s.status = 'complete' THEN s.harvested_hits ELSE s.reported_hits END
    FROM v1_searches s
    WHERE s.run_id = :run_id AND s.search_id = :search_id AND s.status = 'complete'
"""
