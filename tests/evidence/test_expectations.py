"""What a run must find of a source, and what it came to."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from harvest.crawl.outcome import settle
from harvest.errors import ConfigurationError
from harvest.evidence import expectations
from harvest.evidence.expectations import EXCEEDED, MET, MISSED, NOT_TOLD, judged
from harvest.records import TOTAL, SearchPageRead
from harvest.sources import NAMES, Expectations, Source, expected, load_source, merged
from pipelines.storing.plan import RunPlan
from tests.support.store import MONDAY, ended, opened, plan, profile, query, results, rows

ALL = query("")
EXPECTED = Expectations(records=3, fill={"country": 0.5, "homepage": 0.9}, sample=2, unread=0.15)


def verdicts(
    everything: int | None = 5,
    records: int = 4,
    filled: dict[str, int] | None = None,
    values: tuple[int, int] = (100, 0),
) -> list[str]:
    given = {"country": 4, "homepage": 4} if filled is None else filled
    told = judged("eccp", EXPECTED, everything=everything, records=records, filled=given, values=values)
    return [one.verdict for one in told]


@pytest.mark.parametrize(
    ("everything", "verdict"), [(3, MET), (2, MISSED), (0, MISSED), (None, NOT_TOLD)]
)  # fmt: skip
def test_records_are_all_that_the_source_has(everything: int | None, verdict: str) -> None:
    assert verdicts(everything)[0] == verdict


@pytest.mark.parametrize(
    ("country", "homepage", "told"),
    [(2, 4, [MET, MET]), (1, 4, [MISSED, MET]), (4, 3, [MET, MISSED]), (0, 0, [MISSED, MISSED])],
)
def test_fields_are_filled(country: int, homepage: int, told: list[str]) -> None:
    assert verdicts(filled={"country": country, "homepage": homepage})[1:3] == told


def test_a_field_that_nobody_states_is_missed() -> None:
    assert verdicts(filled={"country": 4})[2] == MISSED


def test_too_few_records_are_no_measure_of_shares() -> None:
    assert verdicts(records=1, filled={}, values=(10, 10))[1:] == [NOT_TOLD] * 3


@pytest.mark.parametrize(("unread", "verdict"), [(15, MET), (16, EXCEEDED)])
def test_unread_values_are_a_warning(unread: int, verdict: str) -> None:
    assert verdicts(values=(100, unread))[3] == verdict


def test_every_source_says_what_it_expects_at_its_own_address() -> None:
    for name in NAMES:
        assert expected(name, "http://127.0.0.1:8000") == Expectations()
        told = expected(name, load_source(name).address)
        assert told.records > 0
        assert told.fill
        assert told.unread < 1


def test_a_share_is_no_percentage() -> None:
    own = {"address": "https://x.example", "answering": {"texts": ["name"]}}
    assert merged({"expectations": {"records": 9, "unread": 0.1}}, {"expectations": {"records": 5}}) == {
        "expectations": {"records": 5, "unread": 0.1}
    }
    with pytest.raises((ConfigurationError, ValueError), match="from 0 to 1"):
        Source.model_validate({**own, "name": "x", "expectations": {"fill": {"country": 90}}})


@pytest.fixture
def three_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expectations, "expected", lambda name, address: EXPECTED)


def harvested(engine: Engine, item: SearchPageRead, *slugs: str, unread: str = "", **values: str) -> RunPlan:
    run = plan(queries=[ALL])
    store = opened(engine, run)
    store.put(item)
    for slug in slugs:
        store.put(profile(slug, MONDAY, unread=unread, **values))
    store.put(ended(ALL))
    store.close_run(MONDAY)
    settle(engine, store)
    return run


@pytest.mark.usefixtures("three_expected")
@pytest.mark.parametrize(
    ("slugs", "status", "missed"),
    [(["a", "b", "c"], "complete", set()), (["a", "b"], "failed", {"at least 3 records"})],
)
def test_a_missed_minimum_fails_the_run(engine: Engine, slugs: list[str], status: str, missed: set[str]) -> None:
    run = harvested(engine, results(ALL, *slugs), *slugs, country="SE", homepage="https://x.example")
    (told,) = rows(engine, "SELECT status FROM v1_runs WHERE run_id = :id", id=run.run_id)
    assert told["status"] == status
    found = rows(engine, "SELECT expectation FROM v1_expectations WHERE verdict = 'missed'")
    assert {row["expectation"] for row in found} == missed


@pytest.mark.usefixtures("three_expected")
def test_what_a_source_claims_is_as_good_as_what_it_lists(engine: Engine) -> None:
    page = results(ALL, claimed=2)
    item = SearchPageRead(page.search_id, page.rung, page.page, 2, (), TOTAL)
    harvested(engine, item)
    (told,) = rows(engine, "SELECT * FROM v1_expectations WHERE expectation = 'at least 3 records'")
    assert (told["found"], told["verdict"]) == ("2", "missed")


@pytest.mark.usefixtures("three_expected")
def test_a_warning_leaves_the_run_as_it_is(engine: Engine) -> None:
    slugs = ["a", "b", "c"]
    run = harvested(engine, results(ALL, *slugs), *slugs, unread="A dog", country="SE", homepage="https://x.example")
    (told,) = rows(engine, "SELECT status FROM v1_runs WHERE run_id = :id", id=run.run_id)
    assert told["status"] == "complete"
    (warned,) = rows(engine, "SELECT * FROM v1_expectations WHERE verdict = 'exceeded'")
    # A name, a region, a country and a homepage are read of each; the dog is not.
    assert warned["found"] == "3 of 15"


@pytest.mark.usefixtures("three_expected")
def test_fill_is_kept_per_run_source_and_field(engine: Engine) -> None:
    run = plan(queries=[ALL])
    store = opened(engine, run)
    store.put(results(ALL, "a", "b", "c"))
    for slug, values in (("a", {"country": "SE"}), ("b", {"country": "FI"}), ("c", {})):
        store.put(profile(slug, MONDAY, **values))
    store.put(ended(ALL))
    store.close_run(MONDAY)
    settle(engine, store)
    fill = rows(engine, "SELECT field, records, filled, share FROM v1_fill WHERE run_id = :id", id=run.run_id)
    told = {row["field"]: (row["records"], row["filled"], round(row["share"], 3)) for row in fill}
    assert told == {"name": (3, 3, 1.0), "nuts": (3, 3, 1.0), "country": (3, 2, 0.667), "homepage": (3, 0, 0.0)}
