"""The verdict on a number of hits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.bands import BANDS, Bands


@pytest.mark.parametrize(
    ("hits", "universe", "band"),
    [
        (0, None, "dead"),
        (1, None, "too few"),
        (2, None, "too few"),
        (3, None, "workable"),
        (75, None, "workable"),
        (76, None, "wide"),
        (99, None, "wide"),
        (100, None, "unmanageable"),
        (525, 1400, "unmanageable"),
        (90, 1400, "wide"),
        (90, 800, "unmanageable"),
        (80, 800, "wide"),
        # A small source: what one person reads stays workable, however large its share.
        (40, 56, "workable"),
    ],
)
def test_where_the_verdict_changes(hits: int, universe: int | None, band: str) -> None:
    assert Bands().verdict(hits, universe) == band


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 3000))
def test_more_hits_are_never_a_lesser_band(one: int, other: int, universe: int) -> None:
    fewer, more = sorted((one, other))
    bands = Bands()
    assert BANDS.index(bands.verdict(fewer, universe)) <= BANDS.index(bands.verdict(more, universe))
