"""From judgements to organisations: a function of the records and the judgements on them, and of nothing else.

So the same rows give the same organisations in whatever order they came, and undoing is leaving a judgement out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from harvest.identity.rules import NOT_THE_SAME, SAME

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A standing judgement, as far as it matters here."""

    pair: Pair
    """Record ids, in alphabetical order."""
    verdict: str
    score: float
    by_person: bool

    @classmethod
    def of(cls, left: str, right: str, verdict: str, score: float, decided_by: str) -> Verdict:
        """The verdict of a judgement, whichever side its records are on."""
        return cls((min(left, right), max(left, right)), verdict, score, by_person(decided_by))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records that are judged not to be the same, and that other judgements make the same all the same."""

    apart: Verdict
    kept_apart: bool
    """True where a person said so: it holds. Against a rule's ``not the same`` the links hold."""
    given_up: tuple[Verdict, ...]
    """The ``same`` that were left out to keep records of this group apart, weakest first."""


def by_person(decided_by: str) -> bool:
    """Whether a judgement is a person's: ``person``, or ``person: `` and whatever tells which hand it was."""
    return decided_by == "person" or decided_by.startswith("person:")


def organisations(members: set[str], verdicts: Iterable[Verdict]) -> list[set[str]]:
    """The members, grouped by what is judged ``same``.

    A person's verdict replaces the rules' on its pair. A person's ``not the same`` also holds across third
    records: of the links that would join the two after all, the weaker ones are left out (a person's ``same``
    counts as stronger than any rule's). ``conflicts`` says where that happened.
    """
    groups, _ = _grouped(members, list(verdicts))
    return groups


def conflicts(members: set[str], verdicts: Iterable[Verdict]) -> list[Conflict]:
    """Where judgements contradict each other: A is B, B is C, but A is not C. In the order of the pairs."""
    standing = list(verdicts)
    groups, given_up = _grouped(members, standing)
    ruled = {verdict.pair for verdict in standing if verdict.by_person}
    together = {member: group for group in groups for member in group}
    linked = _joined(members, _links(members, standing))
    found = []
    for verdict in standing:
        left, right = verdict.pair
        if verdict.verdict != NOT_THE_SAME or not members.issuperset(verdict.pair):
            continue
        if verdict.by_person and linked[left] is linked[right]:
            lost = tuple(link for link in reversed(given_up) if link.pair[0] in linked[left])
            found.append(Conflict(verdict, True, lost))
        elif not verdict.by_person and verdict.pair not in ruled and together[left] is together[right]:
            found.append(Conflict(verdict, False, ()))
    return sorted(found, key=lambda conflict: (conflict.apart.pair, not conflict.kept_apart))


def reachable(start: str, neighbours: Callable[[set[str]], set[str]]) -> set[str]:
    """All that a record is connected with, itself included; ``neighbours`` gives those of several at once."""
    reached, frontier = {start}, {start}
    while frontier:
        frontier = neighbours(frontier) - reached
        reached |= frontier
    return reached


def _links(members: set[str], verdicts: list[Verdict]) -> list[Verdict]:
    """Every ``same`` that counts, the strongest first."""
    ruled = {verdict.pair for verdict in verdicts if verdict.by_person}
    counting = (
        verdict
        for verdict in verdicts
        if verdict.verdict == SAME
        and members.issuperset(verdict.pair)
        and (verdict.by_person or verdict.pair not in ruled)
    )
    return sorted(counting, key=lambda link: (not link.by_person, -link.score, link.pair))


def _grouped(members: set[str], verdicts: list[Verdict]) -> tuple[list[set[str]], list[Verdict]]:
    apart: dict[str, set[str]] = {}
    for verdict in verdicts:
        if verdict.by_person and verdict.verdict == NOT_THE_SAME:
            for one, other in (verdict.pair, verdict.pair[::-1]):
                apart.setdefault(one, set()).add(other)
    group_of = {member: {member} for member in members}
    given_up = []
    for link in _links(members, verdicts):
        smaller, larger = sorted((group_of[one] for one in link.pair), key=len)
        if smaller is larger:
            continue
        if any(not larger.isdisjoint(apart[member]) for member in smaller if member in apart):
            given_up.append(link)
            continue
        larger |= smaller
        group_of.update(dict.fromkeys(smaller, larger))
    return list({id(group): group for group in group_of.values()}.values()), given_up


def _joined(members: set[str], links: list[Verdict]) -> dict[str, set[str]]:
    """The group of each member if no link were left out."""
    group_of = {member: {member} for member in members}
    for link in links:
        smaller, larger = sorted((group_of[one] for one in link.pair), key=len)
        if smaller is not larger:
            larger |= smaller
            group_of.update(dict.fromkeys(smaller, larger))
    return group_of
