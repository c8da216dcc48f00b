"""Who is who, from judgements alone: the order in which they come makes no difference."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from harvest.identity.organisations import Conflict, Verdict, conflicts, organisations

RECORDS = ["a", "b", "c", "d", "e"]
VERDICTS = st.lists(
    st.builds(
        Verdict,
        st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] < pair[1]),
        st.sampled_from(["same", "not the same", "unsure"]),
        st.sampled_from([0.5, 0.8, 1.0]),
        st.booleans(),
    ),
    max_size=12,
)


def rule(pair: str, verdict: str = "same", score: float = 0.9) -> Verdict:
    return Verdict.of(pair[0], pair[1], verdict, score, "rules/1")


def person(pair: str, verdict: str = "same", score: float = 1.0) -> Verdict:
    return Verdict.of(pair[0], pair[1], verdict, score, "person: analyst")


def grouped(*verdicts: Verdict, members: str = "abc") -> list[str]:
    return sorted("".join(sorted(group)) for group in organisations(set(members), verdicts))


def test_same_is_transitive() -> None:
    assert grouped(rule("ab"), rule("cb")) == ["abc"]


def test_nothing_else_joins() -> None:
    assert grouped(rule("ab", "unsure"), rule("bc", "not the same")) == ["a", "b", "c"]


def test_records_that_are_not_here_join_nothing() -> None:
    assert grouped(rule("ax"), rule("bx")) == ["a", "b", "c"]


def test_a_person_overrules_the_rule_on_the_pair() -> None:
    assert grouped(rule("ab", score=1.0), person("ab", "unsure")) == ["a", "b", "c"]


def test_apart_by_a_person_holds_across_a_third_record() -> None:
    apart, weaker, stronger = person("ac", "not the same"), rule("ab", score=0.8), rule("bc", score=0.9)
    assert grouped(apart, weaker, stronger) == ["a", "bc"]
    assert grouped(apart, person("ab", score=0.1), stronger) == ["ab", "c"]


def test_what_a_person_keeps_apart_against_links_is_a_conflict_with_the_link_that_was_given_up() -> None:
    apart, weaker, stronger = person("ac", "not the same"), rule("ab", score=0.8), rule("bc", score=0.9)
    assert conflicts(set("abc"), [apart, weaker, stronger]) == [Conflict(apart, True, (weaker,))]
    assert conflicts(set("abc"), [apart, weaker]) == []


def test_a_rule_that_links_overrule_is_a_conflict_too() -> None:
    apart, links = rule("ac", "not the same", 0.1), [rule("ab"), rule("bc")]
    assert conflicts(set("abc"), [apart, *links]) == [Conflict(apart, False, ())]
    assert grouped(apart, *links) == ["abc"]
    assert conflicts(set("abc"), [apart, person("ac"), *links]) == [], "a person has settled it"


@given(VERDICTS, st.randoms(use_true_random=False))
def test_groups_are_a_partition_whatever_the_order(verdicts: list[Verdict], order: random.Random) -> None:
    groups = organisations(set(RECORDS), verdicts)
    assert sorted(member for group in groups for member in group) == RECORDS
    shuffled = order.sample(verdicts, len(verdicts))
    assert {frozenset(group) for group in organisations(set(RECORDS), shuffled)} == set(map(frozenset, groups))
    for verdict in verdicts:
        if verdict.by_person and verdict.verdict == "not the same":
            assert not any(set(verdict.pair) <= group for group in groups)


@given(VERDICTS)
def test_without_conflict_every_same_that_counts_holds(verdicts: list[Verdict]) -> None:
    ruled = {verdict.pair for verdict in verdicts if verdict.by_person}
    found = conflicts(set(RECORDS), verdicts)
    groups = organisations(set(RECORDS), verdicts)
    together = {verdict.pair for verdict in verdicts if any(set(verdict.pair) <= group for group in groups)}
    for verdict in verdicts:
        counts = verdict.verdict == "same" and (verdict.by_person or verdict.pair not in ruled)
        if counts and not any(conflict.kept_apart for conflict in found):
            assert verdict.pair in together
    for conflict in found:
        assert (conflict.apart.pair in together) is not conflict.kept_apart
