"""What need not be asked again, by what earlier runs know of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harvest.again import MARGIN, Before, HeldPage, KnownHit, KnownRecord, KnownSearch, card_sha256
from harvest.records import Hit
from tests.support.store import MONDAY, page

READ = datetime(2026, 11, 23, 8, tzinfo=UTC)
OLD = READ - 2 * MARGIN
HITS = tuple(Hit(rank, slug, f"http://127.0.0.1/{slug}", slug) for rank, slug in enumerate("abcd", start=1))
CARD = card_sha256(HITS[0])
DATES = dict.fromkeys("abcd", OLD)


def known(relied: int = 0, *, validators: bool = False) -> Before:
    record = KnownRecord("earlier", READ, validators, frozenset([CARD]), relied)
    return Before(records={"a": record}, every=3)


def searched(relied: int = 0, claimed: int | None = 4) -> Before:
    hits = tuple(KnownHit(hit, card_sha256(hit), READ) for hit in HITS)
    return Before(searches={"s": KnownSearch("earlier", claimed, hits, relied)}, every=3)


def test_a_record_stands_while_its_date_and_its_card_do() -> None:
    assert known().stands("a", CARD, DATES) == known().records["a"]
    says = known().records["a"].says(OLD)
    assert says == "not asked again: read on 2026-11-23, last changed on 2026-11-21 by the sitemap"


@pytest.mark.parametrize(
    ("card", "dates"),
    [
        (CARD, {}),
        (CARD, {"b": OLD}),
        (CARD, {"a": READ}),
        (CARD, {"a": READ - MARGIN}),
        (CARD, {"a": READ + timedelta(days=30)}),
        ("another", DATES),
        (None, DATES),
    ],
)
def test_a_record_is_asked_for_where_a_date_is_missing_or_new_or_its_card_is_another(
    card: str | None, dates: dict[str, datetime]
) -> None:
    assert known().stands("a", card, dates) is None


def test_a_page_that_says_itself_whether_it_changed_is_asked() -> None:
    assert known(validators=True).stands("a", CARD, DATES) is None
    assert not known(validators=True).wants_dates
    assert known().wants_dates


def test_nothing_is_relied_on_for_ever() -> None:
    held = {"k": HeldPage(page("a", MONDAY), 1)}
    assert Before(pages=held, every=3).held("k") == held["k"]
    assert Before(pages=held, every=2).held("k") is None
    assert known(1).stands("a", CARD, DATES) is not None
    assert known(2).stands("a", CARD, DATES) is None
    assert not known(2).wants_dates
    assert searched(1).rest_stands("s", 4, HITS[:2], DATES) is not None
    assert searched(2).rest_stands("s", 4, HITS[:2], DATES) is None


def test_what_a_run_without_a_past_knows_is_nothing() -> None:
    nothing = Before()
    assert nothing.held("k") is None
    assert nothing.stands("a", CARD, DATES) is None
    assert nothing.rest_stands("s", 4, HITS, DATES) is None
    assert not nothing.wants_dates


def test_the_rest_of_a_search_stands_if_none_of_its_hits_can_have_left() -> None:
    assert searched().rest_stands("s", 4, HITS[:2], DATES) == searched().searches["s"]


@pytest.mark.parametrize(
    ("claimed", "first", "dates"),
    [
        (5, HITS[:2], DATES),
        (None, HITS[:2], DATES),
        (4, HITS[1::-1], DATES),
        (4, (HITS[0], HITS[2]), DATES),
        (4, (HITS[0], Hit(2, "b", "http://127.0.0.1/b", "b", "b, edited")), DATES),
        (4, HITS[:2], {**DATES, "d": READ}),
        (4, HITS[:2], dict.fromkeys("abc", OLD)),
    ],
)
def test_another_claim_another_first_page_or_one_edited_hit_and_it_is_read_to_its_end(
    claimed: int | None, first: tuple[Hit, ...], dates: dict[str, datetime]
) -> None:
    assert searched().rest_stands("s", claimed, first, dates) is None


def test_a_search_whose_claim_did_not_hold_is_read_to_its_end() -> None:
    assert searched(claimed=5).rest_stands("s", 5, HITS[:2], DATES) is None
    assert searched(claimed=None).rest_stands("s", None, HITS[:2], DATES) is None
