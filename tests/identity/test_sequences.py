"""Merge, split, undo and re-harvest in any sequence: the organisations are those computed from nothing."""

from __future__ import annotations

import os
from itertools import combinations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from harvest.identity.organisations import Verdict, organisations, reachable
from harvest.records import organisation_id

RECORDS = [f"eccp/{letter}" for letter in "abcdefg"]
PAIRS = st.sampled_from(list(combinations(RECORDS, 2)))
VERDICTS = st.sampled_from(["same", "not the same", "unsure"])


class Book(RuleBasedStateMachine):
    """A store in memory, brought up to date as the real one is: only around the records that a judgement is on."""

    def __init__(self) -> None:
        super().__init__()
        self.members: set[str] = set()
        self.ruled: dict[tuple[str, str], Verdict] = {}
        self.decided: dict[tuple[str, str], Verdict] = {}
        self.belongs: dict[str, str] = {}

    @initialize(some=st.sets(st.sampled_from(RECORDS)))
    def begin(self, some: set[str]) -> None:
        for record in sorted(some):
            self.harvest(record, [])

    @rule(record=st.sampled_from(RECORDS), found=st.lists(st.tuples(st.sampled_from(RECORDS), VERDICTS), max_size=3))
    def harvest(self, record: str, found: list[tuple[str, str]]) -> None:
        """A record is read, for the first time or with another content: the rules judge it anew, persons stand."""
        self.members.add(record)
        for pair in [pair for pair in self.ruled if record in pair]:
            del self.ruled[pair]
        for other, verdict in found:
            if other != record:
                judged = Verdict.of(record, other, verdict, 0.5 + len(self.ruled) / 100, "rules")
                self.ruled[judged.pair] = judged
        self.resolve({record})

    @rule(pair=PAIRS, verdict=VERDICTS)
    def decide(self, pair: tuple[str, str], verdict: str) -> None:
        if self.members.issuperset(pair) and pair not in self.decided:
            self.decided[pair] = Verdict.of(*pair, verdict, 1.0, "person")
            self.resolve(set(pair))

    @rule(pair=PAIRS)
    def undo(self, pair: tuple[str, str]) -> None:
        if self.decided.pop(pair, None):
            self.resolve(set(pair))

    def resolve(self, touched: set[str]) -> None:
        standing = [*self.ruled.values(), *self.decided.values()]

        def neighbours(some: set[str]) -> set[str]:
            fellows = {
                record for record in self.belongs if self.belongs[record] in {self.belongs.get(one) for one in some}
            }
            linked = {side for one in standing if one.verdict == "same" and some & set(one.pair) for side in one.pair}
            return (fellows | linked) & self.members

        for record in touched & self.members:
            around = reachable(record, neighbours)
            for group in organisations(around, standing):
                self.belongs.update(dict.fromkeys(group, organisation_id(group)))

    @invariant()
    def the_organisations_are_those_from_nothing(self) -> None:
        standing = [*self.decided.values(), *self.ruled.values()]
        expected = {
            member: organisation_id(group) for group in organisations(self.members, standing) for member in group
        }
        assert self.belongs == expected

    @invariant()
    def what_a_person_keeps_apart_is_apart(self) -> None:
        for pair, verdict in self.decided.items():
            if verdict.verdict == "not the same":
                assert self.belongs[pair[0]] != self.belongs[pair[1]]


TestSequences = Book.TestCase
# Ten thousand sequences were the promise: HARVEST_SEQUENCES=10000 runs them.
TestSequences.settings = settings(
    max_examples=int(os.environ.get("HARVEST_SEQUENCES", "200")), stateful_step_count=20, deadline=None
)
