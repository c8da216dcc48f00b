"""The query language: what each construct becomes, and where each mistake is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.errors import QuerySyntaxError
from harvest.query import (
    And,
    Everything,
    Expression,
    Facet,
    Not,
    Or,
    Phrase,
    Prefix,
    Text,
    facets,
    parse,
    written,
)

PHOTONICS = Facet("s3", "KETs/Photonics")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("foodtech", Text("foodtech")),
        ("additive  manufacturing", Text("additive manufacturing")),
        ("R&D e-health 4.0", Text("R&D e-health 4.0")),
        ('"advanced manufacturing"', Phrase("advanced manufacturing")),
        ("“advanced manufacturing”", Phrase("advanced manufacturing")),
        ('food AND s3:"KETs/Photonics"', And((Text("food"), PHOTONICS))),
        ('a b AND s3:"KETs/Photonics"', And((Text("a b"), PHOTONICS))),
        ('"a b" OR "c d" OR e', Or((Phrase("a b"), Phrase("c d"), Text("e")))),
        ("a AND b OR c", Or((And((Text("a"), Text("b"))), Text("c")))),
        ("(a OR b) AND c", And((Or((Text("a"), Text("b"))), Text("c")))),
        ("a && b || c", Or((And((Text("a"), Text("b"))), Text("c")))),
        ("sector:Forestry", Facet("sector", "Forestry")),
        ('country:SE AND type:"meta-cluster"', And((Facet("country", "SE"), Facet("type", "meta-cluster")))),
        ("technolog*", Prefix("technolog")),
        ('"food technolog*"', Phrase("food technolog", prefix=True)),
        ("NOT food", Not(Text("food"))),
        ("!food", Not(Text("food"))),
        ("food NOT meat", And((Text("food"), Not(Text("meat"))))),
        ("food AND NOT (meat OR fish)", And((Text("food"), Not(Or((Text("meat"), Text("fish"))))))),
        ("NOT NOT food", Text("food")),
        ("*:*", Everything()),
        ("bread and butter", Text("bread and butter")),
        ("ORange ANDroid", Text("ORange ANDroid")),
    ],
)
def test_what_a_query_becomes(query: str, tree: Expression) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "position", "word"),
    [
        ("", 0, "empty"),
        ('food AND "advanced', 9, "no partner"),
        ("food AND", 8, "ends where"),
        ("(food", 5, "ends where"),
        ("food)", 4, "can't stand here"),
        ("AND food", 0, "can't stand here"),
        ('food "x y"', 5, "AND or OR is missing"),
        ("food technolog*", 5, "among loose words"),
        ("food AND *", 9, "nothing stands before"),
        ('"*"', 0, "nothing stands before"),
        ("te?h", 0, "inside a word"),
        ("t*ch", 0, "inside a word"),
        ('"food* meat"', 0, "only the last word"),
        ("s3:KETs*", 3, "can't be left open"),
        ("NOT", 3, "ends where"),
        ("food NOT", 8, "ends where"),
        ("foo~2", 0, "fuzzy"),
        ("foo^2", 0, "weight"),
        ("[a", 0, "range"),
        ("-food", 0, "forbidden"),
        ('s3:""', 3, "nothing between"),
        ('s3 :"x"', 3, "nothing between the name and the colon"),
        ("a" * 2_001, 2_000, "longer than"),
    ],
)
def test_where_a_mistake_is(query: str, position: int, word: str) -> None:
    with pytest.raises(QuerySyntaxError, match=word) as raised:
        parse(query)
    assert raised.value.position == position


def test_facets_from_left_to_right() -> None:
    query = 's3:"KETs/Photonics" AND (a OR NOT sector:Forestry)'
    assert list(facets(parse(query))) == [PHOTONICS, Facet("sector", "Forestry")]


@pytest.mark.parametrize("query", ["!" * 1_500 + "a", "(" * 50 + "a" + ")" * 50, '"' + "(" * 60 + '" AND a'])
def test_what_looks_deep_and_is_not_is_read(query: str) -> None:
    assert written(parse(query))


def test_the_deepest_tree_is_written_and_the_next_deeper_refused() -> None:
    deep = "(a AND (b OR " * 25 + "c" + "))" * 25
    assert parse(written(parse(deep))) == parse(deep)
    with pytest.raises(QuerySyntaxError, match="nested more than 50 deep"):
        parse(f"(a OR {deep})")


WORDS = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
ATOMS = st.one_of(
    st.builds(Text, st.lists(WORDS, min_size=1, max_size=3).map(" ".join)),
    st.builds(Phrase, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.booleans()),
    st.builds(Prefix, WORDS),
    st.builds(Facet, st.sampled_from(["s3", "sector"]), WORDS),
    st.just(Everything()),
)


def parts(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[tuple[Expression, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(And, parts(inner)),
        st.builds(Or, parts(inner)),
        inner.filter(lambda one: not isinstance(one, Not)).map(Not),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_what_is_written_reads_as_the_same_tree(tree: Expression) -> None:
    assert parse(written(tree)) == tree


@given(st.text(alphabet='ab "():*!&|-+~^?[]ANDORT', max_size=40))
def test_any_text_is_read_or_refused_with_a_place(query: str) -> None:
    position = 0
    try:
        parse(query)
    except QuerySyntaxError as error:
        position = error.position
    assert 0 <= position <= len(query)
