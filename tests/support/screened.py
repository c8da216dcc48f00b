"""A store with organisations, some of them decided about, and workbooks that go out of it and come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from harvest.evidence.filled_in import read_known
from harvest.screening.changes import Changes, compare
from harvest.screening.decision import Decision
from harvest.screening.sheet import read_filled_in
from harvest.strategy import load
from pipelines.storing.plan import PlannedPriority
from pipelines.storing.screening import only_writer, write_changes, write_decision
from tests.support.store import ended, opened, plan, profile, query, results, rows, strategy

THEN, LATER = "2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z"
FOOD = query("food")


def filled_store(engine: Engine, many: int) -> list[str]:
    """So many organisations, a third of them decided about; gives their ids."""
    run = plan(strategy("s", [FOOD], priority="govtech"), queries=[FOOD])
    named = tuple(
        PlannedPriority(one.id, n, one.kind, one.name_sv, one.name_en) for n, one in enumerate(load().priority)
    )
    store = opened(engine, replace(run, priorities=named))
    slugs = [f"o{n:03}" for n in range(many)]
    store.put(results(FOOD, *slugs))
    for slug in slugs:
        store.put(profile(slug))
    store.put(ended(FOOD))
    store.close_run(run.started_at)
    for n in range(0, many, 3):
        set_(engine, f"eccp/{slugs[n]}", Decision("full", ("govtech",), "research", "own = words", f"reason {n}"))
    return [row["organisation_id"] for row in rows(engine, "SELECT organisation_id FROM records ORDER BY record_id")]


def set_(engine: Engine, organisation: str, decision: Decision, now: str = THEN) -> None:
    with engine.begin() as connection:
        write_decision(connection, organisation, decision, by="person", origin="command", now=now)


def imported(engine: Engine, path: Path, now: str = LATER) -> Changes:
    filled = read_filled_in(path)
    with engine.begin() as connection:
        only_writer(connection)
        found = compare(filled, read_known(connection, filled))
        if not found.mistakes:
            write_changes(connection, found.changes, by="person: a", file=path.name, now=now)
    return found
