"""Letting a run out of quarantine: a person has looked, and the platform really did lose what is missing."""

from __future__ import annotations

from sqlalchemy import Engine, text

from harvest.crawl.lock import held
from harvest.crawl.outcome import settle
from harvest.database import open_database
from harvest.errors import ConfigurationError
from pipelines.store import Store


def release(database: str, run_id: str) -> str:
    """The run counts like any other, and what changed with it is written. Gives why it was in quarantine.

    Raises ConfigurationError for a run that there is not, or that is in no quarantine; Busy during a harvest.
    """
    engine = open_database(database)
    try:
        return _release(engine, run_id)
    finally:
        engine.dispose()


def _release(engine: Engine, run_id: str) -> str:
    this = {"run_id": run_id}
    with engine.connect() as connection:
        why = connection.execute(text("SELECT quarantined FROM v1_runs WHERE run_id = :run_id"), this).scalar()
        sources = (
            connection.execute(text("SELECT source FROM run_sources WHERE run_id = :run_id"), this).scalars().all()
        )
    if why is None:
        raise ConfigurationError(f"there is no run {run_id}")
    if not why:
        raise ConfigurationError(f"run {run_id} is in no quarantine")
    with held(engine, run_id, sources) as allowed:
        store = Store(engine, run_id, allowed=allowed)
        store.quarantine("")
        settle(engine, store)
    return str(why)
