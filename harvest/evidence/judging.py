"""What waits for a person: pairs that the rules are unsure of, and judgements that contradict each other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from harvest.identity.organisations import Verdict, by_person, conflicts
from harvest.identity.rules import NOT_THE_SAME, SAME, UNSURE


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair, and what its organisation is called and worth."""

    record_id: str
    organisation_id: str
    name: str | None
    hits: int
    """Searches that found its organisation."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair that the rules leave to a person."""

    judgement_id: int
    left: Side
    right: Side
    score: float
    reasons: tuple[str, ...]

    @property
    def value(self) -> float:
        """What an answer is worth: the searches whose counts would change, as likely as the two are one."""
        return self.score * (1 + self.left.hits + self.right.hits)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two records judged not to be the same that other judgements link all the same."""

    left: str
    right: str
    kept_apart: bool
    """True where a person said so: it holds. A rule's word gives way to the links."""
    given_up: tuple[tuple[str, str], ...]
    """The links left out for it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's judgement; ``undone_at`` is None while it stands."""

    judgement_id: int
    left: str
    right: str
    verdict: str
    reasons: tuple[str, ...]
    decided_by: str
    decided_at: str
    undone_at: str | None


def waiting(connection: Connection) -> list[Waiting]:
    """Every pair that waits, the most valuable first: none that a person judged or that is one organisation by now."""
    decided = {(row.left_id, row.right_id) for row in _standing(connection) if by_person(row.decided_by)}
    sides = _sides(connection)
    found = [
        Waiting(row.judgement_id, sides[row.left_id], sides[row.right_id], row.score, tuple(json.loads(row.reasons)))
        for row in _standing(connection, UNSURE)
        if (row.left_id, row.right_id) not in decided
        and row.left_id in sides
        and row.right_id in sides
        and sides[row.left_id].organisation_id != sides[row.right_id].organisation_id
    ]
    return sorted(found, key=lambda pair: (-pair.value, pair.left.record_id, pair.right.record_id))


def contradictions(connection: Connection) -> list[Contradiction]:
    """Every pair that is judged not to be the same and linked all the same, in the order of the ids."""
    standing = [
        Verdict.of(row.left_id, row.right_id, row.verdict, row.score, row.decided_by)
        for row in _standing(connection)
        if row.verdict in (SAME, NOT_THE_SAME)
    ]
    members = set(connection.scalars(text("SELECT record_id FROM records WHERE organisation_id IS NOT NULL")))
    return [
        Contradiction(*conflict.apart.pair, conflict.kept_apart, tuple(link.pair for link in conflict.given_up))
        for conflict in conflicts(members, standing)
    ]


def decisions(connection: Connection) -> list[Decision]:
    """What persons decided, undone or not, the latest first."""
    rows = connection.execute(
        text("SELECT * FROM judgements WHERE decided_by LIKE 'person%' ORDER BY judgement_id DESC")
    )
    return [
        Decision(
            row.judgement_id, row.left_id, row.right_id, row.verdict, tuple(json.loads(row.reasons)), row.decided_by,
            row.decided_at, row.undone_at,
        )
        for row in rows
        if by_person(row.decided_by)
    ]  # fmt: skip


def organisations_of(connection: Connection, judgement_id: int) -> dict[str, str]:
    """The organisations of the two records that a judgement is on, by record."""
    return {row.record_id: row.organisation_id for row in connection.execute(text(_JUDGED), {"wanted": judgement_id})}


def _standing(connection: Connection, verdict: str | None = None) -> Iterable[Row[Any]]:
    sql = "SELECT * FROM judgements WHERE undone_at IS NULL"
    if verdict is None:
        return connection.execute(text(sql))
    return connection.execute(text(f"{sql} AND verdict = :verdict"), {"verdict": verdict})


def _sides(connection: Connection) -> dict[str, Side]:
    hits: dict[str, int] = defaultdict(int)
    hits.update({row.organisation_id: row.searches for row in connection.execute(text(_HITS))})
    return {
        row.record_id: Side(row.record_id, row.organisation_id, row.name, hits[row.organisation_id])
        for row in connection.execute(text(_SIDES))
    }


_HITS = """
    SELECT organisation_id, COUNT(DISTINCT search_id) AS searches
    FROM v1_hits WHERE organisation_id IS NOT NULL GROUP BY organisation_id
"""

_SIDES = """
    SELECT r.record_id, r.organisation_id, MIN(s.value) AS name
    FROM records r
    LEFT JOIN statements s ON s.record_id = r.record_id AND s.field = 'name' AND s.closed_page_id IS NULL
    WHERE r.organisation_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM judgements j
        WHERE j.undone_at IS NULL AND j.verdict = 'unsure' AND (j.left_id = r.record_id OR j.right_id = r.record_id))
    GROUP BY r.record_id, r.organisation_id
"""

_JUDGED = """
    SELECT r.record_id, r.organisation_id
    FROM judgements j
    JOIN records r ON r.record_id IN (j.left_id, j.right_id)
    WHERE j.judgement_id = :wanted
    ORDER BY r.record_id
"""
