"""What a printed search may have meant, and which of it gives the published count."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from harvest.evidence.yields import read_readings
from harvest.records import HITS, TOTAL, Item
from pipelines.storing.plan import RunPlan, Term
from tests.support.store import ended, opened, plan, query, results, strategy

A, B, C = query("alpha"), query("bravo"), query("charlie")


def harvest(engine: Engine, run: RunPlan, *items: Item) -> None:
    store = opened(engine, run)
    for item in items:
        store.put(item)
    store.close_run(run.started_at)


def test_each_reading_is_answered_and_held_against_the_published_count(engine: Engine) -> None:
    asked = strategy("s", [A], published_hits=2)
    both, told = ((Term(A.search_id), Term(B.search_id)),), ((Term(C.search_id),),)
    run = replace(
        plan(replace(asked, readings=(("a AND b", both), ("c", told))), queries=[A, B, C]),
        depths={B.search_id: HITS, C.search_id: TOTAL},
    )
    harvest(
        engine,
        run,
        results(A, "one", "two", "three"),
        ended(A),
        replace(results(B, "two", "three", "four"), depth=HITS),
        ended(B),
        replace(results(C, claimed=340), depth=TOTAL),
        ended(C),
    )
    with engine.connect() as connection:
        readings = read_readings(connection, run.run_id)
    assert [(one.reading, one.query, one.answering, one.verdict) for one in readings] == [
        (0, "s", 3, "does not fit"),
        (1, "a AND b", 2, "fits"),
        (2, "c", 340, "does not fit"),
    ]


def test_a_reading_of_which_a_part_is_missing_is_not_told(engine: Engine) -> None:
    asked = strategy("s", [A], published_hits=2)
    both = ((Term(A.search_id), Term(B.search_id)),)
    run = plan(replace(asked, readings=(("a AND b", both),)), queries=[A, B])
    harvest(engine, run, results(A, "one", "two"), ended(A), ended(B, "failed", "timeout"))
    with engine.connect() as connection:
        assert [(one.answering, one.verdict) for one in read_readings(connection, run.run_id)] == [
            (2, "fits"),
            (None, None),
        ]
