"""What each strategy and each priority of one run brought in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.rows import read_rows


@dataclass(frozen=True, slots=True)
class YieldRow:
    """One strategy: the columns of ``v1_yield`` and the search as the report prints it."""

    priority: str
    strategy: str
    origin: str
    source: str
    query: str
    reported_hits: int | None
    harvested_hits: int
    distinct_organisations: int
    external_organisations: int | None
    new_organisations: int
    unique_contribution: int
    band: str | None
    published_hits: int | None
    status: str | None
    reason: str | None
    expected_band: str | None
    answering: int | None
    semantics: str
    printed: str


@dataclass(frozen=True, slots=True)
class PriorityYield:
    """One priority: hits are summed over its strategies, organisations are counted once.

    ``unique_contribution`` are organisations that no other priority of the run found.
    """

    priority: str
    name_sv: str
    name_en: str
    published_count: int | None
    reported_hits: int | None
    harvested_hits: int
    distinct_organisations: int
    external_organisations: int | None
    new_organisations: int
    unique_contribution: int


def read_yield(connection: Connection, run_id: str) -> list[YieldRow]:
    """The strategies of the run, in the order of their file."""
    return read_rows(connection, YieldRow, _STRATEGIES, run_id=run_id)


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One meaning that a printed search may have: a row of ``v1_readings``."""

    strategy: str
    reading: int
    query: str
    answering: int | None
    published_hits: int | None
    verdict: str | None


def read_readings(connection: Connection, run_id: str) -> list[ReadingRow]:
    """The readings of the run's printed searches, in the order of their file."""
    return read_rows(connection, ReadingRow, _READINGS, run_id=run_id)


def read_words(connection: Connection) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What each priority goes by: its English terms and its S3 areas."""
    rows = connection.execute(text("SELECT priority, terms_en, s3 FROM priorities"))
    return {priority: (tuple(json.loads(terms)), tuple(json.loads(s3))) for priority, terms, s3 in rows}


def read_priorities(connection: Connection, run_id: str) -> list[PriorityYield]:
    """The priorities that the run asked for, in the order of their file."""
    return read_rows(connection, PriorityYield, _PRIORITIES, run_id=run_id)


_READINGS = """
    SELECT r.strategy, r.reading, r.query, r.answering, r.published_hits, r.verdict
    FROM v1_readings r
    JOIN run_strategies rs ON rs.run_id = r.run_id AND rs.strategy = r.strategy
    WHERE r.run_id = :run_id
    ORDER BY rs.position, r.strategy, r.reading
"""

_STRATEGIES = """
    SELECT
        y.priority, y.strategy, y.origin, y.source, y.query, y.reported_hits, y.harvested_hits,
        y.distinct_organisations, y.external_organisations, y.new_organisations, y.unique_contribution,
        y.band, y.published_hits, y.status, y.reason, y.expected_band, y.answering, y.semantics, rs.printed
    FROM v1_yield y
    JOIN run_strategies rs ON rs.run_id = y.run_id AND rs.strategy = y.strategy
    WHERE y.run_id = :run_id
    ORDER BY rs.position, y.strategy
"""

_PRIORITIES = """
    WITH sums AS (
        SELECT
            priority,
            CASE WHEN COUNT(*) = COUNT(reported_hits) THEN SUM(reported_hits) END AS reported_hits,
            SUM(harvested_hits) AS harvested_hits
        FROM v1_yield WHERE run_id = :run_id GROUP BY priority
    ),
    found AS (
        SELECT
            priority, organisation_id, external, is_new,
            COUNT(*) OVER (PARTITION BY organisation_id) AS priorities
        FROM (
            SELECT DISTINCT priority, organisation_id, external, is_new
            FROM v1_strategy_organisations WHERE run_id = :run_id
        ) once
    ),
    counted AS (
        SELECT
            priority,
            COUNT(*) AS organisations,
            SUM(external) AS external,
            SUM(is_new) AS fresh,
            SUM(CASE WHEN priorities = 1 THEN 1 ELSE 0 END) AS only_here
        FROM found
        GROUP BY priority
    )
    SELECT
        p.priority, p.name_sv, p.name_en, p.published_count,
        CAST(s.reported_hits AS INTEGER) AS reported_hits,
        CAST(s.harvested_hits AS INTEGER) AS harvested_hits,
        COALESCE(c.organisations, 0) AS distinct_organisations,
        CASE WHEN u.home_nuts IS NOT NULL THEN COALESCE(c.external, 0) END AS external_organisations,
        COALESCE(c.fresh, 0) AS new_organisations,
        COALESCE(c.only_here, 0) AS unique_contribution
    FROM sums s
    JOIN priorities p ON p.priority = s.priority
    JOIN runs u ON u.run_id = :run_id
    LEFT JOIN counted c ON c.priority = s.priority
    ORDER BY p.position, p.priority
"""
