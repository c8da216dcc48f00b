"""All that the workbook shows, read from the store: few numbers at once, the organisations one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from harvest.evidence.overlap import RegionRow, at_level, own_codes, region_rows
from harvest.evidence.rows import read_rows
from harvest.evidence.runs import latest_run
from harvest.evidence.yields import PriorityYield, YieldRow, read_priorities, read_yield

_LEVEL = 2
"""Of NUTS: the level at which regions with a strategy of their own are compared."""
T = TypeVar("T")
_AT_ONCE = 500
"""Organisations that are held at a time."""


@dataclass(frozen=True, slots=True)
class HomePriority:
    """One priority of the home region."""

    priority: str
    kind: str
    name_sv: str
    name_en: str
    published_count: int | None


@dataclass(frozen=True, slots=True)
class RunShown:
    """The run whose numbers are shown."""

    run_id: str
    started_at: str
    finished_at: str | None
    status: str
    mode: str
    harvest_version: str
    pages: int
    quarantined: str


@dataclass(frozen=True, slots=True)
class Incomplete:
    """One search of the run that is not complete."""

    source: str
    query: str
    filters: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadSource:
    """One source, and when its first and its last page were had."""

    source: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One organisation under one priority: a row of ``v1_organisation_priorities``."""

    priority: str
    rank: int | None
    tier: str
    hits: int


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """How long a programme is valid: a row of ``v1_programmes``."""

    organisation_id: str
    status: str
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation: a row of ``v1_organisations`` with its decision, its priorities and its pages."""

    row: Any
    memberships: tuple[Membership, ...]
    """Ranked ones first, then those with the most strategies."""
    found: tuple[tuple[str, int], ...]
    """Priorities whose strategies found it, and how many of these did, the most first."""
    other_names: str
    participants: str
    """Organisations that its records name as taking part; with ``other_names`` joined by ``; ``."""
    pages: str
    """One address a line."""
    programme: ProgrammeShown | None = None
    """Of a programme."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One thing that changed since the run before: a row of ``v1_changes`` with the organisation's name."""

    entity: str
    id: str
    name: str | None
    kind: str
    field: str | None
    before: str | None
    after: str | None
    cause: str | None
    previous_run_id: str | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a workbook is made of. ``organisations`` can be gone through once."""

    run: RunShown | None
    home: str | None
    """NUTS code of the home region."""
    priorities: tuple[HomePriority, ...]
    sources: tuple[ReadSource, ...]
    searches: int
    incomplete: tuple[Incomplete, ...]
    by_priority: tuple[PriorityYield, ...]
    by_strategy: tuple[YieldRow, ...]
    regions: tuple[RegionRow, ...]
    """Of NUTS level 2, and larger ones that hold what is known of no smaller one."""
    changes: tuple[ChangeShown, ...]
    counts: dict[tuple[str, str], int]
    """Organisations by priority and tier."""
    organisations: Iterator[Entry]


def read_contents(connection: Connection) -> Contents:
    """Everything, as of the latest run; the organisations are read while the caller goes through them.

    The connection must see one state of the store for as long as that takes: ``harvest.database.snapshot``.
    """
    run_id = latest_run(connection)
    this = {"run_id": run_id or ""}
    runs = read_rows(connection, RunShown, _RUN, **this)
    home = connection.scalar(text("SELECT home_nuts FROM runs WHERE run_id = :run_id"), this)
    return Contents(
        run=runs[0] if runs else None,
        home=home,
        priorities=tuple(read_rows(connection, HomePriority, _PRIORITIES)),
        sources=tuple(read_rows(connection, ReadSource, _SOURCES)),
        searches=connection.scalar(text("SELECT COUNT(*) FROM v1_searches WHERE run_id = :run_id"), this) or 0,
        incomplete=tuple(read_rows(connection, Incomplete, _INCOMPLETE, **this)),
        by_priority=tuple(read_priorities(connection, run_id)) if run_id else (),
        by_strategy=tuple(read_yield(connection, run_id)) if run_id else (),
        regions=tuple(at_level(region_rows(connection, home), _LEVEL, own_codes(connection))),
        changes=tuple(read_rows(connection, ChangeShown, _CHANGES, **this)),
        counts={(priority, tier): count for priority, tier, count in connection.execute(text(_COUNTS))},
        organisations=read_entries(connection),
    )


def read_entries(connection: Connection) -> Iterator[Entry]:
    """Every organisation: by tier, those found by most searches first, then by name."""
    memberships = _shared(connection, _MEMBERSHIPS, Membership)
    found = _shared(connection, _FOUND, lambda *row: row)
    names = _joined(connection, _OTHER_NAMES, "; ")
    programmes = {one.organisation_id: one for one in read_rows(connection, ProgrammeShown, _PROGRAMMES)}
    participants = _joined(connection, _PARTICIPANTS, "; ")
    pages = _joined(connection, _PAGES_OF_SEVERAL, "\n")
    rows = connection.execute(text(_ENTRIES), execution_options={"yield_per": _AT_ONCE})
    for row in rows:
        key = row.organisation_id
        yield Entry(
            row,
            memberships.get(key, ()),
            found.get(key, ()),
            names.get(key, ""),
            participants.get(key, ""),
            pages.get(key) or row.page,
            programmes.get(key),
        )


def _shared(connection: Connection, sql: str, make: Callable[..., T]) -> dict[str, tuple[T, ...]]:
    """By organisation, what is made of its rows. Most organisations have the same: they share it, and its memory."""
    found: dict[str, tuple[T, ...]] = {}
    same: dict[tuple[T, ...], tuple[T, ...]] = {}
    for organisation, *rest in connection.execute(text(sql), execution_options={"yield_per": _AT_ONCE}):
        together = (*found.get(organisation, ()), make(*rest))
        found[organisation] = same.setdefault(together, together)
    return found


def _joined(connection: Connection, sql: str, between: str) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for organisation, value in connection.execute(text(sql)):
        found[organisation].append(value)
    return {organisation: between.join(values) for organisation, values in found.items()}


_RUN = """
    SELECT run_id, started_at, finished_at, status, mode, harvest_version, pages, quarantined
    FROM v1_runs WHERE run_id = :run_id
"""

_PRIORITIES = """
    SELECT priority, kind, name_sv, name_en, published_count FROM priorities ORDER BY position, priority
"""

_SOURCES = """
    SELECT source, MIN(fetched_at) AS first, MAX(fetched_at) AS last FROM pages GROUP BY source ORDER BY source
"""

_INCOMPLETE = """
    SELECT source, query, filters, status, reason FROM v1_searches
    WHERE run_id = :run_id AND status <> 'complete' ORDER BY status, source, query, filters
"""

_CHANGES = """
    SELECT
        c.entity, c.id, COALESCE(o.name, g.name) AS name, c.kind, c.field, c.before, c.after, c.cause,
        c.previous_run_id
    FROM v1_changes c
    LEFT JOIN v1_organisations o ON c.entity = 'organisation' AND o.organisation_id = c.id
    LEFT JOIN v1_regions g ON c.entity = 'region' AND g.nuts = c.id
    WHERE c.run_id = :run_id AND c.entity IN ('organisation', 'region', 'region priority')
    ORDER BY c.entity, c.kind, COALESCE(o.name, g.name, c.id), c.id, c.field
"""

_MEMBERSHIPS = """
    SELECT organisation_id, priority, rank, tier, hits
    FROM v1_organisation_priorities
    ORDER BY organisation_id, COALESCE(rank, 9), hits DESC, priority
"""

_FOUND = """
    SELECT organisation_id, priority, COUNT(DISTINCT strategy) AS strategies
    FROM v1_strategy_hits
    WHERE organisation_id IS NOT NULL
    GROUP BY organisation_id, priority
    ORDER BY organisation_id, strategies DESC, priority
"""

_COUNTS = "SELECT priority, tier, COUNT(*) AS organisations FROM v1_organisation_priorities GROUP BY priority, tier"

_OTHER_NAMES = """
    SELECT DISTINCT r.organisation_id, s.value
    FROM statements s
    JOIN records r ON r.record_id = s.record_id
    WHERE s.closed_page_id IS NULL AND r.organisation_id IS NOT NULL
        AND s.field IN ('alias', 'acronym', 'former_name')
    ORDER BY r.organisation_id, s.value
"""

_PROGRAMMES = "SELECT organisation_id, status, valid_from, valid_to FROM v1_programmes"

_PARTICIPANTS = """
    SELECT DISTINCT organisation_id, participant FROM v1_participants
    WHERE organisation_id IS NOT NULL ORDER BY organisation_id, participant
"""

_PAGES_OF_SEVERAL = """
    SELECT r.organisation_id, r.url
    FROM records r
    WHERE r.organisation_id IN (
        SELECT organisation_id FROM records WHERE organisation_id IS NOT NULL
        GROUP BY organisation_id HAVING COUNT(*) > 1)
    ORDER BY r.organisation_id, r.record_id
"""

_ENTRIES = """
    SELECT
        o.*, s.tier, s.priority_1, s.priority_2, s.priority_3, s.role, s.description AS own_description, s.reason,
        s.decided_by, s.decided_at, s.look_again, COALESCE(s.conflicts, 0) AS conflicts, s.fingerprint,
        COALESCE(f.searches, 0) AS searches,
        (SELECT MIN(r.url) FROM records r WHERE r.organisation_id = o.organisation_id) AS page,
        (SELECT MIN(t.value) FROM records r JOIN statements t ON t.record_id = r.record_id
          WHERE r.organisation_id = o.organisation_id AND t.field = 'email' AND t.closed_page_id IS NULL) AS email
    FROM v1_organisations o
    LEFT JOIN v1_screening s ON s.organisation_id = o.organisation_id
    LEFT JOIN (
        SELECT r.organisation_id, COUNT(DISTINCT h.search_id) AS searches
        FROM hits h
        JOIN queries q ON q.search_id = h.search_id
        JOIN records r ON r.record_id = q.source || '/' || h.source_id
        WHERE r.organisation_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM strategy_terms t
            WHERE t.run_id = h.run_id AND t.search_id = h.search_id AND NOT t.negated)
        GROUP BY r.organisation_id
    ) f ON f.organisation_id = o.organisation_id
    ORDER BY
        CASE s.tier WHEN 'full' THEN 1 WHEN 'link' THEN 3 WHEN 'excluded' THEN 4 ELSE 2 END,
        COALESCE(f.searches, 0) DESC, o.name, o.organisation_id
"""
