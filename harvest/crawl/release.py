"""Letting a run out of quarantine: a person has looked, and the platform really did lose what is missing."""

from __future__ import annotations

import asyncio

from sqlalchemy import Engine, text

from harvest.crawl.lock import held
from harvest.crawl.outcome import settle
from harvest.database import open_database
from harvest.errors import ConfigurationError
from pipelines.deduplicate import DeduplicatePipeline
from pipelines.store import Store
from pipelines.storing.patience import patiently


def release(database: str, run_id: str) -> str:
    """The run counts like any other: what it read is in the store, and what changed with it is written.

    Gives why it was in quarantine. Raises ConfigurationError for a run that there is not, that is in no quarantine, or
    whose readings were pruned; Busy during a harvest.
    """
    engine = open_database(database)
    try:
        return _release(engine, run_id)
    finally:
        engine.dispose()


def _release(engine: Engine, run_id: str) -> str:
    this = {"run_id": run_id}
    with engine.connect() as connection:
        run = connection.execute(text(_RUN), this).first()
        sources = connection.execute(text(_SOURCES), this).scalars().all()
    if run is None:
        raise ConfigurationError(f"there is no run {run_id}")
    why, pruned_at = run
    if not why:
        raise ConfigurationError(f"run {run_id} is in no quarantine")
    if pruned_at:
        raise ConfigurationError(f"run {run_id}: what it read was deleted on {pruned_at[:10]} (`harvest db prune`)")
    with held(engine, run_id, sources) as allowed:
        store = Store(engine, run_id, allowed=allowed)
        patiently(lambda: _put_back(store))
        settle(engine, store)
    return str(why)


def _put_back(store: Store) -> None:
    """What the run had read, judged and written as on the day; where a record was read since, that stands."""

    async def put() -> None:
        withheld = store.let_out()
        judging = DeduplicatePipeline.over(store)
        for item, read_since in withheld:
            store.put(item if read_since else await judging.process_item(item))

    with store.all_or_nothing():
        asyncio.run(put())
        store.make_known()


_RUN = "SELECT quarantined, pruned_at FROM runs WHERE run_id = :run_id"

_SOURCES = "SELECT source FROM run_sources WHERE run_id = :run_id"
