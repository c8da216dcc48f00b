"""The gold set: real pairs, judged by reading. No false merge; every true one is merged or put before a person."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from harvest.identity.candidate import Candidate, candidate_of
from harvest.identity.columns import Columns
from harvest.identity.matching import judge, judgements, match
from harvest.identity.rules import SAME, UNSURE

GOLD = tomllib.loads((Path(__file__).parent / "gold" / "pairs.toml").read_text("utf-8"))
TRUE = [(pair["left"], pair["right"]) for pair in GOLD["pair"] if pair["truth"] == "same"]
UNCLEAR = [(pair["left"], pair["right"]) for pair in GOLD["pair"] if pair["truth"] == "unclear"]
FALSE = [pair for one in GOLD["set"] for pair in combinations(one["records"], 2)]
Stated = dict[str, str]


def named(pair: Any) -> str:
    return " | ".join(str(one["name"])[:30] for one in pair)


def stating(record_id: str, one: Stated) -> Candidate:
    return candidate_of(record_id, {field: [value] for field, value in one.items()})


def found(left: Stated, right: Stated) -> str | None:
    """The verdict of the batch path: None where the two never meet."""
    columns = Columns([stating("left", left), stating("right", right)])
    verdicts = [judgement.verdict for judgement in judgements(columns, match(columns))]
    return verdicts[0] if verdicts else None


def without_site(one: Stated) -> Stated:
    return {field: value for field, value in one.items() if field != "homepage"}


@pytest.mark.parametrize("pair", TRUE, ids=named)
def test_a_true_pair_is_merged_or_put_before_a_person(pair: tuple[Stated, Stated]) -> None:
    assert found(*pair) in (SAME, UNSURE)
    assert found(*map(without_site, pair)) in (SAME, UNSURE)


@pytest.mark.parametrize("pair", FALSE, ids=named)
def test_a_false_pair_is_never_merged(pair: tuple[Stated, Stated]) -> None:
    for left, right in (pair, tuple(map(without_site, pair))):
        assert judge(stating("left", left), stating("right", right)).verdict != SAME


@pytest.mark.parametrize("pair", UNCLEAR, ids=named)
def test_an_unclear_pair_is_put_before_a_person(pair: tuple[Stated, Stated]) -> None:
    assert found(*pair) == UNSURE


def test_the_gold_set_is_all_there() -> None:
    assert (len(TRUE), len(UNCLEAR), len(FALSE)) == (11, 1, 45)
