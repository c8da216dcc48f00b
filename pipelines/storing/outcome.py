"""What followed from a run when it was closed: written anew as often as it is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from models.changes import Change, Expectation, Fill
from models.runs import Run

Rows = Iterable[Mapping[str, Any]]
"""Columns to values; the run's id is added here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    fills: Rows
    expectations: Rows
    failed: bool
    """Something that had to be there was not: the run has failed, whatever its searches say."""


def write_outcome(connection: Connection, run_id: str, outcome: Outcome) -> None:
    """How filled the fields are, what was expected and found; a run that misses what must be there has failed."""
    _replace(connection, Fill, run_id, outcome.fills)
    _replace(connection, Expectation, run_id, outcome.expectations)
    if outcome.failed:
        connection.execute(update(Run).where(Run.run_id == run_id).values(status="failed"))


def write_changes(
    connection: Connection, run_id: str, previous_run_id: str | None, changes: Rows, settled_at: str
) -> None:
    """What changed since the earlier run; without one, nothing did. It is the last thing that follows from a run."""
    rows = [{**row, "position": position, "previous_run_id": previous_run_id} for position, row in enumerate(changes)]
    if rows and previous_run_id is None:
        raise ValueError(f"run {run_id} is compared with no run, and {len(rows)} things changed")
    _replace(connection, Change, run_id, rows)
    connection.execute(update(Run).where(Run.run_id == run_id).values(settled_at=settled_at))


def forget_outcome(connection: Connection, run_id: str) -> None:
    """Nothing followed from the run yet."""
    for kind in (Fill, Expectation, Change):
        _replace(connection, kind, run_id, ())


def _replace(
    connection: Connection, kind: type[Change] | type[Fill] | type[Expectation], run_id: str, rows: Rows
) -> None:
    connection.execute(delete(kind).where(kind.run_id == run_id))
    written = [{"run_id": run_id, **row} for row in rows]
    if written:
        connection.execute(insert(kind), written)
