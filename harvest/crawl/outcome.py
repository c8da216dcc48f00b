"""What follows from a run that was closed: the books of its fields, what was expected, what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from sqlalchemy import Engine, text

from harvest.evidence.absent import read_absent
from harvest.evidence.changes import compare
from harvest.evidence.expectations import MISSED, read_fills, read_verdicts
from harvest.evidence.lineage import COUNTS, previous_run, told
from harvest.evidence.quarantine import quarantine, read_absences
from harvest.records import Hit
from pipelines.store import Store
from pipelines.storing.outcome import Outcome


def set_aside(engine: Engine, store: Store) -> None:
    """Puts the store's run into quarantine where so much is missing that it is rather the run that is wrong."""
    with engine.connect() as connection:
        reason = quarantine(read_absences(connection, store.run_id))
    if reason:
        # What it read is counted now: afterwards it is not in the store any more.
        _conclude(engine, store)
        store.quarantine(reason)


def settle(engine: Engine, store: Store) -> None:
    """Works out what follows from the store's run, and writes it down.

    Runs before it that were closed without that (killed, and given up) come first, so that nothing they found is lost.
    Runs after it are compared anew: this one may have been gone on with, or let out of quarantine.
    """
    with engine.connect() as connection:
        this = {"run_id": store.run_id}
        earlier = connection.execute(text(_UNSETTLED), this).scalars().all()
        after = connection.execute(text(_LATER), this).all()
        withheld = connection.execute(text(_QUARANTINED), this).scalar_one()
    later = [row.run_id for row in after]
    mine = () if withheld else (store.run_id,)
    for run_id in (*earlier, *mine, *(row.run_id for row in after if row.unsettled)):
        _conclude(engine, store.of(run_id))
    for run_id in (*earlier, store.run_id, *later):
        _compare(engine, store.of(run_id))


def absent_from(engine: Engine, run_id: str) -> Callable[[str], Sequence[Hit]]:
    """For a run's spiders: by source, the known records that nothing listed although it could have."""

    def absent(source: str) -> Sequence[Hit]:
        with engine.connect() as connection:
            return read_absent(connection, run_id, source)

    return absent


def _conclude(engine: Engine, store: Store) -> None:
    with engine.connect() as connection:
        verdicts = read_verdicts(connection, store.run_id)
        fills = read_fills(connection, store.run_id)
    failed = any(one.verdict == MISSED for one in verdicts)
    store.conclude(Outcome([asdict(one) for one in fills], [asdict(one) for one in verdicts], failed))


def _compare(engine: Engine, store: Store) -> None:
    with engine.connect() as connection:
        run = told(connection, store.run_id)
        previous = previous_run(connection, run)
        changes = [] if previous is None else compare(connection, previous, run).changes
    store.write_changes(previous.run_id if previous else None, [asdict(change) for change in changes])


_QUARANTINED = "SELECT quarantined FROM runs WHERE run_id = :run_id"

_UNSETTLED = f"""
    SELECT u.run_id FROM runs u
    WHERE {COUNTS} AND u.mode NOT IN ('saved by hand', 'sheet') AND u.run_id <> :run_id
      AND u.settled_at IS NULL
      AND u.started_at <= (SELECT t.started_at FROM runs t WHERE t.run_id = :run_id)
    ORDER BY u.started_at, u.run_id
"""  # noqa: S608  # put together from our own constants

_LATER = f"""
    SELECT u.run_id, CASE WHEN u.settled_at IS NULL AND u.mode <> 'sheet' THEN 1 ELSE 0 END AS unsettled FROM runs u
    JOIN runs t ON t.run_id = :run_id
    WHERE {COUNTS} AND u.mode <> 'saved by hand' AND u.started_at || ' ' || u.run_id > t.started_at || ' ' || t.run_id
    ORDER BY u.started_at, u.run_id
"""  # noqa: S608
