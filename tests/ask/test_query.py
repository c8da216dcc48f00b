"""The query language: what each construct becomes, and where each mistake is."""

from __future__ import annotations

import pytest

from harvest.errors import QuerySyntaxError
from harvest.query import And, Everything, Expression, Facet, Or, Phrase, Text, facets, parse

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
        ("food technolog*", 5, "prefix"),
        ("NOT food", 0, "NOT"),
        ("food NOT meat", 5, "NOT"),
        ("foo~2", 0, "fuzzy"),
        ("-food", 0, "forbidden"),
        ('s3:""', 3, "nothing between"),
    ],
)
def test_where_a_mistake_is(query: str, position: int, word: str) -> None:
    with pytest.raises(QuerySyntaxError, match=word) as raised:
        parse(query)
    assert raised.value.position == position


def test_facets_from_left_to_right() -> None:
    assert facets(parse('s3:"KETs/Photonics" AND (a OR sector:Forestry)')) == [PHOTONICS, Facet("sector", "Forestry")]
