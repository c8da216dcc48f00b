"""A printed value of a classification is found with or without its code, its group, and in slightly other words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvest.normalise.classifications import KINDS, class_of, classes
from harvest.normalise.regions import region_statements
from harvest.records import Value

ALL = [one for kind in KINDS for one in classes(kind)]


@pytest.mark.parametrize(
    ("kind", "printed", "label"),
    [
        ("economic_domain", "C - Manufacturing » C.28 - Manufacture of machinery and equipment n.e.c.", "C.28"),
        ("economic_domain", "Manufacture of machinery & equipment", "C.28"),
        ("economic_domain", "Manufacture of basic pharmaceutical products and preparations", "C.21"),
        ("economic_domain", "Human health activities (medical services)", "Q.86"),
        ("economic_domain", "C - Manufacturing", "C"),
        ("scientific_domain", "07 - Health", "07"),
        ("policy_objective", "KETs » Micro/ Nano-electronics", "Micro/Nano electronics"),
        (
            "policy_objective",
            "Cleaner environment & efficient energy networks",
            "Cleaner environment & efficient energy networks & low energy computing",
        ),
        ("policy_objective", "e-Health", "e-Health (e.g. healthy ageing)"),
        ("economic_domain", "H.49 - Land transport", "H.49"),
        ("economic_domain", "Land transport", None),
        ("economic_domain", "H.49 - Manufacture of food products", "C.10"),
        ("economic_domain", "Manufacture of toys", None),
        ("economic_domain", "Alchemy", None),
        ("economic_domain", "", None),
        ("policy_objective", "C.28 - ", None),
    ],
)
def test_a_printed_value_is_found_or_is_not(kind: str, printed: str, label: str | None) -> None:
    found = class_of(kind, printed)
    assert (found and (found.code or found.label)) == label


def test_the_group_tells_values_of_one_name_apart() -> None:
    below = [one for one in classes("policy_objective") if one.label.startswith("Transport & logistics")]
    assert len({one.group for one in below}) == 2
    for one in below:
        assert class_of("policy_objective", f"{one.group} » {one.label}") == one


@settings(deadline=None)
@given(st.sampled_from(ALL))
def test_every_value_is_found_by_its_own_name(one) -> None:  # type: ignore[no-untyped-def]
    assert class_of(one.kind, one.name) == one


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.text())
def test_no_text_breaks_the_look_up(kind: str, printed: str) -> None:
    found = class_of(kind, printed)
    assert found is None or found.kind == kind


def test_a_region_states_the_known_wording_and_keeps_the_printed_one() -> None:
    printed = "C.28 - Manufacture of machinery & equipment n.e.c."
    stated = region_statements("SE321", (Value("economic_domain", printed, "Economic domains"),))
    (domain,) = [one for one in stated if one.field == "economic_domain"]
    assert domain.value == "Manufacturing » C.28 - Manufacture of machinery and equipment n.e.c."
    assert domain.original == printed
