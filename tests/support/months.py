"""Monthly runs of two searches, written by hand, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine

from harvest.crawl.outcome import settle
from harvest.records import PageRead, Query, RecordMissing, RecordRead
from pipelines.store import Store
from tests.support.store import MONDAY, ended, missing, opened, page, plan, profile, query, results, rows, strategy

FOOD, WOOD, ALL = query("food"), query("wood"), query("")
STRATEGIES = (strategy("s-food", [FOOD]), strategy("s-wood", [WOOD]))


def run(
    engine: Engine,
    month: int,
    found: Mapping[Query, Iterable[str]],
    *,
    read: Mapping[str, RecordRead | RecordMissing] | None = None,
    refused: Iterable[str] = (),
    failed: Iterable[Query] = (),
    reasons: Mapping[str, str] | None = None,
    listed: Mapping[str, str] | None = None,
) -> Store:
    """One run: what its searches find is read, as it stands in ``read`` or by its name alone; then it is closed.

    ``listed``: what a sitemap lists, and when it says that it changed.
    """
    at = MONDAY + timedelta(days=30 * month)
    store = opened(engine, plan(*STRATEGIES, queries=[FOOD, WOOD, *([ALL] if ALL in found else [])], at=at))
    if listed is not None:
        store.put(PageRead(page("sitemap", at, body=repr(listed)), tuple(listed.items())))
    for asked, slugs in found.items():
        store.put(results(asked, *slugs, at=at))
        store.put(ended(asked))
        for slug in slugs:
            given = (read or {}).get(slug)
            store.put(profile(slug, at) if given is None else given)
    for slug in refused:
        store.put(missing(slug, reason=(reasons or {}).get(slug, "no such page")))
    for asked in failed:
        store.put(ended(asked, "failed", "the site was down"))
    store.close_run(at)
    settle(engine, store)
    return store


def at(month: int) -> datetime:
    return MONDAY + timedelta(days=30 * month)


def changes(engine: Engine, store: Store, *entities: str) -> set[tuple[str, str, str, str]]:
    """(entity, id, kind, cause) of a run's rows in the view, of these entities or of all but organisations."""
    found = rows(engine, "SELECT * FROM v1_changes WHERE run_id = :run_id", run_id=store.run_id)
    return {
        (row["entity"], row["id"], row["kind"], row["cause"])
        for row in found
        if (row["entity"] in entities if entities else row["entity"] != "organisation")
    }
