"""What earlier runs know of a source, from their rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from harvest.again import Before, card_sha256
from harvest.evidence.before import read_before
from harvest.records import HitsHeld, Item, OfferedValues, Page, PageRead, RecordHeld, RecordMissing
from pipelines.store import Store
from tests.support.store import MONDAY, ended, opened, page, plan, profile, query, results, rows, strategy

FOOD = query("food")
HERE = "http://127.0.0.1:8000"
LATER = [MONDAY + timedelta(days=number) for number in range(8)]


def run(engine: Engine, at: datetime) -> Store:
    return opened(engine, plan(strategy("a", [FOOD]), queries=[FOOD], at=at))


def read(engine: Engine, at: datetime, **values: str) -> str:
    """A run that reads two records; gives its id."""
    store = run(engine, at)
    for item in (results(FOOD, "a", "b", at=at), profile("a", at, **values), profile("b", at), ended(FOOD)):
        store.put(item)
    store.close_run(at)
    return store.run_id


def relied(engine: Engine, at: datetime, on: str) -> str:
    """A run that asks for no record, and for the first page of the search only."""
    store = run(engine, at)
    first = replace(results(FOOD, "a", claimed=2, at=at), page=page("search", at))
    held = [RecordHeld(f"eccp/{slug}", on, "not asked again") for slug in "ab"]
    items: list[Item] = [first, HitsHeld(FOOD.search_id, on), *held, ended(FOOD)]
    for item in items:
        store.put(item)
    store.close_run(at)
    return store.run_id


def before(engine: Engine, run_id: str = "now", address: str = HERE, every: int = 6) -> Before:
    with engine.connect() as connection:
        return read_before(connection, run_id, "eccp", address, every)


def test_an_empty_store_knows_nothing(engine: Engine) -> None:
    assert before(engine) == Before(every=6)


def test_records_and_searches_are_known_as_last_read(engine: Engine) -> None:
    read(engine, LATER[0])
    last = read(engine, LATER[1], homepage="x.example")
    known = before(engine)
    item = results(FOOD, "a", "b")
    assert known.records["a"].read_at == LATER[1]
    assert known.records["a"].cards == {card_sha256(item.hits[0])}
    assert (known.records["a"].run_id, known.records["a"].relied, known.records["a"].has_validators) == (last, 0, False)
    search = known.searches[FOOD.search_id]
    assert (search.run_id, search.claimed, search.relied) == (last, 2, 0)
    assert [one.hit.source_id for one in search.hits] == ["a", "b"]
    assert {one.listed_at for one in search.hits} == {LATER[1]}


def test_runs_that_relied_on_a_reading_are_counted_back_to_it(engine: Engine) -> None:
    on = read(engine, LATER[0])
    for number in (1, 2, 3):
        on = relied(engine, LATER[number], on)
        known = before(engine)
        assert (known.records["b"].relied, known.records["b"].read_at, known.records["b"].run_id) == (
            number, LATER[0], on,
        )  # fmt: skip
        assert known.searches[FOOD.search_id].relied == number
        assert known.searches[FOOD.search_id].hits[1].listed_at == LATER[0]
    assert before(engine, every=2).searches[FOOD.search_id].relied == 2
    read(engine, LATER[4])
    assert (before(engine).records["b"].relied, before(engine).searches[FOOD.search_id].relied) == (0, 0)


def test_a_record_that_was_not_asked_for_is_seen_and_written_nowhere(engine: Engine) -> None:
    on = read(engine, LATER[0])
    content = rows(engine, "SELECT * FROM records ORDER BY 1"), rows(engine, "SELECT * FROM statements ORDER BY 1")
    last = relied(engine, LATER[1], on)
    assert content == (
        rows(engine, "SELECT * FROM records ORDER BY 1"),
        rows(engine, "SELECT * FROM statements ORDER BY 1"),
    )
    assert rows(engine, "SELECT outcome, reason FROM visits WHERE run_id = :run ORDER BY record_id", run=last) == [
        {"outcome": "unchanged", "reason": "not asked again"}
    ] * 2  # fmt: skip
    (seen,) = rows(engine, "SELECT first_seen, last_seen FROM v1_records WHERE record_id = 'eccp/b'")
    assert (seen["first_seen"][:10], seen["last_seen"][:10]) == ("2026-11-23", "2026-11-24")
    assert rows(engine, "SELECT source_id FROM v1_hits WHERE run_id = :run ORDER BY rank", run=last) == [
        {"source_id": "a"}, {"source_id": "b"},
    ]  # fmt: skip


def test_what_holds_no_record_is_known_too_but_not_what_is_not_there(engine: Engine) -> None:
    store = run(engine, LATER[0])
    news = page("news", LATER[0])
    store.put(RecordMissing("eccp", "news", news.url, "refused", "no profile", news))
    store.put(RecordMissing("eccp", "none", HERE, "refused", "404", page("none", LATER[0], status=404)))
    store.put(RecordMissing("eccp", "late", HERE, "failed", "no answer"))
    store.close_run(LATER[0])
    assert set(before(engine).records) == {"news"}
    again = run(engine, LATER[1])
    again.put(RecordHeld("eccp/news", store.run_id, "not asked again"))
    (visit,) = rows(engine, "SELECT outcome, reason FROM visits WHERE run_id = :run", run=again.run_id)
    assert visit == {"outcome": "refused", "reason": "no profile; not asked again"}


def test_pages_with_validators_are_held_and_their_304s_counted(engine: Engine) -> None:
    for number, status in enumerate((200, 304, 304)):
        store = run(engine, LATER[number])
        store.put(replace(profile("a", LATER[number]), page=_validated(LATER[number], status)))
        store.close_run(LATER[number])
    known = before(engine)
    assert {key: held.relied for key, held in known.pages.items()} == {"GET a": 2}
    assert known.pages["GET a"].page == _validated(LATER[2], 304)
    assert known.records["a"].has_validators


def _validated(at: datetime, status: int) -> Page:
    return replace(page("a", at), http_status=status, etag='"one"')


@pytest.mark.parametrize("why", ["another address", "quarantined", "saved by hand", "this run"])
def test_what_another_address_or_a_run_out_of_use_says_is_not_known(engine: Engine, why: str) -> None:
    this = read(engine, LATER[0])
    form, maps, validated = page("search-results"), page("sitemap.xml"), _validated(MONDAY, 200)
    store = Store(engine, this)
    for item in (OfferedValues("eccp", form, (("country", "Sweden"),)), PageRead(maps), PageRead(validated)):
        store.put(item)
    known = before(engine)
    assert (known.form, list(known.maps), list(known.pages)) == (form, [maps.url], [validated.request_key])
    with engine.begin() as connection:
        if why == "quarantined":
            connection.execute(text("UPDATE runs SET quarantined = 'too much is missing'"))
        elif why == "saved by hand":
            connection.execute(text("UPDATE runs SET mode = 'saved by hand'"))
    address = "http://127.0.0.1:9" if why == "another address" else HERE
    assert before(engine, this if why == "this run" else "now", address) == Before(every=6)


def test_a_page_of_the_sitemap_is_relied_on_by_every_run_that_does_not_ask_for_it(engine: Engine) -> None:
    store = run(engine, LATER[0])
    store.put(PageRead(page("sitemap.xml?page=1", LATER[0])))
    store.close_run(LATER[0])
    for at in LATER[1:4]:
        read(engine, at)
    (held,) = before(engine).maps.values()
    assert held.relied == 3
    unchanged, edited = LATER[0] - timedelta(days=2), LATER[0]
    assert before(engine).map_stands(held.page.url, unchanged) == held.page
    assert before(engine).map_stands(held.page.url, edited) is None
    assert before(engine).map_stands(held.page.url, None) is None
    assert before(engine, every=4).map_stands(held.page.url, unchanged) is None
