"""What is otherwise after one run than after an earlier one, and why: one list of rows, from rows alone.

The classes of a hit that came or went, and what tells them apart: new on the platform (the platform was read whole
before, and did not have it), profile edited (what the search looks at is otherwise), removed or renamed (its address is
gone, or another record of the same organisation took its place), the site's search changed (the profile is the same:
probes and laws decide), our own failure (the run could not answer: nothing moved).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence import causes
from harvest.evidence.causing import Causes, Look
from harvest.evidence.edits import read_declared, read_edits
from harvest.evidence.lineage import RunTold
from harvest.evidence.moves import Move, read_moves, read_not_compared
from harvest.evidence.renames import Of
from harvest.evidence.repaired import Repairs
from harvest.evidence.standing import Standing, read_standing


@dataclass(frozen=True, slots=True)
class Change:
    """One row of ``v1_changes``, without its runs."""

    entity: str
    id: str
    kind: str
    field: str | None
    before: str | None
    after: str | None
    cause: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is otherwise, in a fixed order, and the searches whose hits moved."""

    changes: list[Change]
    moves: list[Move]


def compare(connection: Connection, previous: RunTold, run: RunTold) -> Comparison:
    """Every change from the earlier run to the later one. Both must count (``lineage``)."""
    repairs = Repairs(connection)
    standings = read_standing(connection, previous), read_standing(connection, run)
    look = Look(
        before=standings[0],
        now=standings[1],
        records=_records(connection),
        edits=read_edits(connection, previous, run, repairs),
        declared=read_declared(connection, previous, run, repairs),
        moves=list(read_moves(connection, *standings)),
    )
    found = Causes(connection, look, repairs)
    changes = [
        *_records_changed(look, found),
        *_values_changed(look),
        *_declared_changed(look),
        *(change for move in look.moves for change in _hits_moved(move, found)),
        *_not_compared(connection, standings[1]),
        *_strategies_edited(connection, previous, run),
    ]
    return Comparison(changes, look.moves)


def _records_changed(look: Look, found: Causes) -> Iterator[Change]:
    before, now = look.before, look.now
    heirs = look.heirs
    fresh = {record_id for record_id in heirs if not before.misses(record_id)}
    for record_id in sorted(now.known.keys() | before.known.keys()):
        entity, name = look.named(record_id)
        missed, was_missed = now.misses(record_id), before.misses(record_id)
        if record_id not in before.known:
            predecessors = sorted(old for old in fresh if heirs[old] == record_id)
            if predecessors:
                old = look.named(predecessors[0])[1]
                yield Change(entity, name, causes.RENAMED, "record_id", old, name, causes.RENAMED)
            else:
                yield Change(entity, name, causes.APPEARED, None, None, None, found.of_appearing(record_id))
        elif was_missed and not missed:
            yield Change(entity, name, causes.CAME_BACK, None, None, None, causes.RETURNED)
        elif record_id in heirs:
            if record_id in fresh and heirs[record_id] in before.known:
                # It had its new address already, and lost the old one only now.
                heir = look.named(heirs[record_id])[1]
                yield Change(entity, heir, causes.RENAMED, "record_id", name, heir, causes.RENAMED)
        elif missed >= 2 and was_missed < 2:
            yield Change(entity, name, causes.GONE, None, None, None, causes.REMOVED)
        elif missed and not was_missed:
            yield Change(entity, name, causes.MISSING, None, None, None, causes.REMOVED)


def _values_changed(look: Look) -> Iterator[Change]:
    for edit in look.edits:
        entity, name = look.named(edit.record_id)
        cause = causes.READER if edit.by_reader else causes.EDITED
        yield Change(entity, name, causes.CHANGED, edit.field, edit.before, edit.after, cause)


def _declared_changed(look: Look) -> Iterator[Change]:
    for one in look.declared:
        kind = causes.APPEARED if one.before is None else causes.GONE if one.after is None else causes.CHANGED
        cause = causes.READER if one.by_reader else causes.EDITED
        field = "description" if kind == causes.CHANGED else None
        yield Change(causes.PRIORITY, f"{one.nuts} {one.title}", kind, field, one.before, one.after, cause)


def _hits_moved(move: Move, found: Causes) -> Iterator[Change]:
    for record_id, rank in move.came.items():
        cause = found.of_coming(move, record_id)
        yield Change(causes.HIT, record_id, causes.APPEARED, move.search_id, None, str(rank), cause)
    for record_id, rank in move.went.items():
        cause = found.of_going(move, record_id)
        yield Change(causes.HIT, record_id, causes.GONE, move.search_id, str(rank), None, cause)


def _not_compared(connection: Connection, now: Standing) -> Iterator[Change]:
    for one in read_not_compared(connection, now):
        cause = causes.SEARCH if one.status == "changed" else causes.FAILURE
        yield Change(causes.SEARCHED, one.search_id, causes.NOT_COMPARED, "status", "complete", one.status, cause)


def _strategies_edited(connection: Connection, previous: RunTold, run: RunTold) -> Iterator[Change]:
    """Only between runs of different strategies, which nobody compares unless asked to."""
    if previous.strategies_sha256 == run.strategies_sha256:
        return
    before, after = _queries(connection, previous), _queries(connection, run)
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            kind = causes.APPEARED if old is None else causes.GONE if new is None else causes.CHANGED
            yield Change(causes.STRATEGIES, name, kind, "query", old, new, causes.STRATEGY)


def _queries(connection: Connection, run: RunTold) -> dict[str, str]:
    return {row.strategy: row.query for row in connection.execute(text(_QUERIES), {"run_id": run.run_id})}


def _records(connection: Connection) -> dict[str, Of]:
    return {record_id: Of(*rest) for record_id, *rest in connection.execute(text(_RECORDS))}


_RECORDS = "SELECT record_id, source, source_id, kind, organisation_id FROM records"

_QUERIES = "SELECT strategy, query FROM run_strategies WHERE run_id = :run_id"
