"""Legal forms: the table is sound, and each of its spellings comes off a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.normalise.legal_forms import legal_forms, split_legal_form

SPELLINGS = [(row.form, row.place, s.removeprefix("=")) for row in legal_forms() for s in row.spellings]


@pytest.mark.parametrize(
    ("name", "bare", "forms"),
    [
        ("CyberForum e.V.", "CyberForum", ("e.V.",)),
        ("CyberForum e. V.", "CyberForum", ("e.V.",)),
        ("CyberForum eV", "CyberForum", ("e.V.",)),
        ("Nanoprogress, z.s.", "Nanoprogress", ("z.s.",)),
        ("CLUTEX - klastr technicke textilie, z. s.", "CLUTEX - klastr technicke textilie", ("z.s.",)),
        ("BioCon Valley GmbH®", "BioCon Valley", ("GmbH",)),
        ("Silicon Alps GmbH&Co.KG", "Silicon Alps", ("GmbH & Co. KG",)),
        ("Silicon Alps GmbH & Co. KG", "Silicon Alps", ("GmbH & Co. KG",)),
        ("Smart Region Flanders V.Z.W.", "Smart Region Flanders", ("VZW",)),
        ("Flux50 vzw", "Flux50", ("VZW",)),
        ("Klaster poljomehanizacije d.o.o.", "Klaster poljomehanizacije", ("d.o.o.",)),
        ("Klaster poljomehanizacije d. o. o.", "Klaster poljomehanizacije", ("d.o.o.",)),
        ("Polo della Meccanica S.c.ar.l.", "Polo della Meccanica", ("S.c.ar.l.",)),
        ("Polo della Meccanica Scarl", "Polo della Meccanica", ("S.c.ar.l.",)),
        ("Dolina Sp. z o.o.", "Dolina", ("Sp. z o.o.",)),
        ("Dolina SP. Z O.O.", "Dolina", ("Sp. z o.o.",)),
        ("Matklustret ekonomisk förening", "Matklustret", ("ekonomisk förening",)),
        ("MATKLUSTRET EKONOMISK FÖRENING", "MATKLUSTRET", ("ekonomisk förening",)),
        ("Skogstekniska klustret ideell förening", "Skogstekniska klustret", ("ideell förening",)),
        ("Stichting Foodvalley NL", "Foodvalley NL", ("stichting",)),
        ("Stiftelsen Ljuset", "Ljuset", ("stiftelse",)),
        ("Oy Merinova Ab", "Merinova", ("Oy", "AB")),
        ("Agroväst Livsmedel AB (publ)", "Agroväst Livsmedel", ("AB",)),
        ("Pirkanmaan klusteri ry", "Pirkanmaan klusteri", ("ry",)),
        ("Pôle X A.S.B.L.", "Pôle X", ("ASBL",)),
        ("Energi A/S", "Energi", ("A/S",)),
        ("Energie a.s.", "Energie", ("a.s.",)),
        ("Energi AS", "Energi", ("AS",)),
        ("Energi A.B.", "Energi", ("AB",)),
        (" Energi\u00a0AB ", "Energi", ("AB",)),
        ("Enerji A.Ş.", "Enerji", ("A.Ş.",)),
        ("ИКТ Клъстер ООД", "ИКТ Клъстер", ("ООД",)),
        ("X Management GmbH e.V.", "X Management", ("GmbH", "e.V.")),
        # What only looks like one stays.
        ("Buses run as", "Buses run as", ()),
        ("Big in Japan as.", "Big in Japan as.", ()),
        ("AGRO", "AGRO", ()),
        ("SAS", "SAS", ()),
        ("Stichting", "Stichting", ()),
        ("- GmbH", "- GmbH", ()),
        ("ICT Cluster", "ICT Cluster", ()),
        ("  ICT  Cluster ", "  ICT  Cluster ", ()),
        ("EnergyVaasa (c/o Oy Merinova Ab)", "EnergyVaasa (c/o Oy Merinova Ab)", ()),
        ("", "", ()),
    ],
)
def test_what_is_a_form_and_what_is_not(name: str, bare: str, forms: tuple[str, ...]) -> None:
    assert split_legal_form(name) == (bare, forms)


def test_every_spelling_of_the_table_comes_off() -> None:
    for form, place, spelling in SPELLINGS:
        if place != "start":
            assert split_legal_form(f"Nordlys Växtkluster {spelling}") == ("Nordlys Växtkluster", (form,)), spelling
        if place != "end":
            assert split_legal_form(f"{spelling} Nordlys Växtkluster") == ("Nordlys Växtkluster", (form,)), spelling


def test_the_table_covers_europe() -> None:
    rows = legal_forms()
    keys = [(row.form, row.language) for row in rows]
    assert len(keys) == len(set(keys))
    assert len(rows) >= 120
    assert len({row.language for row in rows} - {"la"}) >= 24
    assert all(len(code) == 2 and code.isupper() for row in rows for code in row.countries)


@given(
    st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from([spelling for _, _, spelling in SPELLINGS])), max_size=6
    ).map(" ".join)
)
def test_total_and_idempotent(name: str) -> None:
    bare, forms = split_legal_form(name)
    assert split_legal_form(bare) == (bare, ())
    assert bare == name or forms
