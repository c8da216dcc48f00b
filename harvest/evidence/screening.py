"""What persons decided about organisations, what waits for them, and in which order it is best looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.records import organisation_id
from harvest.screening.decision import EXCLUDED, Decision

UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Standing:
    """The decision that holds for one organisation."""

    organisation_id: str
    decision: Decision
    decided_by: str
    decided_at: str
    look_again: str | None
    conflicts: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Screened:
    """One organisation as the list shows it; ``decision`` is None where nobody decided."""

    organisation_id: str
    name: str | None
    country: str | None
    nuts: str | None
    searches: int
    """Distinct searches of strategies that found it, in any run."""
    candidates: tuple[str, ...]
    """Priorities whose strategies found it, those with the most strategies first."""
    decision: Standing | None
    gone: bool
    """Whether every record of it is gone from its source."""

    @property
    def waits_because(self) -> str | None:
        """Why a person should look: undecided, contradicting decisions, gone, a changed profile; None where nothing."""
        if self.decision is None or self.decision.decision.tier is None:
            return UNDECIDED
        if self.decision.conflicts:
            return "decisions contradict each other"
        if self.gone and self.decision.decision.tier != EXCLUDED:
            return "gone from its source"
        return self.decision.look_again


@dataclass(frozen=True, slots=True)
class Past:
    """One decision on one organisation's records, held or holding."""

    organisation_id: str
    screening_id: int
    tier: str | None
    priority_1: str | None
    priority_2: str | None
    priority_3: str | None
    role: str | None
    description: str
    reason: str
    decided_by: str
    decided_at: str
    origin: str
    undone_at: str | None


def standing(connection: Connection) -> dict[str, Standing]:
    """Every decision that holds, by organisation."""
    return {
        row.organisation_id: Standing(
            row.organisation_id,
            Decision(
                row.tier,
                tuple(one for one in (row.priority_1, row.priority_2, row.priority_3) if one is not None),
                row.role,
                row.description,
                row.reason,
            ),
            row.decided_by,
            row.decided_at,
            row.look_again,
            row.conflicts,
            row.fingerprint,
        )
        for row in connection.execute(text("SELECT * FROM v1_screening"))
    }


def screened(connection: Connection) -> list[Screened]:
    """Every organisation in the order in which a person should look: found by most searches first."""
    decided = standing(connection)
    gone = set(connection.scalars(text(_GONE)))
    searches = {row.organisation_id: row.searches for row in connection.execute(text(_SEARCHES))}
    candidates: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(text(_CANDIDATES)):
        candidates[row.organisation_id].append(row.priority)
    found = [
        Screened(
            row.organisation_id, row.name, row.country, row.nuts, searches.get(row.organisation_id, 0),
            tuple(candidates[row.organisation_id]), decided.get(row.organisation_id),
            row.organisation_id in gone,
        )
        for row in connection.execute(text("SELECT organisation_id, name, country, nuts FROM v1_organisations"))
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.searches, one.name or "", one.organisation_id))


def decisions_by_fingerprint(connection: Connection, wanted: Iterable[str]) -> dict[str, Decision]:
    """What the decisions with these fingerprints say, whether they hold or not; those not known here are missing."""
    sought = set(wanted)
    priorities: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(text("SELECT screening_id, priority FROM screening_priorities ORDER BY rank")):
        priorities[row.screening_id].append(row.priority)
    return {
        row.fingerprint: Decision(row.tier, tuple(priorities[row.screening_id]), row.role, row.description, row.reason)
        for row in connection.execute(text("SELECT * FROM screenings"))
        if row.fingerprint in sought
    }


def former_ids(connection: Connection) -> dict[str, str]:
    """Every id that an organisation has, had or could get by a split, with the organisation of today."""
    rows = connection.execute(text("SELECT record_id, organisation_id FROM records WHERE organisation_id IS NOT NULL"))
    return {organisation_id({row.record_id}): row.organisation_id for row in rows}


def priority_names(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Every home priority that a run named, with its English and Swedish names, in the strategy file's order."""
    rows = connection.execute(text("SELECT priority, name_en, name_sv FROM priorities ORDER BY position, priority"))
    return {row.priority: (row.name_en, row.name_sv) for row in rows}


_SEARCHES = """
    SELECT r.organisation_id, COUNT(DISTINCT h.search_id) AS searches
    FROM hits h
    JOIN queries q ON q.search_id = h.search_id
    JOIN records r ON r.record_id = q.source || '/' || h.source_id
    WHERE r.organisation_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM strategy_terms t
        WHERE t.run_id = h.run_id AND t.search_id = h.search_id AND NOT t.negated)
    GROUP BY r.organisation_id
"""

_GONE = """
    SELECT organisation_id FROM v1_records WHERE organisation_id IS NOT NULL
    GROUP BY organisation_id HAVING COUNT(*) = COUNT(gone_at)
"""

_CANDIDATES = """
    SELECT organisation_id, priority, COUNT(DISTINCT strategy) AS strategies
    FROM v1_strategy_hits
    WHERE organisation_id IS NOT NULL
    GROUP BY organisation_id, priority
    ORDER BY organisation_id, strategies DESC, priority
"""

PAST = """
    SELECT DISTINCT
        organisation_id, screening_id, tier, priority_1, priority_2, priority_3, role, description, reason,
        decided_by, decided_at, origin, undone_at
    FROM v1_screenings
    WHERE organisation_id IN :some
    ORDER BY decided_at DESC, screening_id DESC, undone_at
"""
"""SQL: every decision on a record of ``some`` organisations, the latest first; its columns are ``Past``'s."""
