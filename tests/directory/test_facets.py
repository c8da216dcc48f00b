"""When a record's value answers a facet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.directory import Directory, Document, Reading
from harvest.directory.facets import keys
from harvest.query import Facet
from harvest.vocabulary import FacetValue, facet_values


def answers(field: str, as_recorded: str, asked: str) -> bool:
    one = Document("r", "", {}, {field: frozenset({"something else", as_recorded})})
    with Directory([one], Reading("any")) as directory:
        return directory.count(Facet(field, asked)) == 1


@pytest.mark.parametrize(
    ("field", "as_recorded", "asked"),
    [
        ("s3", "KETs: Photonics", "KETs/Photonics"),
        ("s3", "KETs/Photonics", "KETs/Photonics"),
        ("s3", "Photonics", "KETs/Photonics"),
        ("s3", "PHOTONICS", "kets/photonics"),
        ("s3", "KETs: Photonics", "Photonics"),
        ("s3", "Digital transformation: e-Health (e.g. healthy ageing)", "Digital transformation/e-Health"),
        ("s3", "e-Health (e.g. anything at all)", "Digital transformation/e-Health"),
        ("s3", "Digital transformation/e-Government", "Digital transformation/Government"),
        ("s3", "Government", "Digital transformation/e-Government"),
        ("s3", "Transport & logistics", "Aeronautics & space/Transport & logistics"),
        ("s3", "Transport and logistics", "Blue growth/Transport & logistics (including highways of the seas)"),
        ("s3", "Manufacturing & industry", "Manufacturing and Industry"),
        ("sector", "Oil and gas production & transportation", "Oil and Gas Production and Transportation"),
        ("ecosystem", "Mobility, Transport, Automotive", "Mobility-Transport-Automotive"),
        ("ecosystem", "Renewable Energy", "Energy-renewables"),
        ("tech", "Solid biomass", "solid biomass"),
        ("tech", "Graphene", "graphene"),
        ("country", "SE", "SE"),
        ("country", "Sverige", "SE"),
        ("country", "Sweden", "Suecia"),
        ("country", "EL", "Greece"),
        ("country", "GR", "EL"),
        ("country", "Europe", "europe"),
        ("type", "meta-cluster", "Meta-cluster"),
    ],
)
def test_one_value_in_two_spellings(field: str, as_recorded: str, asked: str) -> None:
    assert answers(field, as_recorded, asked)


@pytest.mark.parametrize(
    ("field", "as_recorded", "asked"),
    [
        ("s3", "Blue growth: Transport & logistics", "Aeronautics & space/Transport & logistics"),
        ("s3", "KETs", "KETs/Photonics"),
        ("s3", "KETs: Photonics", "KETs"),
        ("s3", "Photonics", "Blue growth/Photonics"),
        ("s3", "—", "…"),
        ("sector", "Metal Mining", "Nonmetal Mining"),
        ("sector", "Digital", "digit"),
        ("country", "Europe", "SE"),
        ("country", "Sweden", "Switzerland"),
    ],
)
def test_two_values(field: str, as_recorded: str, asked: str) -> None:
    assert not answers(field, as_recorded, asked)


def test_a_value_counts_under_its_own_facet_only() -> None:
    one = Document("r", "", {}, {"sector": frozenset({"Medical Devices"})})
    with Directory([one], Reading("any")) as directory:
        assert directory.count(Facet("emerging", "Medical Devices")) == 0


@given(st.sampled_from(facet_values()), st.sampled_from(facet_values()))
def test_every_known_value_is_itself_and_no_other(one: FacetValue, other: FacetValue) -> None:
    for value in (one, other):
        spellings = [value.name, *(f"{value.group}: {name}".lstrip(": ") for name in (value.value, *value.aliases))]
        assert {keys(value.facet, spelling) for spelling in spellings} == {keys(value.facet, value.name)}
    if one != other and one.facet == other.facet:
        assert not keys(one.facet, one.name) & keys(other.facet, other.name)
