"""What changed, told for people and for ``--json``: counts by cause, searches whose hits moved, and every change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from harvest.errors import UsageError
from harvest.evidence import causes
from harvest.evidence.changes import Change, Comparison, compare
from harvest.evidence.lineage import RunTold, check_comparable, previous_run, told
from harvest.evidence.moves import Move
from harvest.evidence.runs import latest_run


@dataclass(frozen=True, slots=True)
class Moved:
    """One search whose hits moved."""

    search: str
    source: str
    query: str
    strategies: tuple[str, ...]
    before: int
    after: int
    came: dict[str, int]
    """Cause to hits."""
    went: dict[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What changed in one run, or why nothing can be said."""

    run: str
    previous: str | None
    reason: str
    """Why it is compared with none; empty where it is."""
    counts: dict[str, dict[str, int]]
    """Kind to cause to organisations' and regions' records."""
    searches: list[Moved]
    changes: list[Change]
    names: dict[str, str]
    """By record id, NUTS code or search id."""


def retell(connection: Connection, run_id: str | None, since: str | None, *, across_edits: bool = False) -> Told:
    """What changed in a run (default: the latest) since another one (default: the last comparable one).

    Raises UsageError for runs that there are not, or that can't be compared.
    """
    wanted = run_id or latest_run(connection)
    if wanted is None:
        raise UsageError("this database holds no run yet: `harvest run` makes one")
    run = told(connection, wanted)
    previous = told(connection, since) if since else previous_run(connection, run)
    if previous is None:
        reason = run.why_not or "there is no earlier run of the same strategies that counts"
        return Told(run.run_id, None, reason, {}, [], [], {})
    check_comparable(previous, run, across_edits=across_edits)
    return _told(connection, previous, run, compare(connection, previous, run))


def _told(connection: Connection, previous: RunTold, run: RunTold, found: Comparison) -> Told:
    counts: dict[str, dict[str, int]] = {}
    seen = {
        (one.kind, one.cause, one.id) for one in found.changes if one.entity in (causes.RECORD, causes.REGION)
    }  # fmt: skip
    for kind, cause, _ in sorted(seen):
        of_kind = counts.setdefault(kind, {})
        of_kind[cause] = of_kind.get(cause, 0) + 1
    strategies = _strategies(connection, run.run_id)
    return Told(
        run=run.run_id,
        previous=previous.run_id,
        reason="",
        counts=counts,
        searches=[_moved(move, found.changes, strategies) for move in found.moves],
        changes=found.changes,
        names=_names(connection, found.changes),
    )


def _moved(move: Move, changes: list[Change], strategies: dict[str, tuple[str, ...]]) -> Moved:
    of_it = [one for one in changes if one.entity == causes.HIT and one.field == move.search_id]
    came, went = (Counter(one.cause for one in of_it if one.kind == kind) for kind in (causes.APPEARED, causes.GONE))
    asked_by = strategies.get(move.search_id, ())
    return Moved(
        move.search_id, move.source, move.query, asked_by, move.before, move.after,
        dict(sorted(came.items())), dict(sorted(went.items())),
    )  # fmt: skip


def _strategies(connection: Connection, run_id: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for search_id, strategy in connection.execute(text(_ASKED_BY), {"run_id": run_id}):
        found[search_id] = (*found.get(search_id, ()), strategy)
    return found


def _names(connection: Connection, changes: list[Change]) -> dict[str, str]:
    """What the things that changed are called; what has no name is left out."""
    ids = sorted({one.id for one in changes})
    found: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        some = {"ids": ids[start : start + 500]}
        rows = connection.execute(text(_NAMES).bindparams(bindparam("ids", expanding=True)), some)
        found.update({row.id: row.name for row in rows if row.name})
    return found


_ASKED_BY = """
    SELECT DISTINCT search_id, strategy FROM strategy_terms WHERE run_id = :run_id ORDER BY search_id, strategy
"""

_NAMES = """
    SELECT r.record_id AS id, MIN(s.value) AS name
    FROM records r
    JOIN statements s ON s.record_id = r.record_id AND s.field = 'name' AND s.closed_page_id IS NULL
    WHERE r.record_id IN :ids
    GROUP BY r.record_id
    UNION ALL
    SELECT g.nuts AS id, COALESCE(g.name_en, g.name) AS name FROM v1_regions g WHERE g.nuts IN :ids
    UNION ALL
    SELECT q.search_id AS id,
        CASE
            WHEN q.text <> '' AND q.filters <> '' THEN q.text || ' AND ' || q.filters
            WHEN q.text <> '' OR q.filters <> '' THEN q.text || q.filters
            ELSE '*:*'
        END
    FROM queries q WHERE q.search_id IN :ids
"""
