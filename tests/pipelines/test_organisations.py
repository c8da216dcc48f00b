"""Who is who, from judgements alone: the order in which they come makes no difference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.storing.organisations import components

RECORDS = ["a", "b", "c", "d", "e"]
VERDICTS = st.lists(
    st.tuples(
        st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] < pair[1]),
        st.sampled_from(["same", "not the same", "unsure"]),
        st.sampled_from([0.5, 0.8, 1.0]),
        st.booleans(),
    ),
    max_size=12,
)


def grouped(*verdicts: tuple[tuple[str, str], str, float, bool], members: str = "abc") -> list[str]:
    return sorted("".join(sorted(group)) for group in components(set(members), verdicts))


def test_same_is_transitive() -> None:
    assert grouped((("a", "b"), "same", 0.9, False), (("b", "c"), "same", 0.9, False)) == ["abc"]


def test_nothing_else_joins() -> None:
    assert grouped((("a", "b"), "unsure", 0.9, False), (("b", "c"), "not the same", 0.9, False)) == [
        "a",
        "b",
        "c",
    ]


def test_records_that_are_not_here_join_nothing() -> None:
    assert grouped((("a", "x"), "same", 0.9, False), (("b", "x"), "same", 0.9, False)) == ["a", "b", "c"]


def test_a_person_overrules_the_rule_on_the_pair() -> None:
    assert grouped((("a", "b"), "same", 1.0, False), (("a", "b"), "unsure", 1.0, True)) == ["a", "b", "c"]


def test_apart_by_a_person_holds_across_a_third_record() -> None:
    apart = (("a", "c"), "not the same", 1.0, True)
    weaker, stronger = (("a", "b"), "same", 0.8, False), (("b", "c"), "same", 0.9, False)
    assert grouped(apart, weaker, stronger) == ["a", "bc"]
    assert grouped(apart, (("a", "b"), "same", 0.1, True), stronger) == ["ab", "c"]


@given(VERDICTS, st.randoms(use_true_random=False))
def test_groups_are_a_partition_whatever_the_order(verdicts: list, random) -> None:  # type: ignore[no-untyped-def,type-arg]
    groups = components(set(RECORDS), verdicts)
    assert sorted(member for group in groups for member in group) == RECORDS
    shuffled = list(verdicts)
    random.shuffle(shuffled)
    assert {frozenset(group) for group in components(set(RECORDS), shuffled)} == set(map(frozenset, groups))
    for pair, verdict, _, person in verdicts:
        if person and verdict == "not the same":
            assert not any(set(pair) <= group for group in groups)
