"""How much the evidence on a pair weighs, in bits: each doubles the odds that the two records are one organisation.

The match weights of Fellegi and Sunter: every kind of evidence has cases, each case a weight, and weights add up. Those
of the names include how seldom any pair with such names is one; 0 in all is even odds.

``python -m bench.weights`` fits them on invented records, and prints them beside these. They stand here in halves. Two
are not as fitted, since life is less regular than what is invented: two words in common are less of a name there
(2.9), and two days more of a contradiction (-0.6).
"""

from __future__ import annotations

import numpy as np

from harvest.identity.columns import Array
from harvest.identity.comparison import Evidence

Case = tuple[str, float]
"""What it says, and its weight."""

NAMES: tuple[Case, ...] = (
    ("one name of one word", -2),
    ("one name of two words", 2.5),
    ("one name of several words", 5),
    ("one name of one word or two, but for a typing error", -0.5),
    ("one name of three words, but for a typing error", 2),
    ("one name of many words, but for a typing error", 4.5),
    ("one name holds the other, by one word", -7),
    ("one name holds the other, by two words", -6),
    ("one name holds the other, by three words", -2.5),
    ("one name holds the other, by many words", 1),
    ("a name that begins alike", -4.5),
    ("several words that are or begin alike", -3.5),
    ("the initials of one", -4.5),
    ("two names", -14.5),
    ("two names, a word that begins alike", -10.5),
    ("two names, a word in common", -10.5),
    ("two names, a word in common and one that begins alike", -6),
    ("two names, words in common", -7),
    ("two names, words in common and one that begins alike", -4.5),
)
PLACE: tuple[Case, ...] = (
    ("no place to compare", 0),
    ("two regions", -3),
    ("one town", 5),
    ("two towns", -3),
    ("one region (NUTS 2 or 3)", 5),
    ("one region (NUTS 1)", 2.5),
)
YEAR: tuple[Case, ...] = (("no year to compare", 0), ("one year", 4.5), ("years far apart", -5))
DAY: tuple[Case, ...] = (("no day to compare", 0), ("one day", 3.5), ("two days", -2))
SITE: tuple[Case, ...] = (("no homepages to compare", 0), ("two homepages", -3))
TICKED: tuple[Case, ...] = (
    ("too little ticked", 0),
    ("hardly a value ticked by both", -5),
    ("few values ticked by both", -5),
    ("some values ticked by both", -2.5),
    ("a third of the values ticked by both", 0),
    ("many values ticked by both", 2.5),
    ("half of the values ticked by both", 5),
    ("the same values ticked", 5),
)
TABLES: dict[str, tuple[Case, ...]] = {
    "names": NAMES, "place": PLACE, "year": YEAR, "day": DAY, "homepages": SITE, "ticked": TICKED,
}  # fmt: skip
MOST = 5.0
"""No one thing but the names counts for more, or against more: 32 times."""
_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Of the values that either ticks, those that both do: where one case of ``TICKED`` ends and the next begins."""
_FEWEST = 6
"""Values that either ticks, below which their choice says nothing."""


def cases(evidence: Evidence) -> dict[str, Array]:
    """By table, the case of each pair."""
    far = evidence["nuts"] == -1
    either = evidence["ticked_either"]
    share = np.searchsorted(_SHARES, evidence["ticked"] / np.maximum(either, 1), side="right") + 1
    return {
        "names": _names(evidence),
        # Two towns of one name lie in two regions.
        "place": np.select(
            [far, evidence["city"] == 1, evidence["city"] == -1, evidence["nuts"] >= 4, evidence["nuts"] == 3],
            [1, 2, 3, 4, 5],
        ),
        "year": np.where(evidence["year"] == -1, 2, evidence["year"]),
        # Years that are far apart have said it already.
        "day": np.where(evidence["date"] == -1, 2 * (evidence["year"] != -1), evidence["date"]),
        "homepages": (evidence["host"] == -1).astype(np.int8),
        "ticked": np.where(either < _FEWEST, 0, share),
    }


def weigh(cased: dict[str, Array]) -> Array:
    """The weight of each pair, all kinds of evidence together."""
    return np.asarray(sum(_BITS[table][case] for table, case in cased.items()))


def probability(weight: Array) -> Array:
    """The share of pairs of such a weight that are one organisation: never quite nothing, never quite all."""
    return np.clip(np.round(1 / (1 + np.exp2(-weight)), 2), 0.01, 0.99)


def _names(evidence: Evidence) -> Array:
    common, kin = evidence["exact"] + evidence["near"], np.minimum(evidence["kin"], 1)
    equal = evidence["equal"]
    exactly = equal & (evidence["near"] == 0)
    every_word = evidence["only_left"] + evidence["only_right"] == 0
    telling = np.clip(common - evidence["local"], 0, 2)
    return np.select(
        [exactly, equal, evidence["holds"], every_word, evidence["acronym"], (telling < 2) & (evidence["kin"] >= 2)],
        [
            np.clip(common, 1, 3) - 1,
            3 + np.clip(common, 2, 4) - 2,
            6 + np.clip(common, 1, 4) - 1,
            10 + (common + evidence["kin"] >= 2),
            12,
            18,
        ],
        13 + 2 * telling + kin,
    )


_BITS = {table: np.array([bits for _, bits in some], np.float32) for table, some in TABLES.items()}
