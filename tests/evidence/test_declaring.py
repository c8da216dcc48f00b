"""Which home priority a declared title is about: the titles are real ones, as the platforms print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.evidence.declaring import HomePriority, filed_under, matches
from harvest.strategy import load

NINE = [
    HomePriority(one.id, (one.name_en, one.name_sv), (*one.terms_en, *one.terms_sv), one.s3) for one in load().priority
]


def taken(title: str, description: str = "") -> dict[str, str]:
    return {one.priority: one.reason for one in matches(NINE, title, description)}


@pytest.mark.parametrize(
    ("title", "priority", "reason"),
    [
        ("Renewable energy", "fornybar-energi", "is called 'Renewable energy'"),
        ("SKOGLIG BIOEKONOMI", "skoglig-bioekonomi", "is called 'Skoglig bioekonomi'"),
        ("Agri-Food", "foodtech", "its title says 'agrifood'"),
        ("Agricultural innovation and food technologies", "foodtech", "its title says 'food technology'"),
        ("Innovation in Public Administration", "govtech", "its title says 'public administration'"),
        ("Advanced materials and processes for mass-production industries", "avancerad-specialtillverkning",
         "its title says the S3 area 'KETs/Advanced materials'"),
    ],
)  # fmt: skip
def test_a_title_is_known_by_name_term_or_area(title: str, priority: str, reason: str) -> None:
    assert taken(title) == {priority: reason}


@pytest.mark.parametrize("title", ["Tourism", "Food", "Tech", "Energy", "Smart specialisation", "", "Healthy Society"])
def test_what_is_something_else_or_too_wide_is_taken_for_nothing(title: str) -> None:
    assert taken(title) == {}


def test_one_title_may_be_about_several_priorities() -> None:
    assert set(taken("Advanced manufacturing and complex systems")) == {
        "avancerad-specialtillverkning",
        "komplexa-system",
    }


def test_a_description_counts_by_a_name_or_by_two_terms_but_not_by_one() -> None:
    assert taken("Energy", "solar and more") == {}
    assert taken("Energy", "solar, hydropower and more") == {
        "fornybar-energi": "its description says 'solar' and 'hydropower'"
    }
    assert taken("Transport", "we work for autonomous mobility") == {
        "autonom-mobilitet": "its description says 'Autonomous mobility'"
    }


def test_a_word_within_a_word_is_no_term() -> None:
    assert taken("Solarium and timberland") == {}


def test_a_policy_objective_is_filed_under_its_area_alone() -> None:
    (found,) = filed_under(NINE, "Digital transformation » e-Government (e.g. e-Procurement)")
    assert (found.priority, found.reason) == (
        "govtech",
        "is filed under the S3 area 'Digital transformation/e-Government'",
    )
    assert filed_under(NINE, "Digital transformation") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_answered_and_each_priority_once(title: str, description: str) -> None:
    found = matches(NINE, title, description)
    assert len({one.priority for one in found}) == len(found)
    assert all(0 < one.score <= 1 and one.reason for one in found)
