"""Who takes part: organisations by evidence, persons never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.normalise.participants import is_person, participant, participants
from harvest.records import Value

ORGANISATIONS = {
    "Skogsbolaget Norr AB": ("company", "legal form AB"),
    "Erfundene Sensorik GmbH": ("company", "legal form GmbH"),
    "Mittuniversitetet": ("university", "the word 'universitetet' in its name"),
    "Norra Skogsklustret": ("cluster", "the word 'klustret' in its name"),
    "Fraunhofer Test": ("research institute", "the word 'fraunhofer' in its name"),
    "Åkroken Science Park": ("science park", "the word 'science park' in its name"),
    "Kommunförbundet Test Kommun": ("public body", "the word 'kommun' in its name"),
    "Robert Test GmbH": ("company", "legal form GmbH"),
    "Karl Test Universität": ("university", "the word 'universitat' in its name"),
}
PERSONS = [
    "Dr. Test Testsson", "Prof Testsson", "Anna Testsson", "Testsson, Anna", "Jean-Pierre Testard",
    "Test Testsson, PhD", "Anna Testsson, Skogsbolaget AB", "CEO Testsson", "test.testsson@example.org",
    "Björn Testsson",
]  # fmt: skip


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_an_organisation_is_one_by_evidence(name: str) -> None:
    found = participant(name)
    assert found is not None
    assert (found.kind, found.how) == ORGANISATIONS[name]


@pytest.mark.parametrize("name", PERSONS)
def test_persons_are_refused(name: str) -> None:
    assert is_person(name)
    assert participant(name) is None


def test_what_nothing_speaks_for_is_text_without_evidence() -> None:
    found = participant("Nordisk Ton")
    assert found is not None
    assert (found.kind, found.how) == ("unknown", "")


def test_a_printed_type_goes_before_words() -> None:
    found = participant("Nordisk Ton", "Larger Company")
    assert found is not None
    assert (found.kind, found.how) == ("company", "printed type: Larger Company")


def test_lines_of_a_list_belong_together() -> None:
    printed = "\n".join((
        "Invented Greifer", "Larger Company", "Hochschule Erfunden", "Research Organisation", "www.erfunden.example",
        "Antriebe Erfunden Larger Company", "Sensorik GmbH - Larger Company", "Prüfstelle (Technology Center)",
        "Anna Testsson", "Nordisk Ton",
    ))  # fmt: skip
    found = participants([Value("major_player", printed, "players"), Value("name", "X AB", "h1")])
    assert [(one.name, one.kind, one.role) for one in found] == [
        ("Invented Greifer", "company", "major player"),
        ("Hochschule Erfunden", "research institute", "major player"),
        ("Antriebe Erfunden", "company", "major player"),
        ("Sensorik GmbH", "company", "major player"),
        ("Prüfstelle", "technology centre", "major player"),
        ("Nordisk Ton", "unknown", "major player"),
    ]


@given(st.text(), st.text(), st.sampled_from(["major_player", "facility"]))
def test_total_and_each_once(first: str, second: str, field: str) -> None:
    found = participants([Value(field, f"{first}\n{second}", ""), Value(field, first, "")])
    assert len(set(found)) == len(found)
    assert not any(is_person(one.name) for one in found)
