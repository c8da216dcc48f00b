"""Runs over a small invented world, and all that is known after them: every view and every table of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, text

from harvest.crawl.intake import run_pipelines
from harvest.crawl.outcome import settle
from harvest.records import DeclaredPriority, RecordRead, Value
from models.views import VIEWS
from models.views.view import View
from pipelines.store import Store
from tests.support.same import contents
from tests.support.store import ended, opened, page, plan, query, results, rows, strategy

EVERY = query("")
WOOD = query("wood")
OF_RUNS = {
    "v1_contract", "v1_runs", "v1_searches", "v1_hits", "v1_strategy_hits", "v1_strategy_organisations", "v1_yield",
    "v1_probes", "v1_readings", "v1_offered_values", "v1_fill", "v1_expectations",
}  # fmt: skip
"""Views of what was asked and answered: a run in quarantine is seen there."""
KNOWN = (
    "records", "statements", "unread", "participants", "regions", "region_priorities", "organisations", "judgements",
    "declared_matches", "nuts_names",
)  # fmt: skip
"""Tables of what is known."""


class Says(NamedTuple):
    """What a page says: few enough names and homepages that records come to be one organisation and cease to be."""

    name: int
    home: int
    words: int


World = Mapping[str, Says]


def record(slug: str, says: Says, at: datetime) -> RecordRead:
    had = page(slug, at, body=repr((slug, says)))
    unread = (Value("", f"mascot {says.words}", "Mascot"),) if says.words else ()
    if slug.startswith("SE"):
        declared = (DeclaredPriority("Wood", f"of kind {says.words}", None, "unknown"),)
        return RecordRead("eyeris3", slug, "region", had, (Value("name", f"Region {says.name}", ""),), unread, declared)
    trees = ("alder", "birch", "cedar")
    values = (
        Value("name", f"{trees[says.name].title()} Innovation", "Name"),
        Value("homepage", f"http://www.{trees[says.home]}.example/", "Website"),
        Value("country", "Sweden", "Country"),
        Value("keyword", f"word {says.words}", "Keywords"),
    )
    return RecordRead("eccp", slug, "organisation", had, values, unread)


def begin(engine: Engine, world: World, at: datetime) -> Store:
    """A run up to its last answer."""
    one = strategy("everything", [EVERY], priority="wood")
    other = strategy("wood", [WOOD], priority="wood")
    store = opened(engine, plan(one, other, queries=[EVERY, WOOD], at=at))
    store.put(results(EVERY, *(slug for slug in world if slug.startswith("c")), at=at))
    store.put(results(WOOD, *(slug for slug, says in world.items() if slug.startswith("c") and says.words), at=at))

    async def put() -> None:
        pipelines = run_pipelines(store)
        for slug, says in world.items():
            await pipelines.process_item_async(record(slug, says, at))

    asyncio.run(put())
    store.put(ended(EVERY))
    store.put(ended(WOOD))
    return store


def run(engine: Engine, world: World, at: datetime, *, damaged: bool = False) -> Store:
    """A run to its end."""
    store = begin(engine, world, at)
    if damaged:
        store.quarantine("too much is missing")
    store.close_run(at)
    settle(engine, store)
    return store


def seen(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every view that tells what is known."""
    with engine.connect() as connection:
        return {
            view.name: sorted(
                map(tuple, connection.execute(text(f"SELECT {_columns(view)} FROM {view.name}"))), key=repr
            )
            for view in VIEWS
            if view.name not in OF_RUNS
        }


def _columns(view: View) -> str:
    """All but the day and the number of what a rule decided: a release is another day."""
    return ", ".join(name for name in view.columns if name not in ("decided_at", "match_id"))


def known(engine: Engine) -> dict[str, Any]:
    """Every table of what is known, to the last column."""
    with engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=repr) for table in KNOWN
        }


def told(engine: Engine) -> dict[str, Any]:
    """The same without numbers and times. Of judgements those that hold and make organisations: what is unsure depends
    on what else is in the store when it is looked at.
    """
    same = "SELECT left_id, right_id FROM judgements WHERE undone_at IS NULL AND verdict = 'same'"
    declared = "SELECT nuts, title, priority, verdict FROM declared_matches WHERE undone_at IS NULL"
    return {
        **{table: found for table, found in contents(engine).items() if table in KNOWN},
        "judgements": rows(engine, f"{same} ORDER BY left_id, right_id"),
        "declared_matches": rows(engine, f"{declared} ORDER BY nuts, title, priority"),
    }
