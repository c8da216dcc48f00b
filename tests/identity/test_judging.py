"""One homepage, one country, a compatible name: same, not the same, or unsure."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.identity.judging import NOT_THE_SAME, SAME, UNSURE, Blocks, Candidate, candidate, judge
from harvest.identity.names import name_tokens
from harvest.records import Judgement, Statement

HOME = "https://www.agency.example"


def one(record_id: str, name: str, country: str | None = "ES", homepage: str | None = HOME) -> Candidate:
    return Candidate(record_id, name, country, homepage)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (one("a", "Bron Innovation"), one("b", "Bron Innovation / Govtech Sweden"), SAME),
        (one("a", "NANOPROGRESS, z.s."), one("b", "Nanoprogress"), SAME),
        (one("a", "Málaga Tech Cluster"), one("b", "Cluster MALAGA TECH", homepage="http://agency.example/"), SAME),
        (one("a", "CTA Agrifood"), one("b", "CTA Biotech"), NOT_THE_SAME),
        (one("a", "CTA"), one("b", "CTA Biotech"), UNSURE),
        (one("a", "Plastics Cluster", "CZ"), one("b", "Plastics Cluster", "AT"), NOT_THE_SAME),
        (one("a", "Plastics Cluster", None), one("b", "Plastics Cluster", "AT"), UNSURE),
        (one("a", "Plastics Cluster"), one("b", "Plastics Cluster", homepage=HOME + "/other"), NOT_THE_SAME),
    ],
)
def test_verdicts(left: Candidate, right: Candidate, verdict: str) -> None:
    found = judge(left, right)
    assert found.verdict == verdict
    assert found.reasons
    assert judge(right, left) == found


def test_a_candidate_is_made_of_first_statements() -> None:
    stated = [
        Statement(field, value, value, "as printed")
        for field, value in (("name", "A"), ("name", "B"), ("country", "SE"))
    ]
    assert candidate("x", stated) == Candidate("x", "A", "SE", None)


def test_a_record_moves_with_its_homepage() -> None:
    blocks = Blocks([one("a", "A"), one("b", "B")])
    blocks.put(one("b", "B", homepage="https://elsewhere.example"))
    assert blocks.beside(one("a", "A")) == []
    assert blocks.beside(one("c", "C", homepage=None)) == []


def test_a_name_is_more_than_its_legal_form() -> None:
    assert name_tokens("CyberForum e.V.") == {"cyberforum"}
    assert name_tokens("AB") == {"ab"}


NAMES = ["CTA", "CTA Biotech", "CTA Agrifood", "CTA Biotech and Agrifood", "Andalusian Plastic Cluster"]


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(names: list[str], order: random.Random) -> None:
    records = [one(f"r{number}", name) for number, name in enumerate(names)]
    assert _judged(records) == _judged(order.sample(records, len(records)))


def _judged(records: list[Candidate]) -> set[Judgement]:
    blocks, found = Blocks(), set()
    for record in records:
        found |= {judge(record, other) for other in blocks.beside(record)}
        blocks.put(record)
    return found
