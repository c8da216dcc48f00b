"""How a run ends, goes on, or is given up."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select, update

from models.runs import Run, RunSource, Search, SentRequest
from pipelines.storing.participants import link_participants

ENDED_BEFORE = "the run ended before this search did"
_GIVEN_UP = "the run was interrupted, and another one was begun"


def close_run(connection: Connection, run_id: str, finished_at: str, why: str = ENDED_BEFORE) -> str:
    """End the run and give its status.

    complete: every search is complete. blocked: a source refused us. failed: no search got to an end of any
    kind. partial: the rest. A search that is still running has failed, and ``why``: nobody will finish it.
    """
    connection.execute(
        update(Search)
        .where(Search.run_id == run_id, Search.status == "running")
        .values(status="failed", reason=why, finished_at=finished_at)
    )
    statuses = set(connection.scalars(select(Search.status).where(Search.run_id == run_id)))
    if statuses <= {"complete"}:
        status = "complete"
    elif "blocked" in statuses:
        status = "blocked"
    elif statuses == {"failed"}:
        status = "failed"
    else:
        status = "partial"
    connection.execute(update(Run).where(Run.run_id == run_id).values(status=status, finished_at=finished_at))
    link_participants(connection)
    if connection.dialect.name == "postgresql":
        # Until it has looked at freshly loaded tables it takes 5 s over v1_yield, and 0.2 s afterwards.
        connection.exec_driver_sql("ANALYZE")
    return status


def quarantine_run(connection: Connection, run_id: str, reason: str) -> None:
    """Mark a run from which nothing may follow; an empty reason takes the mark away."""
    connection.execute(update(Run).where(Run.run_id == run_id).values(quarantined=reason))


def reopen_run(connection: Connection, run_id: str) -> None:
    """A run goes on: what failed or was blocked is asked for again, everything else stays as it is."""
    connection.execute(update(Run).where(Run.run_id == run_id).values(status="running", finished_at=None))
    connection.execute(
        update(Search)
        .where(Search.run_id == run_id, Search.status.in_(("failed", "blocked")))
        .values(status="running", reason="", finished_at=None)
    )


def give_up_runs(connection: Connection, sources: Collection[str]) -> list[str]:
    """Ends every unfinished run of these sources, as of its last request; gives their ids.

    The caller holds the sources' locks: nobody is at work on any of them.
    """
    theirs = select(RunSource.run_id).where(RunSource.source.in_(sources))
    unfinished = select(Run.run_id, Run.started_at).where(Run.finished_at.is_(None), Run.run_id.in_(theirs))
    given_up = []
    for run_id, started_at in connection.execute(unfinished.order_by(Run.run_id)).all():
        last = connection.scalar(select(func.max(SentRequest.sent_at)).where(SentRequest.run_id == run_id))
        close_run(connection, run_id, last or started_at, _GIVEN_UP)
        given_up.append(run_id)
    return given_up
