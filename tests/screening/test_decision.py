"""What a decision may say, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.errors import UsageError
from harvest.screening.decision import MOST, Decision, changed, fingerprint, named, roles, with_priority

NINE = {name: (name.title(), f"{name} (sv)") for name in ("food-tech", "gov", "mobility", "forest", "care")}


def test_a_fourth_priority_is_refused_and_the_three_are_named() -> None:
    with pytest.raises(UsageError, match=r"3 priorities already: food, gov, care; `--drop` one .* room for forest"):
        with_priority(("food", "gov", "care"), "forest", None)


@pytest.mark.parametrize(
    ("known", "rank", "after"),
    [
        ((), None, ("new",)),
        (("a",), None, ("a", "new")),
        (("a", "b"), 1, ("new", "a", "b")),
        (("a", "b"), 2, ("a", "new", "b")),
        (("a", "new"), None, ("a", "new")),
        (("a", "b", "new"), 1, ("new", "a", "b")),
        (("new", "b", "c"), 3, ("b", "c", "new")),
    ],
)
def test_a_rank_moves_the_others_down(known: tuple[str, ...], rank: int | None, after: tuple[str, ...]) -> None:
    assert with_priority(known, "new", rank) == after


def test_a_rank_that_leaves_a_gap_is_refused() -> None:
    with pytest.raises(UsageError, match="--rank 3 would leave a gap"):
        with_priority(("a",), "new", 3)


@given(
    st.lists(st.sampled_from("abcde"), max_size=MOST, unique=True),
    st.sampled_from("abcde"),
    st.none() | st.integers(1, 3),
)
def test_no_priority_is_lost_or_doubled(known: list[str], priority: str, rank: int | None) -> None:
    try:
        after = with_priority(known, priority, rank)
    except UsageError:
        return
    assert sorted(after) == sorted({*known, priority})
    assert len(after) <= MOST
    if rank is not None:
        assert after[rank - 1] == priority


@pytest.mark.parametrize("written", ["food-tech", "Food-Tech", "FOOD TECH", "food-tech (SV)"])
def test_a_priority_is_known_by_id_and_name_in_any_spelling(written: str) -> None:
    assert named("priority", written, NINE) == "food-tech"


def test_what_is_no_priority_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no priority is called 'Foodteck'; nearest: Food-Tech"):
        named("priority", "Foodteck", NINE)


def test_what_is_not_given_stays() -> None:
    before = Decision("link", ("gov",), "research", "in own words", "once")
    after = changed(before, NINE, tier="full", reason="again")
    assert after == Decision("full", ("gov",), "research", "in own words", "again")
    after = changed(before, NINE, priority="Care", drop="gov", role="Test bed", description=" a\n b ", reason="again")
    assert after == Decision("link", ("care",), "test-bed", "a b", "again")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "nothing is decided"),
        ({"rank": 1, "tier": "full"}, "give --priority too"),
        ({"tier": "fool"}, "no tier is called 'fool'; nearest: full"),
        ({"role": "researcher"}, "nearest: research"),
        ({"description": "call +46 70 123 45 67"}, "a telephone number in it"),
        ({"drop": "care"}, "not under care, but under gov"),
    ],
)
def test_a_mistake_is_explained(given: dict[str, str], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        changed(Decision(priorities=("gov",)), NINE, reason="r", **given)  # type: ignore[arg-type]


def test_every_role_has_both_names_and_no_two_are_alike() -> None:
    assert {"raw-material", "integrator", "finance", "test-bed"} <= set(roles())
    names = [name for both in roles().values() for name in set(both)]
    assert all(names)
    assert len(set(names)) == len(names)


def test_a_fingerprint_tells_decisions_apart_and_knows_no_order_of_records() -> None:
    one = fingerprint(Decision("full"), ["a", "b"], "person", "2026")
    assert one == fingerprint(Decision("full"), ["b", "a"], "person", "2026")
    assert one != fingerprint(Decision("link"), ["a", "b"], "person", "2026")
    assert one != fingerprint(Decision("full"), ["a", "b"], "person", "2027")
