"""Where everything that is known of one organisation came from."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text

from harvest.evidence.naming import called, read_names
from harvest.evidence.screening import PAST, Past
from harvest.normalise.plain import plain
from models.views.choosing import SOURCE_ORDER
from models.views.evidence import FIELDS


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """One record of the organisation."""

    record_id: str
    source: str
    url: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class SeenStatement:
    """One value, with the page that first stated it.

    ``holds`` is False once the record states it no more. ``shown`` is True where v1_organisations shows just this
    statement: of the values that hold, the first in the order of the trail's records.
    """

    record_id: str
    field: str
    value: str
    original: str
    how: str
    page_url: str
    fetched_at: str
    page_sha256: str
    place: str
    """The cell of a spreadsheet, which ``page_url`` names too; empty where the page is place enough."""
    imported_by: str | None
    """Who brought the spreadsheet; None for a page."""
    holds: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class SeenParticipant:
    """One organisation that takes part, as one record of the trail's organisation names it now.

    ``linked_id`` and ``linked_name`` are those of the organisation that has its name; None where none has, or several.
    """

    record_id: str
    name: str
    kind: str
    evidence: str
    role: str
    linked_id: str | None
    linked_name: str | None
    page_url: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class SeenProgramme:
    """The validity of a programme: ``status`` is ended, running, not yet or unknown, of today."""

    status: str
    valid_from: str | None
    valid_to: str | None
    succeeded_by: str | None
    successor_id: str | None


@dataclass(frozen=True, slots=True)
class SeenJudgement:
    """Whether two records are one organisation; ``undone_at`` is None while it stands."""

    left_id: str
    right_id: str
    verdict: str
    score: float
    reasons: tuple[str, ...]
    decided_by: str
    decided_at: str
    undone_at: str | None


@dataclass(frozen=True, slots=True)
class SeenHit:
    """One search that listed one of the records, and a strategy that asked for it."""

    record_id: str
    run_id: str
    strategy: str | None
    """None for a search that no strategy asked: a probe, or a source that is read whole."""
    priority: str | None
    search_id: str
    query: str
    filters: str
    rank: int
    page_url: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One organisation and all that led to it.

    ``records`` are in the order in which they are believed: most statements first, then most recently read, then by
    source, then by id. The first that states a value is the one that is shown; the others stay visible here.
    """

    organisation_id: str
    name: str | None
    records: tuple[SeenRecord, ...]
    judgements: tuple[SeenJudgement, ...]
    statements: tuple[SeenStatement, ...]
    hits: tuple[SeenHit, ...]
    participants: tuple[SeenParticipant, ...]
    programme: SeenProgramme | None
    """None for an organisation."""
    decisions: tuple[Past, ...]
    """What persons decided about it in screening, the latest first."""


def explain(connection: Connection, wanted: str) -> list[Trail]:
    """The organisations that ``wanted`` means, by name.

    ``wanted`` is an organisation's or a record's id, or a name; capitals, accents, punctuation and legal forms make
    no difference. If nothing is called exactly that, every organisation whose name contains it is meant. A name
    that holds no longer still finds its organisation.
    """
    meant = {one.organisation_id for one in called(read_names(connection), wanted)}
    trails = _trails(connection, sorted(meant))
    return sorted(trails, key=lambda trail: (plain(trail.name or ""), trail.organisation_id))


def _trails(connection: Connection, organisations: list[str]) -> Iterator[Trail]:
    """One after the other, from one query per kind of row: a common word may mean hundreds of organisations."""
    for start in range(0, len(organisations), _AT_ONCE):
        some = organisations[start : start + _AT_ONCE]
        names, records, judgements, statements, hits, participants, programmes, past = (
            _by_organisation(connection, sql, some)
            for sql in (_SHOWN, _RECORDS, _JUDGEMENTS, _STATEMENTS, _HITS, _PARTICIPANTS, _PROGRAMMES, PAST)
        )
        for organisation_id in some:
            believed = _by_belief(records[organisation_id], statements[organisation_id])
            shown = _shown(believed, statements[organisation_id])
            yield Trail(
                organisation_id=organisation_id,
                name=names[organisation_id][0].name,
                records=tuple(SeenRecord(*tuple(row)[1:]) for row in believed),
                judgements=tuple(map(_judgement, judgements[organisation_id])),
                statements=tuple(
                    _statement(row, shown=row.statement_id in shown) for row in statements[organisation_id]
                ),
                hits=tuple(SeenHit(*tuple(row)[1:]) for row in hits[organisation_id]),
                participants=tuple(SeenParticipant(*tuple(row)[1:]) for row in participants[organisation_id]),
                programme=next((SeenProgramme(*tuple(row)[1:]) for row in programmes[organisation_id]), None),
                decisions=tuple(Past(*tuple(row)) for row in past[organisation_id]),
            )


def _by_organisation(connection: Connection, sql: str, some: list[str]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    query = text(sql).bindparams(bindparam("some", expanding=True))
    for row in connection.execute(query, {"some": some}):
        found[row.organisation_id].append(row)
    return found


def _by_belief(records: list[Row[Any]], statements: list[Row[Any]]) -> list[Row[Any]]:
    """The records in the order of v1_organisations; ``records`` come in that of their ids."""
    said = Counter(row.record_id for row in statements if row.closed_page_id is None)
    rank = {source: place for place, source in enumerate(SOURCE_ORDER)}
    ranked = sorted(records, key=lambda record: rank.get(record.source, len(rank)))
    ranked.sort(key=lambda record: record.last_seen or "", reverse=True)
    return sorted(ranked, key=lambda record: -said[record.record_id])


def _shown(believed: list[Row[Any]], statements: list[Row[Any]]) -> set[int]:
    """The ids of the statements that v1_organisations shows, at most one for each of its columns."""
    place = {record.record_id: at for at, record in enumerate(believed)}
    first: dict[str, tuple[int, str, int]] = {}
    for row in statements:
        if row.field in FIELDS and row.closed_page_id is None:
            this = (place[row.record_id], row.value, row.statement_id)
            first[row.field] = min(first.get(row.field, this), this)
    return {statement_id for _, _, statement_id in first.values()}


def _judgement(row: Row[Any]) -> SeenJudgement:
    return SeenJudgement(
        left_id=row.left_id,
        right_id=row.right_id,
        verdict=row.verdict,
        score=row.score,
        reasons=tuple(json.loads(row.reasons)),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        undone_at=row.undone_at,
    )


def _statement(row: Row[Any], *, shown: bool) -> SeenStatement:
    return SeenStatement(
        record_id=row.record_id,
        field=row.field,
        value=row.value,
        original=row.original,
        how=row.how,
        page_url=row.page_url,
        fetched_at=row.fetched_at,
        page_sha256=row.page_sha256,
        place=row.place or "",
        imported_by=row.imported_by,
        holds=row.closed_page_id is None,
        shown=shown,
    )


_AT_ONCE = 500
"""Older SQLite takes at most 999 parameters in one statement."""

_SHOWN = "SELECT organisation_id, name FROM v1_organisations WHERE organisation_id IN :some"

_RECORDS = """
    SELECT organisation_id, record_id, source, url, first_seen, last_seen
    FROM v1_records WHERE organisation_id IN :some ORDER BY record_id
"""

_JUDGEMENTS = """
    SELECT DISTINCT
        r.organisation_id, j.judgement_id, j.left_id, j.right_id, j.verdict, j.score, j.reasons, j.decided_by,
        j.decided_at, j.undone_at
    FROM records r
    JOIN judgements j ON j.left_id = r.record_id OR j.right_id = r.record_id
    WHERE r.organisation_id IN :some
    ORDER BY j.judgement_id
"""

_STATEMENTS = """
    SELECT
        r.organisation_id, s.statement_id, s.record_id, s.field, s.value, s.original, s.how,
        p.url || COALESCE('#' || s.place, '') AS page_url, p.fetched_at, p.sha256_archived AS page_sha256,
        s.place, i.imported_by, s.closed_page_id
    FROM statements s
    JOIN records r ON r.record_id = s.record_id
    JOIN pages p ON p.page_id = s.first_page_id
    LEFT JOIN imports i ON i.run_id = p.run_id
    WHERE r.organisation_id IN :some
    ORDER BY s.record_id, s.statement_id
"""

_PARTICIPANTS = """
    SELECT
        t.organisation_id, t.record_id, t.participant, t.kind, t.evidence, t.role, t.participant_organisation_id,
        (SELECT MIN(s.value) FROM statements s
          WHERE s.record_id = t.participant_record_id AND s.field = 'name' AND s.closed_page_id IS NULL),
        t.page_url, t.fetched_at
    FROM v1_participants t
    WHERE t.organisation_id IN :some
    ORDER BY t.role, t.participant, t.record_id
"""

_PROGRAMMES = """
    SELECT organisation_id, status, valid_from, valid_to, succeeded_by, successor_id
    FROM v1_programmes WHERE organisation_id IN :some
"""

_HITS = """
    SELECT
        h.organisation_id, h.record_id, h.run_id, m.strategy, m.priority, h.search_id, s.query, s.filters,
        h.rank, h.page_url
    FROM v1_hits h
    JOIN v1_searches s ON s.run_id = h.run_id AND s.search_id = h.search_id
    LEFT JOIN (
        SELECT DISTINCT t.run_id, t.search_id, y.strategy, y.priority, y.record_id
        FROM strategy_terms t
        JOIN v1_strategy_hits y ON y.run_id = t.run_id AND y.strategy = t.strategy
        WHERE NOT t.negated
    ) m ON m.run_id = h.run_id AND m.search_id = h.search_id AND m.record_id = h.record_id
    WHERE h.organisation_id IN :some
    ORDER BY h.run_id, m.strategy, h.search_id, h.record_id
"""
