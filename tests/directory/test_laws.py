"""The laws of asking, which no reading and no record breaks, and an oracle that answers by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from harvest.directory import Directory, Document, Reading
from harvest.query import And, Expression, Facet, Not, Or, Phrase, Prefix, Text
from tests.directory import oracle
from tests.directory.oracle import AS_THEY_STAND, EXPRESSIONS, FACETS, READINGS, TYPED, WORDS

DOCUMENTS = oracle.documents()


def ask(documents: Sequence[Document], reading: Reading, *expressions: Expression) -> list[set[str]]:
    with Directory(documents, reading) as directory:
        return [set(directory.answer(expression)) for expression in expressions]


@given(DOCUMENTS, AS_THEY_STAND, EXPRESSIONS)
def test_the_index_answers_as_one_would_by_hand(
    documents: list[Document], reading: Reading, expression: Expression
) -> None:
    with Directory(documents, reading) as directory:
        found = directory.answer(expression)
        assert set(found) == oracle.answer(documents, reading, expression)
        assert directory.count(expression) == len(found) == len(set(found))


@given(DOCUMENTS, READINGS, WORDS.filter(oracle.tokens), st.booleans())
def test_an_open_end_is_exact_even_where_words_are_compared_by_stems(
    documents: list[Document], reading: Reading, start: str, alone: bool
) -> None:
    opened = Prefix(start) if alone else Phrase(start, prefix=True)
    (found,) = ask(documents, reading, opened)
    assert found == oracle.answer(documents, Reading("any", False, reading.fields), opened)


@given(DOCUMENTS, TYPED, READINGS)
def test_a_phrase_is_within_all_words_and_these_within_any_word(
    documents: list[Document], typed: str, reading: Reading
) -> None:
    phrase, everyone, anyone = (
        ask(documents, Reading(loose, reading.stems, reading.fields), Text(typed))[0]
        for loose in ("phrase", "all", "any")
    )
    quoted, spelled_out = ask(
        documents, reading, Phrase(typed), And(tuple(Text(word) for word in typed.split() if oracle.tokens(word)))
    )
    assert quoted == phrase <= everyone <= anyone
    assert everyone == (spelled_out if oracle.tokens(typed) else set())


@given(DOCUMENTS, READINGS, EXPRESSIONS, FACETS)
def test_a_facet_narrows(documents: list[Document], reading: Reading, expression: Expression, facet: Facet) -> None:
    whole, those, both = ask(documents, reading, expression, facet, And((expression, facet)))
    assert both <= whole
    assert both <= those


@given(DOCUMENTS, READINGS.filter(lambda reading: reading.loose != "phrase"), TYPED, st.randoms())
def test_the_order_of_loose_words_is_free(
    documents: list[Document], reading: Reading, typed: str, dice: Random
) -> None:
    words = typed.split()
    dice.shuffle(words)
    one, other = ask(documents, reading, Text(typed), Text(" ".join(words)))
    assert one == other


@given(DOCUMENTS, READINGS, EXPRESSIONS, EXPRESSIONS)
def test_more_alternatives_contain_fewer(
    documents: list[Document], reading: Reading, one: Expression, other: Expression
) -> None:
    first, either, both = ask(documents, reading, one, Or((one, other)), And((one, other)))
    assert both <= first <= either


@given(DOCUMENTS, READINGS, EXPRESSIONS, EXPRESSIONS)
def test_not_is_the_complement(documents: list[Document], reading: Reading, one: Expression, other: Expression) -> None:
    found, left, again = ask(documents, reading, one, Not(one), Not(Not(one)))
    assert found == again
    assert found ^ left == {document.source_id for document in documents}
    neither, nor = ask(documents, reading, Not(Or((one, other))), And((Not(one), Not(other))))
    assert neither == nor


@given(DOCUMENTS, READINGS, EXPRESSIONS, st.randoms())
def test_records_may_come_in_any_order(
    documents: list[Document], reading: Reading, expression: Expression, dice: Random
) -> None:
    shuffled = list(documents)
    dice.shuffle(shuffled)
    with Directory(documents, reading) as one, Directory(shuffled, reading) as other:
        assert one.answer(expression) == other.answer(expression)


@given(DOCUMENTS, READINGS, TYPED, st.sampled_from([str.upper, str.lower, str.title, oracle.plain]))
def test_case_and_accents_never_count(
    documents: list[Document], reading: Reading, typed: str, change: Callable[[str], str]
) -> None:
    other = change(typed)
    for one, changed in ((Text(typed), Text(other)), (Phrase(typed), Phrase(other)), (Prefix(typed), Prefix(other))):
        before, after = ask(documents, reading, one, changed)
        assert before == after
    louder = [
        Document(one.source_id, one.name, {field: change(text) for field, text in one.texts.items()}, one.facets)
        for one in documents
    ]
    assert ask(documents, reading, Text(typed)) == ask(louder, reading, Text(typed))
