"""Names: what comes off, what stays, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.normalise.names import clean_name
from harvest.normalise.scripts import one_script
from harvest.vocabularies import table


@pytest.mark.parametrize(
    ("printed", "name", "others"),
    [
        ("Evoluma Industry Cluster (formerly Metal Processing Cluster)", "Evoluma Industry Cluster",
         {("former_name", "Metal Processing Cluster")}),
        ("Ljus Cluster, previously known as Ficklampan", "Ljus Cluster", {("former_name", "Ficklampan")}),
        ("Ljus Cluster f.k.a. Ficklampan", "Ljus Cluster", {("former_name", "Ficklampan")}),
        ("Poly4EmI hosted by Anteja ECG d.o.o.", "Poly4EmI", {("managed_by", "Anteja ECG d.o.o.")}),
        ("Transylvanian Furniture Cluster - legally represented by HYGIA SA", "Transylvanian Furniture Cluster",
         {("managed_by", "HYGIA SA")}),
        ("EnergyVaasa (c/o Oy Merinova Ab)", "EnergyVaasa", {("managed_by", "Oy Merinova Ab")}),
        ("Franconian Plastics Network (KNF)", "Franconian Plastics Network", {("acronym", "KNF")}),
        ("Lombardy Energy Cleantech Cluster (LE2C)", "Lombardy Energy Cleantech Cluster", {("acronym", "LE2C")}),
        ("ИКТ Клъстер (България)", "ИКТ Клъстер (България)", set()),
        ("Green Cluster (AT)", "Green Cluster (AT)", set()),
        ("Aviation Valley / Dolina Lotnicza", "Aviation Valley", {("native_name", "Dolina Lotnicza")}),
        ("Järnvägsklustret - Railway cluster of Sweden", "Railway cluster of Sweden",
         {("native_name", "Järnvägsklustret")}),
        ("Кластер индустрија Војводине - Creative Industries Cluster of Vojvodina",
         "Creative Industries Cluster of Vojvodina", {("native_name", "Кластер индустрија Војводине")}),
        ("Bron Innovation / Govtech Sweden", "Bron Innovation / Govtech Sweden",
         {("alias", "Bron Innovation"), ("alias", "Govtech Sweden")}),
        ("LITMEA | Smart Food Cluster", "LITMEA | Smart Food Cluster",
         {("acronym", "LITMEA"), ("alias", "Smart Food Cluster")}),
        ("AFIL - Lombardy Intelligent Factory Association", "AFIL - Lombardy Intelligent Factory Association",
         {("acronym", "AFIL"), ("alias", "Lombardy Intelligent Factory Association")}),
        ("AFM Cluster - Advanced Manufacturing Technologies", "AFM Cluster",
         {("slogan", "Advanced Manufacturing Technologies")}),
        ("BioCon Valley GmbH®", "BioCon Valley GmbH", {("legal_form", "GmbH")}),
        ("CLUTEX - klastr technicke textilie, z.s.", "CLUTEX - klastr technicke textilie, z.s.",
         {("legal_form", "z.s."), ("acronym", "CLUTEX"), ("alias", "klastr technicke textilie")}),
        # A bar or a slash inside a word, or a shared first word, is no double name.
        ("Mobility|Medical goes Additive e.V.", "Mobility|Medical goes Additive e.V.", {("legal_form", "e.V.")}),
        ("OIA/ OuluHealth", "OIA/ OuluHealth", set()),
        ("  “IT Cluster Danube”  ", "IT Cluster Danube", set()),
        ('IT&C Cluster "Lower Danube"', 'IT&C Cluster "Lower Danube"', set()),
        ("it’s OWL", "it's OWL", set()),
        ("CLUSTER OF METAL IN ASTURIAS.", "CLUSTER OF METAL IN ASTURIAS", set()),
        ("Cafe\u0301 Cluster", "Caf\u00e9 Cluster", set()),
        ("A\u03c4\u03c4\u03b9\u03ba\u03ae", "\u0391\u03c4\u03c4\u03b9\u03ba\u03ae", set()),
        ("(formerly)", "(formerly)", set()),
    ],
)  # fmt: skip
def test_what_a_name_holds(printed: str, name: str, others: set[tuple[str, str]]) -> None:
    found = clean_name(printed)
    assert (found.name, {(other.kind, other.value) for other in found.others}) == (name, others)
    assert bool(found.rules) is (name != printed), "a change names its rule, and only a change does"
    assert all(other.how for other in found.others)


def test_every_mark_of_the_table_is_known_in_brackets() -> None:
    for row in table("name_marks.csv"):
        found = clean_name(f"Ljus ({row['mark']} Mörk Energi)")
        assert (found.name, [(other.kind, other.value) for other in found.others]) == (
            "Ljus",
            [(row["kind"], "Mörk Energi")],
        ), row


PIECES = [row["mark"] for row in table("name_marks.csv")] + [
    *("Cluster", "Klaster", "КЛЪСТЕР", "(", ")", " - ", " / ", " | ", ": ", ", "),
    *("ABC", "(ABC)", "e.V.", "GmbH", '"', "“", "®", "."),
]  # fmt: skip
names = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=8).map(" ".join)


@given(names)
def test_total_idempotent_and_never_empty(printed: str) -> None:
    once = clean_name(printed)
    again = clean_name(once.name)
    assert (again.name, again.rules) == (once.name, ())
    assert bool(once.name) or not any(letter.isalnum() for letter in printed)
    assert all(other.value for other in once.others)


@pytest.mark.parametrize(
    ("mixed", "clean"),
    [
        ("A\u03c4\u03c4\u03b9\u03ba\u03ae", "\u0391\u03c4\u03c4\u03b9\u03ba\u03ae"),
        ("\u0421luster", "Cluster"),
        ("\u0418\u041aT", "\u0418\u041a\u0422"),
        ("\u03bcTEC", "\u03bcTEC"),
        ("\u03b1-Tech", "\u03b1-Tech"),
        ("Plain", "Plain"),
    ],
)
def test_one_script_in_a_word(mixed: str, clean: str) -> None:
    assert one_script(mixed) == clean


@given(st.text())
def test_one_script_is_idempotent(text: str) -> None:
    assert one_script(one_script(text)) == one_script(text)
