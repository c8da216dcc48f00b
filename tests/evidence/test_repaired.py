"""A correction is our own reader's doing, and an edit beside it is the source's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Engine

from harvest.crawl.outcome import settle
from harvest.evidence.rereading import corrections, read_told
from harvest.records import Item, Page, RecordMissing, RecordRead, SearchPageRead
from models.base import utc_text
from pipelines.store import Store
from pipelines.storing.repairs import write_repair
from pipelines.storing.reread_records import rewrite_records
from pipelines.storing.reread_searches import Pages, rewrite_searches, searches_of
from tests.support.months import FOOD, WOOD, at, changes, run
from tests.support.store import ended, profile, results, rows

READ_BY_NOW = at(5)


def repair(engine: Engine, store: Store, *read: RecordRead | RecordMissing, when: datetime = READ_BY_NOW) -> None:
    """These records of a run read again, as if from its archive; each stands on the page that the run has of it."""
    pages = _pages(engine, [one.page for one in read if one.page is not None])
    with store.all_or_nothing() as (connection, _):
        before = read_told(connection, store.run_id)
        rewrite_records(connection, Pages(store.run_id, ("eccp",), pages, set(pages.values()), (), read), (), "")
        found = [asdict(one) for one in corrections(before, read_told(connection, store.run_id))]
        write_repair(connection, store.run_id, "0.2", found, utc_text(when))
    settle(engine, store)


def _pages(engine: Engine, read: Iterable[Page]) -> dict[Page, int]:
    sql = "SELECT page_id FROM pages WHERE request_key = :key AND sha256_archived = :sha256 AND fetched_at = :at"
    found = {}
    for one in read:
        this = {"key": one.request_key, "sha256": one.sha256_archived, "at": utc_text(one.fetched_at)}
        found[one] = rows(engine, sql, **this)[0]["page_id"]
    return found


def on_the_page_of(page: Page, slug: str, **values: str) -> RecordRead:
    return replace(profile(slug, at(0), **values), page=page)


def stated(engine: Engine, field: str = "sector") -> list[tuple[str, bool]]:
    found = rows(engine, "SELECT value, closed_page_id FROM statements WHERE field = :field ORDER BY 1", field=field)
    return [(row["value"], row["closed_page_id"] is None) for row in found]


def test_what_only_a_wrong_reader_had_stated_was_never_stated(engine: Engine) -> None:
    wrong = profile("a", at(0), sector="Fo")
    first = run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": wrong})
    repair(engine, first, on_the_page_of(wrong.page, "a", sector="Food"))
    assert stated(engine) == [("Food", True)]
    assert rows(engine, "SELECT outcome FROM visits") == [{"outcome": "new"}]
    # The next reading of the same compares as usual.
    second = run(engine, 1, {FOOD: ["a"], WOOD: []}, read={"a": profile("a", at(1), sector="Food")})
    assert changes(engine, second) == set()
    assert rows(engine, "SELECT outcome FROM visits WHERE run_id = :run", run=second.run_id) == [
        {"outcome": "unchanged"}
    ]


def test_what_the_last_run_corrects_is_our_own_reader_even_where_the_page_is_another(engine: Engine) -> None:
    run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": profile("a", at(0), sector="Fo", city="Y")})
    wrong = profile("a", at(1), sector="Fo", city="X")
    second = run(engine, 1, {FOOD: ["a"], WOOD: []}, read={"a": wrong})
    repair(engine, second, on_the_page_of(wrong.page, "a", sector="Food", city="X"))
    told = rows(engine, "SELECT field, before, after, cause FROM v1_changes WHERE entity = 'record' ORDER BY field")
    assert [tuple(row.values()) for row in told] == [
        ("city", "Y", "X", "profile edited"),
        ("sector", "Fo", "Food", "our own reader"),
    ]
    assert stated(engine) == [("Fo", False), ("Food", True)]


def test_what_both_readings_were_read_anew_for_and_still_differs_is_an_edit(engine: Engine) -> None:
    pages = [profile("a", at(month), sector="Fo", city=f"{month}") for month in (0, 1)]
    runs = [run(engine, month, {FOOD: ["a"], WOOD: []}, read={"a": pages[month]}) for month in (0, 1)]
    for month, sector in ((1, "Wood"), (0, "Food")):
        repair(engine, runs[month], on_the_page_of(pages[month].page, "a", sector=sector, city=f"{month}"))
    told = rows(engine, "SELECT before, after, cause FROM v1_changes WHERE entity = 'record' AND field = 'sector'")
    assert [tuple(row.values()) for row in told] == [("Food", "Wood", "profile edited")]


def test_what_is_read_after_the_repair_is_read_by_the_same_reader(engine: Engine) -> None:
    wrong = profile("a", at(0), sector="Fo")
    first = run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": wrong})
    repair(engine, first, on_the_page_of(wrong.page, "a", sector="Food"), when=at(0))
    # The correction, backwards: only the source can have said so.
    second = run(engine, 1, {FOOD: ["a"], WOOD: []}, read={"a": profile("a", at(1), sector="Fo", city="X")})
    told = rows(engine, "SELECT cause FROM v1_changes WHERE entity = 'record' AND field = 'sector'")
    assert told == [{"cause": "profile edited"}]
    assert changes(engine, second)


def test_an_earlier_run_is_corrected_and_later_readings_stand(engine: Engine) -> None:
    wrong = profile("a", at(0), sector="Fo")
    first = run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": wrong})
    second = run(engine, 1, {FOOD: ["a"], WOOD: []}, read={"a": profile("a", at(1), sector="Fo", city="X")})
    repair(engine, first, on_the_page_of(wrong.page, "a", sector="Food"))
    assert stated(engine) == [("Fo", True), ("Food", False)]
    told = rows(engine, "SELECT before, after, cause FROM v1_changes WHERE field = 'sector' AND entity = 'record'")
    assert [tuple(row.values()) for row in told] == [("Food", "Fo", "our own reader")]
    assert second.run_id == rows(engine, "SELECT DISTINCT run_id FROM v1_changes")[0]["run_id"]


def test_a_record_that_was_refused_and_can_be_had_appears_by_our_own_reader(engine: Engine) -> None:
    page = profile("a", at(0), sector="Food").page
    lost = RecordMissing("eccp", "a", page.url, "refused", "no name", page)
    first = run(engine, 0, {FOOD: ["a"], WOOD: []}, read={"a": lost})
    again = replace(lost, page=profile("a", at(1), sector="Food").page)
    second = run(engine, 1, {FOOD: ["a"], WOOD: []}, read={"a": again})
    assert rows(engine, "SELECT 1 FROM records") == []
    assert again.page is not None
    repair(engine, second, on_the_page_of(again.page, "a", sector="Food"))
    assert changes(engine, second) == {("record", "eccp/a", "appeared", "our own reader")}
    assert rows(engine, "SELECT outcome FROM visits ORDER BY run_id") == [{"outcome": "refused"}, {"outcome": "new"}]
    # And once the earlier page is read too, nothing has appeared at all.
    repair(engine, first, on_the_page_of(page, "a", sector="Food"))
    assert changes(engine, second) == set()
    assert rows(engine, "SELECT outcome FROM visits ORDER BY run_id") == [{"outcome": "new"}, {"outcome": "unchanged"}]


def test_a_record_that_is_none_is_withdrawn_and_leaves_no_organisation(engine: Engine) -> None:
    news = profile("news", at(0))
    first = run(engine, 0, {FOOD: ["a", "news"], WOOD: []}, read={"news": news})
    lost = RecordMissing("eccp", "news", news.page.url, "refused", "a news item", news.page)
    repair(engine, first, lost)
    assert [row["record_id"] for row in rows(engine, "SELECT record_id FROM records")] == ["eccp/a"]
    assert len(rows(engine, "SELECT 1 FROM organisations")) == 1
    assert stated(engine, "name") == [("A", True)]


def test_a_hit_that_a_reader_had_overlooked_comes_by_our_own_reader(engine: Engine) -> None:
    read = {slug: profile(slug, at(0)) for slug in "ab"}
    runs = [run(engine, month, {FOOD: ["a"], WOOD: ["b"]}, read=read) for month in (0, 1)]
    appeared = {("hit", "eccp/b", "appeared", "our own reader")}
    for month, expected in ((1, appeared), (0, set())):
        _repair_searches(engine, runs[month], month)
        assert changes(engine, runs[1]) == expected
    hits = "SELECT run_id, reported_hits, harvested_hits FROM v1_searches WHERE search_id = :food ORDER BY run_id"
    assert [tuple(row.values())[1:] for row in rows(engine, hits, food=FOOD.search_id)] == [(2, 2), (2, 2)]


def test_a_hit_that_goes_after_the_repair_was_gone_from_the_page(engine: Engine) -> None:
    read = {slug: profile(slug, at(0)) for slug in "ab"}
    first = run(engine, 0, {FOOD: ["a"], WOOD: ["b"]}, read=read)
    _repair_searches(engine, first, 0, when=at(0))
    second = run(engine, 1, {FOOD: ["a"], WOOD: ["b"]}, read=read)
    assert changes(engine, second) == {("hit", "eccp/b", "gone", "not known")}


def _repair_searches(engine: Engine, store: Store, month: int, when: datetime = READ_BY_NOW) -> None:
    """Today the page of the first search lists b as well."""
    items: list[Item] = [
        results(FOOD, "a", "b", at=at(month)),
        results(WOOD, "b", at=at(month)),
        ended(FOOD),
        ended(WOOD),
    ]
    pages = _pages(engine, [item.page for item in items if isinstance(item, SearchPageRead)])
    with store.all_or_nothing() as (connection, _):
        before = read_told(connection, store.run_id)
        again = Pages(store.run_id, ("eccp",), pages, set(pages.values()), (), items)
        rewrite_searches(connection, again, searches_of(connection, store.run_id))
        found = [asdict(one) for one in corrections(before, read_told(connection, store.run_id))]
        write_repair(connection, store.run_id, "0.2", found, utc_text(when))
    settle(engine, store)
