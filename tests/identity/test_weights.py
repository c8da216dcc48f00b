"""What evidence weighs: every case has its weight, and they add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.weights import fitted
from harvest.identity.columns import Array
from harvest.identity.comparison import Evidence
from harvest.identity.weights import MOST, TABLES, cases, probability, weigh

COUNTS = ("exact", "near", "kin", "local", "only_left", "only_right")
AGREEMENTS = ("city", "year", "date", "host")
PAIR = st.fixed_dictionaries(
    {
        **{kind: st.integers(0, 8) for kind in COUNTS},
        **{kind: st.sampled_from([-1, 0, 1]) for kind in AGREEMENTS},
        "nuts": st.sampled_from([-1, 0, 2, 3, 4, 5]),
        "equal": st.booleans(),
        "holds": st.booleans(),
        "acronym": st.booleans(),
        "ticked": st.integers(0, 80),
        "ticked_either": st.integers(0, 160),
    }
)
NOTHING = dict.fromkeys((*COUNTS, *AGREEMENTS, "nuts", "ticked", "ticked_either"), 0)
PLAIN = {**NOTHING, "exact": 2, "equal": True, "holds": False, "acronym": False}


def evidence(*pairs: dict[str, int]) -> Evidence:
    return {kind: np.array([pair[kind] for pair in pairs]) for kind in pairs[0]}


def weight(**others: int) -> float:
    return float(weigh(cases(evidence({**PLAIN, **others})))[0])


@given(PAIR)
def test_every_pair_is_one_case_of_every_table(pair: dict[str, int]) -> None:
    cased = cases(evidence(pair))
    assert list(cased) == list(TABLES)
    said = [TABLES[table][int(case[0])][1] for table, case in cased.items()]
    assert weigh(cased)[0] == sum(said)


@given(st.lists(PAIR, min_size=1, max_size=5))
def test_pairs_are_weighed_each_for_itself(pairs: list[dict[str, int]]) -> None:
    together = weigh(cases(evidence(*pairs)))
    assert together.tolist() == [float(weigh(cases(evidence(pair)))[0]) for pair in pairs]


def test_more_values_ticked_by_both_never_weigh_less() -> None:
    weights = [weight(ticked=ticked, ticked_either=20) for ticked in range(21)]
    assert weights == sorted(weights)
    assert weights[0] < weight() < weights[-1]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"exact": 3}, {"exact": 2}),
        ({"exact": 3}, {"exact": 2, "near": 1}),
        ({"exact": 3, "equal": False, "holds": True}, {"exact": 2, "equal": False, "holds": True}),
        ({"city": 1}, {}),
        ({"nuts": 5}, {"nuts": 3}),
        ({"nuts": 3}, {"nuts": 2}),
        ({}, {"nuts": -1}),
        ({}, {"city": 1, "nuts": -1}),
        ({"year": 1}, {}),
        ({}, {"year": -1}),
        ({}, {"host": -1}),
        ({"date": 1, "year": 1}, {"year": 1}),
        ({"year": 1}, {"date": -1, "year": 1}),
    ],
)
def test_what_agrees_weighs_more(more: dict[str, int], less: dict[str, int]) -> None:
    assert weight(**more) > weight(**less)


def test_years_far_apart_have_said_what_their_days_say() -> None:
    assert weight(year=-1, date=-1) == weight(year=-1)


def test_no_one_thing_but_the_names_counts_for_very_much() -> None:
    assert all(abs(bits) <= MOST for table, some in TABLES.items() if table != "names" for _, bits in some)


def test_a_probability_is_never_quite_sure() -> None:
    assert probability(np.array([-40.0, 0.0, 3.0, 40.0])).tolist() == [0.01, 0.5, 0.89, 0.99]


def test_weights_are_found_in_pairs_that_were_made_by_them() -> None:
    dice = np.random.default_rng(7)
    cased: dict[str, Array] = {table: dice.integers(0, len(some), 200_000) for table, some in TABLES.items()}
    same = dice.random(200_000) < 1 / (1 + np.exp2(-weigh(cased)))
    for table, weights in fitted(cased, same).items():
        assert weights == pytest.approx([bits for _, bits in TABLES[table]], abs=0.5), table
