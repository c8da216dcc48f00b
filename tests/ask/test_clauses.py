"""One query becomes the requests of its source and the set algebra over their hits, exactly or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.clauses import Term, clauses
from harvest.errors import CannotAsk
from harvest.normal_form import MOST, TooManyClauses, normal_form
from harvest.query import And, Expression, Facet, Not, Or, Text, parse
from harvest.records import Query
from harvest.sources import load_source

ECCP = load_source("eccp")
A, B = 's3:"KETs/Photonics"', 's3:"KETs/Nanotechnology"'


def asked(query: str, *, here: bool = False) -> list[list[str]]:
    found = clauses(query, ECCP, here=here)
    return [[("NOT " if term.negated else "") + str(term.query) for term in clause] for clause in found]


@pytest.mark.parametrize(
    ("query", "sets"),
    [
        ("a OR b", [["a"], ["b"]]),
        ("a AND b", [["a", "b"]]),
        ("(a OR b) AND (c OR d)", [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]),
        ("a AND sector:Forestry AND b", [['a AND sector:"Forestry"', 'b AND sector:"Forestry"']]),
        ("a OR a", [["a"]]),
        ("a OR (a AND b)", [["a"]]),
        ("*:*", [["*:*"]]),
        ("a AND *:*", [["a"]]),
        ("a OR *:*", [["*:*"]]),
        ('s3:"digital transformation: E-HEALTH"', [['s3:"Digital transformation/e-Health"']]),
        ("country:Sverige", [['country:"SE"']]),
        # Sites unite several values of one filter: an intersection of two takes two requests.
        (f"{A} AND {B} AND a", [[f"a AND {A}", f"a AND {B}"]]),
        ("a AND NOT b", [["a", "NOT b"]]),
        ("NOT a", [["*:*", "NOT a"]]),
        (f"a AND NOT {A}", [["a", f"NOT a AND {A}"]]),
        (f"{A} AND NOT {B}", [[A, f"NOT {B}"]]),
        ("NOT (a OR b)", [["*:*", "NOT a", "NOT b"]]),
        ("NOT (a AND b)", [["*:*", "NOT a"], ["*:*", "NOT b"]]),
    ],
)
def test_a_query_is_a_union_of_intersections(query: str, sets: list[list[str]]) -> None:
    assert asked(query) == sets


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("a AND NOT a", "contradicts itself"),
        ("NOT *:*", "contradicts itself"),
        ("drone*", "open end"),
        ('"food technolog*"', "open end"),
        (" AND ".join(f"(a{n} OR b{n})" for n in range(9)), f"more than {MOST} combinations"),
    ],
)
def test_what_can_not_be_answered_exactly_is_refused(query: str, why: str) -> None:
    with pytest.raises(CannotAsk, match=why):
        clauses(query, ECCP, here=False)


def test_a_site_that_combines_nothing_is_asked_for_each_part() -> None:
    apart = ECCP.model_copy(update={"search": ECCP.search and ECCP.search.model_copy(update={"together": False})})
    (clause,) = clauses(f"a AND {A} AND NOT {B} AND NOT b", apart, here=False)
    assert clause == (
        Term(Query("eccp", "a")),
        Term(Query("eccp", "", (("s3", "KETs/Photonics"),))),
        Term(Query("eccp", "", (("s3", "KETs/Nanotechnology"),)), negated=True),
        Term(Query("eccp", "b"), negated=True),
    )


def test_here_an_open_end_is_as_good_as_a_word() -> None:
    assert asked('drone* AND "food technolog*"', here=True) == [["drone*", '"food technolog*"']]


# ---- the algebra is exact: a brute-force check over a small world ----

WORDS = ("a", "b", "c")
VALUES = ("KETs/Photonics", "KETs/Nanotechnology", "KETs/Advanced materials")
WORLD = [
    (frozenset(words), frozenset(values))
    for words in [(), ("a",), ("b",), ("a", "b"), ("a", "c"), ("a", "b", "c")]
    for values in [(), VALUES[:1], VALUES[1:2], VALUES[:2], VALUES]
]
ATOMS = st.one_of(st.sampled_from(WORDS).map(Text), st.sampled_from(VALUES).map(lambda value: Facet("s3", value)))
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


def holds(expression: Expression, record: tuple[frozenset[str], frozenset[str]]) -> bool:
    words, values = record
    match expression:
        case Text(word):
            return word in words
        case Facet(_, value):
            return value in values
        case Not(part):
            return not holds(part, record)
        case And(parts):
            return all(holds(part, record) for part in parts)
        case Or(parts):
            return any(holds(part, record) for part in parts)
    raise AssertionError(expression)


def answers(query: Query) -> frozenset[int]:
    """A site that finds a word, and unites several values of one filter."""
    values = {value for _, value in query.facets}
    return frozenset(
        place
        for place, (words, has) in enumerate(WORLD)
        if (not query.text or query.text in words) and (not values or values & has)
    )


@given(EXPRESSIONS, st.booleans())
def test_the_algebra_over_the_answers_is_the_query(expression: Expression, together: bool) -> None:
    from harvest.query import written

    source = ECCP.model_copy(update={"search": ECCP.search and ECCP.search.model_copy(update={"together": together})})
    wanted = {place for place, record in enumerate(WORLD) if holds(expression, record)}
    try:
        found = clauses(written(expression), source, here=False)
    except CannotAsk:
        assert wanted == set() or len(normal_form_size(expression)) > MOST
        return
    got: set[int] = set()
    for clause in found:
        inside = set(range(len(WORLD)))
        for term in clause:
            inside = inside - answers(term.query) if term.negated else inside & answers(term.query)
        got |= inside
    assert got == wanted


def normal_form_size(expression: Expression) -> tuple[object, ...]:
    try:
        return normal_form(expression)
    except TooManyClauses:
        return tuple(range(MOST + 1))


@given(EXPRESSIONS)
def test_no_clause_holds_another_or_contradicts_itself(expression: Expression) -> None:
    sets = [frozenset(clause) for clause in normal_form_size(expression) if isinstance(clause, tuple)]
    assert not any(one < other for one in sets for other in sets)
    assert all((atom, not negated) not in clause for clause in sets for atom, negated in clause)


def test_the_normal_form_of_everything_is_one_empty_clause() -> None:
    assert normal_form(parse("*:*")) == ((),)
