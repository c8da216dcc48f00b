"""From evidence to a verdict: for pairs that share an address, a list of rules, read from the top; the rest is weighed.

Each rule has a verdict, a score and a sentence. The score is about the share of such pairs that were one organisation
among invented records (``make bench-identity``); it orders what waits for a person and says which of two links is
the weaker one. What is uncertain is left to a person: a false merge spoils counts unseen, a question does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from harvest.identity.columns import Array
from harvest.identity.comparison import Evidence
from harvest.identity.weights import NAMES, cases, probability, weigh

SAME, NOT_THE_SAME, UNSURE = "same", "not the same", "unsure"
RULES_VERSION = "rules/4"
MERGED, ASKED = 3.0, -6.0
"""Weights from which on a pair is one organisation, or put before a person. One name always is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the list. A rule of score 0 says nothing worth keeping."""

    verdict: str
    score: float
    because: str
    holds: Callable[[Facts], Array]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What weighing comes to, by what the names are like. The score comes from the weight."""

    verdict: str
    because: str


class Facts:
    """The evidence in the words of the rules."""

    def __init__(self, evidence: Evidence) -> None:
        self.common = evidence["exact"] + evidence["near"]
        self.alike = self.common + evidence["kin"]
        self.every_word = evidence["only_left"] + evidence["only_right"] == 0
        self.equal, self.holds = evidence["equal"], evidence["holds"]
        self.kin = evidence["kin"] > 0
        self.acronym = evidence["acronym"]
        self.own = evidence["own"]
        self.here, self.abroad = evidence["country"] == 1, evidence["country"] == -1
        self.homepage = evidence["site"] == 1
        self.page = self.homepage & evidence["deep"]
        # Two pages of one site are two addresses, though one mail host serves both.
        self.address = self.homepage | ((evidence["mail"] == 1) & (evidence["host"] != 1))
        self.web = self.address | evidence["other_land"]
        self.far = evidence["nuts"] == -1
        # Two towns of one name lie in two regions.
        self.near = ~self.far & ((evidence["nuts"] >= 3) | (evidence["city"] == 1))
        self.year, self.other_year = evidence["year"] == 1, evidence["year"] == -1
        self.day = evidence["date"] == 1
        both, either = evidence["ticked"], evidence["ticked_either"]
        # One thing ticked by both is no sign, two fifths of ten are: two of one theme in one country share a third.
        self.ticks, self.mostly = (both >= 4) & (5 * both >= 2 * either), (both >= 4) & (2 * both >= either)
        self.some = (both >= 4) & (3 * both >= either)
        self.other_ticks = (either >= 6) & (5 * both < either)
        self.few = (either >= 6) & ~self.other_ticks


RULES = (
    # Another country, or one that is not known: never the same without a person.
    Rule(UNSURE, 0.4, "one homepage and one name, but two countries",
         lambda f: f.abroad & f.homepage & (f.equal | f.holds)),
    Rule(NOT_THE_SAME, 0.1, "one homepage, but two countries and two names", lambda f: f.abroad & f.homepage),
    Rule(UNSURE, 0.5, "one homepage, but the country of one is not known", lambda f: ~f.here & f.homepage),
    Rule(NOT_THE_SAME, 0.0, "not in one country", lambda f: ~f.here),
    # One address on the web. Sisters share it too: with nothing but a word or two in common, somebody has to look.
    Rule(SAME, 0.99, "one address on the web, one name", lambda f: f.web & f.equal),
    Rule(SAME, 0.98, "one address on the web, names alike word by word", lambda f: f.web & f.every_word),
    Rule(SAME, 0.97, "one address on the web, one name holds the other", lambda f: f.web & f.holds & (f.common >= 2)),
    Rule(SAME, 0.96, "one page of a site, a word in common", lambda f: f.page & (f.alike >= 1)),
    Rule(SAME, 0.95, "a site named after one of them, a word in common", lambda f: f.address & f.own & (f.alike >= 1)),
    Rule(SAME, 0.94, "one address on the web, initials that agree", lambda f: f.web & f.acronym),
    Rule(SAME, 0.96, "one address on the web, begun on one day", lambda f: f.web & f.day),
    Rule(SAME, 0.95, "one address on the web, the same values ticked",
         lambda f: f.web & (f.ticks & ~f.other_year | f.mostly & (f.alike >= 1))),
    Rule(SAME, 0.93, "one address on the web, a word that begins alike",
         lambda f: f.web & f.kin & ~f.other_year & ~f.other_ticks),
    Rule(SAME, 0.93, "one homepage, one year, a word in common",
         lambda f: f.homepage & f.year & ~f.far & (f.alike >= 1) & ~f.other_ticks),
    Rule(SAME, 0.92, "one address, one year, words in common",
         lambda f: f.web & f.year & ~f.far & (f.alike >= 2) & ~f.other_ticks),
    Rule(SAME, 0.9, "one address on the web, one year or words in common, some of the same values ticked",
         lambda f: f.web & (f.some & f.year | (f.alike >= 2) & (f.some | f.few & f.near))),
    Rule(UNSURE, 0.8, "one address on the web and one year, names that differ", lambda f: f.web & f.year & ~f.far),
    Rule(UNSURE, 0.7, "one address on the web, words in common", lambda f: f.web & (f.alike >= 2)),
    Rule(UNSURE, 0.3, "one address on the web, one name holds the other, by one word", lambda f: f.web & f.holds),
    Rule(UNSURE, 0.2, "a site named after one of them, two names", lambda f: f.web & f.own),
    Rule(UNSURE, 0.15, "one address on the web, names that differ", lambda f: f.web & ~f.other_year),
    Rule(NOT_THE_SAME, 0.1, "several organisations on one site", lambda f: f.web),
)  # fmt: skip
"""Every pair of two countries or of one address is decided here, and no other."""

DECISIONS: tuple[Rule | Weighed, ...] = (
    *RULES,
    *(Weighed(verdict, said) for verdict in (SAME, UNSURE, NOT_THE_SAME) for said, _ in NAMES),
)


def decide(evidence: Evidence) -> tuple[Array, Array]:
    """For each pair the place in ``DECISIONS`` of what decides it, and its score."""
    facts = Facts(evidence)
    decided = np.full(len(facts.equal), -1)
    for place, rule in enumerate(RULES):
        decided[(decided == -1) & rule.holds(facts)] = place
    score = _SCORES[decided]
    left = np.flatnonzero(decided == -1)
    cased = cases({kind: values[left] for kind, values in evidence.items()})
    weight = weigh(cased)
    verdict = np.select([weight >= MERGED, (weight >= ASKED) | facts.equal[left]], [0, 1], 2)
    decided[left] = len(RULES) + verdict * len(NAMES) + cased["names"]
    score[left] = probability(weight) * (verdict < 2)
    return decided, score


_SCORES = np.array([rule.score for rule in RULES], np.float32)
