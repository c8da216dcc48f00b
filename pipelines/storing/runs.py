"""How a run ends, goes on, or is given up."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select, update

from models.changes import Expectation
from models.runs import Run, RunSource, Search, SentRequest
from pipelines.storing.outcome import forget_outcome
from pipelines.storing.participants import link_participants
from pipelines.storing.withholding import forget_withheld

ENDED_BEFORE = "the run ended before this search did"
_GIVEN_UP = "the run was interrupted, and another one was begun"


def close_run(connection: Connection, run_id: str, finished_at: str, why: str = ENDED_BEFORE) -> str:
    """End the run and give its status.

    complete: every search is complete. blocked: a source refused us. failed: no search got to an end of any kind, or
    what must be there was found missing. partial: the rest. A search that is still running has failed, and ``why``:
    nobody will finish it.
    """
    connection.execute(
        update(Search)
        .where(Search.run_id == run_id, Search.status == "running")
        .values(status="failed", reason=why, finished_at=finished_at)
    )
    statuses = set(connection.scalars(select(Search.status).where(Search.run_id == run_id)))
    missed = select(Expectation.run_id).where(Expectation.run_id == run_id, Expectation.verdict == "missed")
    if connection.execute(missed).first() is not None:
        status = "failed"
    elif statuses <= {"complete"}:
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


def reopen_run(connection: Connection, run_id: str) -> None:
    """A run goes on: what failed or was blocked is asked for again, everything else stays as it is.

    What followed from its end is worked out anew at its next one. One in quarantine is read again as well: its pages
    are in the archive.
    """
    forget_outcome(connection, run_id)
    forget_withheld(connection, run_id)
    going_on = {"status": "running", "finished_at": None, "settled_at": None}
    connection.execute(update(Run).where(Run.run_id == run_id).values(**going_on))
    connection.execute(
        update(Search)
        .where(Search.run_id == run_id, Search.status.in_(("failed", "blocked")))
        .values(status="running", reason="", finished_at=None)
    )


def unfinished_runs(connection: Connection, sources: Collection[str]) -> list[str]:
    """The runs of these sources that have not ended, in the order of their ids."""
    theirs = select(RunSource.run_id).where(RunSource.source.in_(sources))
    unfinished = select(Run.run_id).where(Run.finished_at.is_(None), Run.run_id.in_(theirs))
    return list(connection.scalars(unfinished.order_by(Run.run_id)))


def give_up_run(connection: Connection, run_id: str) -> None:
    """Ends an unfinished run, as of its last request.

    The caller holds its sources' locks: nobody is at work on it.
    """
    started = select(Run.started_at).where(Run.run_id == run_id).scalar_subquery()
    last = select(func.coalesce(func.max(SentRequest.sent_at), started)).where(SentRequest.run_id == run_id)
    close_run(connection, run_id, connection.execute(last).scalar_one(), _GIVEN_UP)
