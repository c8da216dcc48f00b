"""Probes and laws: what a source's own search makes of words, and what puts that in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from harvest.evidence.agreement import read_disagreements
from harvest.evidence.probing import Semantics, read_doubts, read_semantics
from harvest.records import TOTAL, OfferedValues, Query, SearchEnded, SearchPageRead
from tests.support.store import MONDAY, TUESDAY, ended, opened, page, plan, results, strategy

PHOTONICS = (("s3", "KETs/Photonics"),)


Pair = tuple[SearchPageRead, SearchEnded]


def told(query: Query, total: int) -> Pair:
    """A search that was asked for its total only."""
    return replace(results(query, claimed=total), depth=TOTAL), ended(query)


def listed(query: Query, *slugs: str) -> Pair:
    return results(query, *slugs), ended(query)


def learned(engine: Engine, *pairs: Pair, probes: dict[str, tuple[Query, ...]] | None = None) -> Semantics:
    queries = {item.search_id: item for pair in pairs for item in pair}
    asked = [query for query in ASKED if query.search_id in queries]
    run = plan(
        strategy("s", [asked[0]]),
        queries=asked,
    )
    run = replace(run, probes=tuple((probe, one.search_id) for probe, some in (probes or {}).items() for one in some))
    store = opened(engine, run)
    for pair in pairs:
        for item in pair:
            store.put(item)
    with engine.connect() as connection:
        store.mark(read_doubts(connection, run.run_id))
        return read_semantics(connection, run.run_id)


def q(text: str, facets: tuple[tuple[str, str], ...] = ()) -> Query:
    return Query("eccp", text, facets)


ASKED = (
    q(""), q("a"), q("b"), q("a b"), q("b a"), q('"a b"'), q("food", PHOTONICS), q("food"), q("", PHOTONICS),
    q("qzxqvk"), q("FOODTECH"), q("foodtech"), q("technology"), q("technolog"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("pairs", "broken"),
    [
        ([listed(q('"a b"'), "x"), listed(q("a"), "x", "y"), listed(q("b"), "x")], []),
        ([listed(q('"a b"'), "z"), listed(q("a"), "x", "y"), listed(q("b"), "x")], ["phrase in all"] * 2),
        ([told(q('"a b"'), 12), told(q("a b"), 9)], ["phrase in all"]),
        ([told(q('"a b"'), 9), told(q("a b"), 12)], []),
        # Loose words joined by OR find what each of them finds.
        ([listed(q("a b"), "x", "y", "z"), listed(q("a"), "x", "y"), listed(q("b"), "z")], []),
        ([listed(q("a b"), "x", "y", "z"), listed(q("a"), "x", "w"), listed(q("b"), "z")], ["all in any"]),
        # Joined by AND, no more than each of them.
        ([told(q("a b"), 3), told(q("a"), 10), told(q("b"), 5)], []),
        ([told(q("a b"), 7), told(q("a"), 10), told(q("b"), 5)], ["all in any"]),
        ([told(q("food", PHOTONICS), 3), told(q("food"), 10), told(q("", PHOTONICS), 5)], []),
        ([told(q("food", PHOTONICS), 12), told(q("food"), 10), told(q("", PHOTONICS), 15)], ["facet narrows"]),
        ([told(q("food", PHOTONICS), 20), told(q("food"), 10), told(q("", PHOTONICS), 15)], ["facet narrows"] * 2),
        ([told(q("a b"), 12), told(q("b a"), 12)], []),
        ([told(q("a b"), 12), told(q("b a"), 11)], ["order free"]),
        ([listed(q("a b"), "x", "y"), listed(q("b a"), "x", "z")], ["order free"]),
    ],
)
def test_a_broken_law_is_told(engine: Engine, pairs: list[Pair], broken: list[str]) -> None:
    assert [law.law for law in learned(engine, *pairs).broken] == broken


def test_the_searches_concerned_are_marked_with_both_numbers(engine: Engine) -> None:
    learned(engine, told(q("a b"), 12), told(q("b a"), 11), told(q("food"), 4))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT query, semantics FROM v1_searches WHERE semantics <> ''")
        marked = {row.query: row.semantics for row in rows}
    doubt = "semantics suspect: order free: a b has 12, b a has 11"
    assert marked == {"a b": doubt, "b a": doubt}


def test_too_little_read_tells_nothing(engine: Engine) -> None:
    unread = replace(results(q("a b")), claimed_total=None), ended(q("a b"), "failed", "timeout")
    (law,) = learned(engine, unread, told(q("b a"), 11)).laws
    assert (law.law, law.holds) == ("order free", None)


def test_what_is_answered_here_is_no_evidence_of_the_site(engine: Engine) -> None:
    from pipelines.storing.answers import Answer

    run = plan(strategy("s", [q("a b")]), queries=[q("a b"), q("b a")])
    store = opened(engine, run)
    for item in told(q("b a"), 11):
        store.put(item)
    store.answer("eccp", [Answer(q("a b").search_id, "directory (listing)", "any word", (), "complete", "")])
    with engine.connect() as connection:
        assert read_semantics(connection, run.run_id).laws == ()


@pytest.mark.parametrize(
    ("probe", "numbers", "says", "doubtful", "otherwise"),
    [
        ("universe", {"": 1400}, "1400 records in all", False, ""),
        ("nonsense", {"qzxqvk": 0}, "qzxqvk finds nothing, as it should", False, ""),
        ("nonsense", {"qzxqvk": 1400}, "qzxqvk finds 1400: the search falls back", True, ""),
        ("case", {"FOODTECH": 1, "foodtech": 1}, "makes no difference", False, ""),
        ("case", {"FOODTECH": 0, "foodtech": 1}, "makes a difference", True, "makes no difference"),
        ("case", {"FOODTECH": 0, "foodtech": 0}, "nothing to tell it by", False, ""),
        ("stem", {"technology": 164, "technolog": 164}, "word stems are compared", False, ""),
        ("stem", {"technology": 164, "technolog": 0}, "as they stand", False, "word stems are compared"),
        ("any or all", {"a b": 5, "a": 3, "b": 2, '"a b"': 0}, "any of them", False, ""),
        ("any or all", {"a b": 1, "a": 3, "b": 2, '"a b"': 0}, "all of them", False, "any of them"),
        ("any or all", {"a b": 1, "a": 3, "b": 2, '"a b"': 1}, "side by side or all", False, "any of them"),
    ],
)
def test_what_a_probe_says(
    engine: Engine, probe: str, numbers: dict[str, int], says: str, doubtful: bool, otherwise: str
) -> None:
    pairs = [told(q(text), hits) for text, hits in numbers.items()]
    found = learned(engine, *pairs, probes={probe: tuple(q(text) for text in numbers)})
    (finding,) = found.probes
    assert says in finding.says
    assert (finding.doubtful, finding.otherwise) == (doubtful, otherwise)


def test_nonsense_that_is_found_puts_every_text_in_doubt(engine: Engine) -> None:
    learned(
        engine, told(q("qzxqvk"), 9), told(q("food"), 4), told(q("", PHOTONICS), 3), probes={"nonsense": (q("qzxqvk"),)}
    )
    with engine.connect() as connection:
        marked = connection.exec_driver_sql("SELECT query FROM v1_searches WHERE semantics <> '' ORDER BY query")
        assert marked.scalars().all() == ["food", "qzxqvk"]


def test_the_list_of_facets_names_what_is_not_offered(engine: Engine) -> None:
    run = plan(strategy("s", [q("", PHOTONICS)]), queries=[q("", PHOTONICS), q("", (("country", "SE"),))])
    store = opened(engine, run)
    store.put(OfferedValues("eccp", page("form"), (("s3", "KETs: Nanotechnology"), ("country", "Sverige"))))
    with engine.connect() as connection:
        (finding,) = read_semantics(connection, run.run_id).probes
    assert finding.says == "country 1, s3 1; not offered: s3 KETs/Photonics"
    assert finding.doubtful


def test_a_strategy_that_claims_to_hold_another_one_is_held_to_it(engine: Engine) -> None:
    run = plan(
        replace(strategy("whole", [q("a")], priority="foodtech"), contains=("part",)),
        strategy("part", [q("b")]),
        queries=[q("a"), q("b")],
    )
    store = opened(engine, run)
    for pair in (listed(q("a"), "x"), listed(q("b"), "x", "y")):
        for item in pair:
            store.put(item)
    with engine.connect() as connection:
        (law,) = read_semantics(connection, run.run_id).broken
        assert str(law) == "containment: part has 2, whole has 1"
        assert set(read_doubts(connection, run.run_id)) == {q("a").search_id}


def test_where_two_runs_disagree_and_which_probe_explains_it(engine: Engine) -> None:
    stems = (q("technology"), q("technolog"))
    for at, pairs in (
        (MONDAY, [listed(q("a b"), "x", "y"), listed(q("food"), "x")]),
        (TUESDAY, [listed(q("a b"), "x"), listed(q("food"), "x")]),
    ):
        run = plan(strategy("s", [q("a b")]), queries=[q("a b"), q("food"), *stems], at=at)
        run = replace(run, probes=tuple(("stem", one.search_id) for one in stems))
        store = opened(engine, run)
        for pair in (*pairs, told(stems[0], 9), told(stems[1], 0)):
            for item in pair:
                store.put(item)
    with engine.connect() as connection:
        (one,) = read_disagreements(connection, "20261123", "20261124")
    assert (one.query, one.only_this, one.only_other) == ("a b", 1, 0)
    assert one.explained_by == ("stem: words are compared as they stand (technology 9, technolog 0)",)
