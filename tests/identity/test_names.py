"""What a printed name says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.identity.names import MOST_WORDS, names


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("CyberForum e.V.", ["cyberforum"]),
        ("Cluster", ["cluster"]),
        ("Livsmedelskluster Skåne ek. för.", ["livsmedels skane"]),
        (
            "Aviation Valley / Dolina Lotnicza",
            ["aviation dolina lotnicza valley", "aviation valley", "dolina lotnicza"],
        ),
        ("Evoluma Industry Cluster (formerly Metal Processing Cluster)", ["evoluma industry", "metal processing"]),
        ("Poly4EmI hosted by Anteja ECG d.o.o.", ["poly4emi"]),
        ("Transylvanian Furniture Cluster - legally represented by HYGIA SA", ["furniture transylvanian"]),
        ("Europe's A.B.C. Alliance", ["abc europe s"]),
        ("–", []),
    ],
)
def test_the_words_of_each_name(printed: str, words: list[str]) -> None:
    assert [" ".join(name.words) for name in names(printed)] == words


def test_an_acronym_stands_beside_the_name_and_not_in_it() -> None:
    (first,) = names("Franconian Plastics Network (KNF)")
    (second,) = names("Kunststoff-Netzwerk Franken")
    assert (first.words, first.acronyms, second.initials) == (("franconian", "plastics"), ("knf", ""), "knf")


@given(st.text(max_size=60))
def test_any_text_has_names_or_none(printed: str) -> None:
    for name in names(printed):
        assert 0 < len(name.words) <= MOST_WORDS
        assert list(name.words) == sorted(set(name.words))
