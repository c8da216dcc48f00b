"""What is proposed instead of a query, and that it is narrower or wider indeed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.directory import Directory, Document, Reading
from harvest.directory.ladders import Rung, narrower, wider
from harvest.query import Expression, parse, written
from harvest.strategy import load
from tests.directory import oracle
from tests.directory.oracle import READINGS, WORDS

PHOTONICS, AGRICULTURE = "KETs/Photonics", "Sustainable innovation/Sustainable agriculture"


@pytest.mark.parametrize(
    ("query", "rungs"),
    [
        (
            "additive manufacturing",
            [
                ('"additive manufacturing"', "as a phrase"),
                ("additive manufacturing AND metal", "with a second word"),
                ('additive manufacturing AND "3D printing"', "with a second word"),
                (f'additive manufacturing AND s3:"{PHOTONICS}"', "with a facet"),
                (f'additive manufacturing AND s3:"{AGRICULTURE}"', "with a facet"),
            ],
        ),
        (
            f'food AND s3:"{PHOTONICS}"',
            [
                (f'food AND s3:"{PHOTONICS}" AND metal', "with a second word"),
                (f'food AND s3:"{PHOTONICS}" AND "3D printing"', "with a second word"),
                (f'food AND s3:"{PHOTONICS}" AND manufacturing', "with a second word"),
                (f'food AND s3:"{PHOTONICS}" AND s3:"{AGRICULTURE}"', "with a facet"),
            ],
        ),
        (
            "metal* OR 3D printing of manufacturing NOT big vehicles",
            [
                ('metal* OR "3D printing of manufacturing" AND NOT big vehicles', "as a phrase"),
                (
                    f'(metal* OR 3D printing of manufacturing AND NOT big vehicles) AND s3:"{PHOTONICS}"',
                    "with a facet",
                ),
                (
                    f'(metal* OR 3D printing of manufacturing AND NOT big vehicles) AND s3:"{AGRICULTURE}"',
                    "with a facet",
                ),
            ],
        ),
        (
            "*:*",
            [
                ("metal", "with a second word"),
                ('"3D printing"', "with a second word"),
                ("manufacturing", "with a second word"),
                (f's3:"{PHOTONICS}"', "with a facet"),
                (f's3:"{AGRICULTURE}"', "with a facet"),
            ],
        ),
    ],
)
def test_the_way_down(query: str, rungs: list[tuple[str, str]]) -> None:
    words = ["metal", "3D printing", "manufacturing", "Metal", " 3d  Printing"]
    facets = [PHOTONICS, AGRICULTURE, "kets: photonics"]
    assert narrower(parse(query), words, facets) == [Rung(*rung) for rung in rungs]


@pytest.mark.parametrize(
    ("query", "rungs"),
    [
        ("foodtech", [("foodtech*", "open at the end")]),
        ("care", [("care*", "open at the end")]),
        ("business", [("business*", "open at the end")]),
        ("IT", []),
        ("technolog*", []),
        ("*:*", []),
        (f's3:"{PHOTONICS}"', []),
        ("NOT technologies", []),
        (
            '"food technology"',
            [
                ("food technology", "without the quotation marks"),
                ("food OR technology", "either word"),
                ('"food technolog*"', "open at the end"),
            ],
        ),
        ('"food technolog*"', [("food OR technolog*", "either word")]),
        (
            '"pulp and paper"',
            [
                ("pulp paper", "without the quotation marks"),
                ("pulp OR paper", "either word"),
                ('"pulp and paper*"', "open at the end"),
            ],
        ),
        ("bread and butter", [("bread OR and OR butter", "either word")]),
        ("(food OR meat) OR fish", [("food* OR meat* OR fish*", "open at the end")]),
        (
            '"bread -butter" OR "food tech"',
            [
                ('"bread -butter" OR food tech', "without the quotation marks"),
                ('bread OR "-butter" OR food OR tech', "either word"),
                ('"bread -butter*" OR "food tech*"', "open at the end"),
            ],
        ),
        ('"cyber-physical"', [('"cyber-physical*"', "open at the end")]),
        (
            f'forest AND bioeconomy AND s3:"{PHOTONICS}" AND sector:"Forestry"',
            [
                (f'(forest OR bioeconomy) AND s3:"{PHOTONICS}" AND sector:"Forestry"', "either word"),
                (f'forest* AND bioeconom* AND s3:"{PHOTONICS}" AND sector:"Forestry"', "open at the end"),
                ('forest AND bioeconomy AND sector:"Forestry"', "without the facet"),
                (f'forest AND bioeconomy AND s3:"{PHOTONICS}"', "without the facet"),
            ],
        ),
        (
            '"smart cities" NOT "twin cities"',
            [
                ('smart cities AND NOT "twin cities"', "without the quotation marks"),
                ('(smart OR cities) AND NOT "twin cities"', "either word"),
                ('"smart cities*" AND NOT "twin cities"', "open at the end"),
            ],
        ),
    ],
)
def test_the_way_up(query: str, rungs: list[tuple[str, str]]) -> None:
    assert wider(parse(query)) == [Rung(*rung) for rung in rungs]


# What the query language has: every other word of the oracle's is an operator or refused somewhere.
SAFE = WORDS.filter(lambda word: word.replace("-", "").replace("&", "").isalnum() and word not in {"AND", "NOT", "OR"})
ASKABLE = oracle.expressions(st.lists(SAFE, min_size=1, max_size=3).map(" ".join), SAFE).map(
    lambda one: parse(written(one))
)
TERMS = st.lists(st.one_of(WORDS, st.sampled_from(['say "food"', "AND", "x~2", "-food", "food*", "food technology"])))
VALUES = st.lists(st.sampled_from([PHOTONICS, AGRICULTURE, "KETs: photonics", 'a "b"', "left open*", "(x"]))


def check(rungs: list[Rung], query: Expression) -> None:
    """Each can be asked, none is asked twice, none is the query itself."""
    assert len({rung.query for rung in rungs}) == len(rungs)
    assert written(query) not in {rung.query for rung in rungs}
    assert all(written(parse(rung.query)) == rung.query for rung in rungs)


@given(oracle.documents(), READINGS, ASKABLE, TERMS, VALUES)
def test_every_rung_down_is_within_the_query(
    documents: list[Document], reading: Reading, query: Expression, terms: list[str], values: list[str]
) -> None:
    rungs = narrower(query, terms, values)
    check(rungs, query)
    with Directory(documents, reading) as directory:
        for rung in rungs:
            assert {*directory.answer(parse(rung.query))} <= {*directory.answer(query)}, rung


@given(oracle.documents(), st.booleans(), ASKABLE)
def test_every_rung_up_contains_the_query_where_loose_words_mean_any(
    documents: list[Document], stems: bool, query: Expression
) -> None:
    rungs = wider(query)
    check(rungs, query)
    with Directory(documents, Reading("any", stems)) as directory:
        for rung in rungs:
            if rung.why != "open at the end" or not stems:
                assert {*directory.answer(parse(rung.query))} >= {*directory.answer(query)}, rung


def test_the_packaged_strategies_have_ladders() -> None:
    for strategy in load().strategy:
        query = parse(strategy.query)
        check(narrower(query, ["graphene"], ["KETs/Nanotechnology"]), query)
        check(wider(query), query)
        assert {"with a second word", "with a facet"} <= {
            rung.why for rung in narrower(query, ["graphene"], ["KETs/Nanotechnology"])
        }
