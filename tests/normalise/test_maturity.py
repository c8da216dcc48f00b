"""What profiles say of an organisation's maturity: members, labels, distinctions, ticked facets."""

from __future__ import annotations

import pytest

from harvest.normalise.facets import FACET_OF_FIELD, KNOWN, facet_value
from harvest.normalise.labels import label_issuer, label_level, label_year
from harvest.normalise.members import contradictions
from harvest.normalise.rules import statements
from harvest.records import Value
from harvest.vocabulary import facet_values


@pytest.mark.parametrize(
    ("counts", "contradiction"),
    [
        ({"total": 435, "sme": 222, "startup": 42, "large": 160, "research": 22, "other": 31}, ""),
        ({"total": 293, "sme": 280, "startup": 5, "research": 6, "civil_society": 5, "other": 2}, ""),
        ({"total": 286, "sme": 280}, ""),
        ({"total": 10, "sme": 8, "large": 1, "research": 0}, "10 members in total, but 8 + 1 + 0 = 9"),
        ({"total": 10, "sme": 11}, "10 members in total, but 11 = 11"),
        ({"sme": 5, "startup": 6}, "6 start-ups among 5 SMEs"),
        ({}, ""),
    ],
)
def test_members_are_checked_and_left_alone(counts: dict[str, int], contradiction: str) -> None:
    assert contradictions({f"members_{kind}": number for kind, number in counts.items()}) == (
        [contradiction] if contradiction else []
    )
    values = [Value(f"members_{kind}", str(number), "x") for kind, number in counts.items()]
    stated = statements(values)
    assert {s.field: int(s.value) for s in stated if s.field != "warning"} == {v.field: int(v.original) for v in values}
    assert [s.value for s in stated if s.field == "warning"] == ([contradiction] if contradiction else [])


@pytest.mark.parametrize(
    ("printed", "level", "year", "issuer"),
    [
        ("Gold Label", "gold", None, None),
        ("Silver label of ECEI (2018)", "silver", 2018, "ESCA"),
        ("Bronze (2024)", "bronze", 2024, "EUCLES"),
        ("Gold Label 2023", "gold", 2023, None),
        ("Gold Label 2021-2024", "gold", None, None),
        ("Gold or Silver", None, None, None),
        ("ISO 9001:2008", None, None, None),
    ],
)
def test_a_label_has_the_issuer_of_its_year(
    printed: str, level: str | None, year: int | None, issuer: str | None
) -> None:
    assert (label_level(printed), label_year(printed), label_issuer(label_year(printed))) == (level, year, issuer)


def test_other_distinctions_are_told_apart() -> None:
    printed = "National Mature Cluster, ISO 9001:2008; Seal of Excellence, EDIH North"
    stated = statements([Value("other_label", printed, "Other Label")])
    assert [s.value for s in stated if s.field == "award"] == [
        "National Mature Cluster", "ISO 9001:2008", "Seal of Excellence", "EDIH North"
    ]  # fmt: skip
    assert {(s.field, s.value) for s in stated} >= {("is_edih", "true"), ("has_seal_of_excellence", "true")}
    assert all(s.original == printed for s in stated)


def test_every_facet_value_is_known_by_its_own_words_and_in_its_group() -> None:
    field_of = {facet: field for field, facet in FACET_OF_FIELD.items()}
    for known in facet_values():
        if known.facet in field_of:
            for spelling in (known.value, *known.aliases):
                assert facet_value(field_of[known.facet], spelling) == known.value
            assert facet_value(field_of[known.facet], known.name) == (known.name if known.group else known.value)
    (ticked,) = statements([Value("ecosystem", "Mobility, Transport, Automotive", "x")])
    assert (ticked.value, ticked.how) == ("Mobility-Transport-Automotive", KNOWN)
    (free,) = statements([Value("technology_field", "Alchemy", "x")])
    assert (free.value, free.how) == ("Alchemy", "as printed")
