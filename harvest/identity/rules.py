"""From evidence to a verdict: a list of rules, read from the top; the first that holds decides.

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

SAME, NOT_THE_SAME, UNSURE = "same", "not the same", "unsure"
RULES_VERSION = "rules/3"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the list. A rule of score 0 says nothing worth keeping."""

    verdict: str
    score: float
    because: str
    holds: Callable[[Facts], Array]


class Facts:
    """The evidence in the words of the rules."""

    def __init__(self, evidence: Evidence) -> None:
        self.common = evidence["exact"] + evidence["near"]
        self.alike = self.common + evidence["kin"]
        self.telling = self.common - evidence["local"]
        left, right = evidence["only_left"], evidence["only_right"]
        self.every_word = left + right == 0
        self.equal = evidence["joined"] | (self.every_word & (evidence["kin"] == 0))
        self.exactly = self.equal & (evidence["near"] == 0)
        self.holds = (np.minimum(left, right) == 0) & (evidence["kin"] == 0) & (self.common > 0) & ~self.equal
        self.kin = evidence["kin"]
        self.acronym = evidence["acronym"]
        self.own = evidence["own"]
        self.here, self.abroad = evidence["country"] == 1, evidence["country"] == -1
        self.homepage = evidence["site"] == 1
        self.page = self.homepage & evidence["deep"]
        # Two pages of one site are two addresses, though one mail host serves both.
        self.address = self.homepage | ((evidence["mail"] == 1) & (evidence["host"] != 1))
        self.web = self.address | evidence["other_land"]
        self.elsewhere = (evidence["host"] == -1) & ~self.web
        self.unknown = ~evidence["addressed"]
        # Two towns of one name lie in two regions.
        self.far = evidence["nuts"] == -1
        self.place = (evidence["place"] == 1) & ~self.far
        self.town, self.other_town = (evidence["city"] == 1) & ~self.far, evidence["city"] == -1
        self.near = (evidence["nuts"] >= 3) | self.town
        # Another address on the web and another place: one of the two changes now and then, hardly ever both.
        self.moved = self.elsewhere & (self.far | self.other_town)
        self.year, self.other_year = evidence["year"] == 1, evidence["year"] == -1
        self.day, self.other_day = evidence["date"] == 1, evidence["date"] == -1
        both, either = evidence["ticked"], evidence["ticked_either"]
        # One thing ticked by both is no sign, half of a dozen is: two of one theme in one country share a third.
        self.ticks, self.mostly = (both >= 4) & (2 * both >= either), (both >= 4) & (5 * both >= 3 * either)
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
         lambda f: f.web & f.ticks & (~f.other_year | (f.alike >= 1))),
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
    # One name, and no address on the web to go by, or two.
    Rule(SAME, 0.95, "one name, one place, one year", lambda f: f.equal & f.town & f.year),
    Rule(SAME, 0.95, "one name, begun on one day", lambda f: f.equal & f.day),
    Rule(SAME, 0.94, "one name of several words, the same values ticked",
         lambda f: f.equal & (f.common >= 2) & f.ticks & ~f.moved),
    Rule(SAME, 0.94, "one name, one region, many of the same values ticked",
         lambda f: f.equal & (f.near & f.some | ~f.far & f.mostly) & ~f.moved),
    Rule(SAME, 0.93, "one name, one place",
         lambda f: f.equal & f.town & ~(f.elsewhere & (f.other_year | f.other_day)) & ~f.other_ticks),
    Rule(SAME, 0.92, "one name, one region, one year", lambda f: f.equal & f.near & f.year & ~f.elsewhere),
    Rule(UNSURE, 0.85, "one name, one region, but other years",
         lambda f: f.equal & f.near & ~f.elsewhere & f.other_year),
    Rule(SAME, 0.9, "one name of several words, one region",
         lambda f: f.equal & (f.common >= 2) & f.near & ~f.elsewhere & ~f.other_town & ~f.other_ticks),
    Rule(SAME, 0.9, "one name of several words, nothing against it",
         lambda f: f.exactly & (f.common >= 3) & ~f.far & ~f.elsewhere & ~f.other_year & ~f.other_town
         & ~f.other_ticks),
    Rule(SAME, 0.9, "one name of several words, one year",
         lambda f: (f.common >= 2) & f.year & (f.exactly | f.equal & ~f.other_town)
         & ~f.other_ticks & ~(f.elsewhere & (f.other_day | f.far))),
    Rule(SAME, 0.88, "one name, one year, nothing against it",
         lambda f: f.exactly & f.year & ~f.far & ~f.elsewhere & ~f.other_town),
    Rule(UNSURE, 0.7, "one name of several words",
         lambda f: f.equal & (f.common >= 2) & (f.year | ~f.far & ~f.elsewhere)),
    Rule(UNSURE, 0.4, "one name", lambda f: f.equal),
    # Names that agree in part.
    Rule(SAME, 0.9, "one name holds the other, one place, one year",
         lambda f: f.holds & (f.telling >= 2) & f.town & f.year & ~f.elsewhere),
    Rule(SAME, 0.95, "one name holds the other, begun on one day",
         lambda f: f.holds & f.day & ((f.common >= 2) & ~f.elsewhere | f.near | f.some)),
    Rule(SAME, 0.9, "one name holds the other, one region, the same values ticked",
         lambda f: f.holds & f.near & f.ticks & ~f.other_year & ~(f.elsewhere & f.other_day)),
    Rule(SAME, 0.9, "names alike word by word, one region, one year, town or choice of values",
         lambda f: f.every_word & f.near & (f.day | f.ticks | (f.year | f.town) & ~f.elsewhere & ~f.other_ticks)),
    Rule(SAME, 0.95, "initials that agree, one place, one year or the same values ticked",
         lambda f: f.acronym & f.place & (f.ticks | f.year & ~f.elsewhere & ~f.other_ticks)),
    Rule(SAME, 0.95, "a word in common, one place, begun on one day", lambda f: (f.telling >= 1) & f.place & f.day),
    Rule(SAME, 0.95, "a word in common, one place, one year, the same values ticked",
         lambda f: (f.telling >= 1) & f.place & f.year & f.ticks & ~f.elsewhere),
    Rule(SAME, 0.9, "begun on one day, many of the same values ticked",
         lambda f: f.day & (f.near & f.some | ~f.far & ~f.other_town & f.ticks)),
    Rule(SAME, 0.9, "words in common, one place, the same values ticked",
         lambda f: (f.alike >= 2) & (f.telling + f.kin >= 2) & f.place & f.ticks & ~f.elsewhere & ~f.other_year),
    Rule(UNSURE, 0.75, "one name holds the other, one region, one year",
         lambda f: f.holds & (f.common >= 2) & f.near & f.year),
    Rule(UNSURE, 0.65, "one name holds the other, one place",
         lambda f: f.holds & (f.telling >= 1) & f.place & ~f.elsewhere & ~f.other_year),
    Rule(UNSURE, 0.5, "names alike word by word, one region", lambda f: f.every_word & f.near & ~f.elsewhere),
    Rule(UNSURE, 0.5, "initials that agree, one place", lambda f: f.acronym & f.place & ~f.elsewhere),
    Rule(UNSURE, 0.3, "a word in common, one place, one year",
         lambda f: (f.telling >= 1) & f.place & f.year & ~f.elsewhere),
    Rule(UNSURE, 0.2, "words in common, one place",
         lambda f: (f.alike >= 2) & (f.telling + f.kin >= 2) & f.place & ~f.elsewhere & ~f.other_year),
    Rule(UNSURE, 0.1, "one name holds the other", lambda f: f.holds & (f.telling >= 2) & ~f.far & ~f.elsewhere),
    Rule(UNSURE, 0.2, "begun on one day, some of the same values ticked, two regions", lambda f: f.day & f.some),
    Rule(UNSURE, 0.05, "a word in common, one place, and no more is known",
         lambda f: (f.telling >= 1) & f.place & f.unknown),
    Rule(NOT_THE_SAME, 0.0, "too little in common", lambda f: f.here),
)  # fmt: skip
_RANK = {SAME: 0, UNSURE: 1, NOT_THE_SAME: 2}
RANKS = np.array([_RANK[rule.verdict] * len(RULES) + place for place, rule in enumerate(RULES)])
"""Of several names of one record, the one with the lowest rank speaks."""


def decide(evidence: Evidence) -> Array:
    """The place in ``RULES`` of the rule that decides each pair."""
    facts = Facts(evidence)
    decided = np.full(len(facts.equal), len(RULES) - 1)
    undecided = np.ones(len(decided), bool)
    for place, rule in enumerate(RULES):
        now = undecided & rule.holds(facts)
        decided[now] = place
        undecided &= ~now
    return decided
