"""The weights of evidence, fitted on invented records, beside those in use.

    python -m bench.weights [--size 100000] [--seed 11]

Logistic regression over the cases of ``harvest.identity.weights``, on the pairs that share a key, no address, and one
country. The pair of names that speaks for two records is chosen by the weights in use: fit again after a change.
"""

from __future__ import annotations

import argparse
import math

import numpy as np

from bench.inventing import shuffled
from harvest.identity.candidate import candidate_of
from harvest.identity.columns import Array, Columns
from harvest.identity.matching import match
from harvest.identity.rules import RULES
from harvest.identity.weights import MOST, NAMES, TABLES, cases

RIDGE = 1.0
"""Keeps a case of few pairs near nothing."""


def fitted(cased: dict[str, Array], same: Array) -> dict[str, list[float]]:
    """By table, the weight of each case in bits; none but a name's is beyond ``MOST``."""
    places, width = {}, 0
    for table, some in TABLES.items():
        places[table] = width
        width += len(some)
    columns = np.stack([cased[table].astype(np.int64) + places[table] for table in TABLES])
    patterns, which = np.unique(columns, axis=1, return_inverse=True)
    design = np.zeros((patterns.shape[1], width))
    for row in patterns:
        design[np.arange(len(row)), row] = 1
    many, true = np.bincount(which.ravel()), np.bincount(which.ravel(), weights=same)
    named = np.arange(width) < len(NAMES)
    held = np.full(width, np.nan)
    held[[place for table, place in places.items() if table != "names"]] = 0
    while True:
        bits = _newton(design, many, true, held)
        beyond = ~named & (np.abs(bits) > MOST)
        if not beyond.any():
            break
        held[beyond] = np.sign(bits[beyond]) * MOST
    return {table: bits[places[table] : places[table] + len(some)].tolist() for table, some in TABLES.items()}


def _newton(design: Array, many: Array, true: Array, held: Array) -> Array:
    free = np.isnan(held)
    bits = np.where(free, 0, held)
    for _ in range(30):
        share = 1 / (1 + np.exp2(-np.clip(design @ bits, -40, 40)))
        slope = design.T @ (true - many * share) - RIDGE * bits
        bend = (design * (many * share * (1 - share))[:, None]).T @ design + RIDGE * np.eye(len(bits))
        bits[free] += np.linalg.solve(bend[np.ix_(free, free)], slope[free]) / math.log(2)
    return bits


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    made = shuffled(given.size, given.seed)
    truth = np.array([one.truth for one in made])
    columns = Columns(candidate_of(f"r{row:07}", one.values) for row, one in enumerate(made))
    decided = match(columns, every=True)
    weighed = decided.rule >= len(RULES)
    cased = cases({kind: values[weighed] for kind, values in decided.evidence.items()})
    same = (truth[decided.one] == truth[decided.other])[weighed]
    for table, weights in fitted(cased, same).items():
        for case, ((said, used), weight) in enumerate(zip(TABLES[table], weights, strict=True)):
            here = cased[table] == case
            print(f"{table:<10}{said:<58}{used:>5}{weight:>7.1f}{here.sum():>9}{same[here].sum():>8}")


if __name__ == "__main__":
    main()
