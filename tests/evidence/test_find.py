"""Organisations found by whatever is known of them, in any spelling; and what is said when nothing is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from harvest.evidence.find import Answer, find
from harvest.evidence.naming import Named, called
from harvest.normalise.plain import plain
from harvest.normalise.rules import statements
from harvest.records import RecordRead, Value
from tests.support.store import MONDAY, ended, opened, plan, profile, query, results, strategy

FOOD = query("food")


def printed(slug: str, **values: str) -> RecordRead:
    """A record whose statements the normaliser made of these printed values."""
    return replace(profile(slug), statements=statements(Value(field, one, field) for field, one in values.items()))


@pytest.fixture(autouse=True)
def harvested(engine: Engine) -> None:
    store = opened(engine, plan(strategy("s1", [FOOD], priority="foodtech"), queries=[FOOD]))
    for item in (
        results(FOOD, "orebro"),
        printed(
            "orebro",
            name="Örebro Livsmedel AB (ÖLAB)",
            native_name="Örebro Livsmedel",
            place="Sweden: Örebro",
            sector="Automotive",
            description="Bread, beer and butter.",
        ),
        printed("evoluma", name="Evoluma Industry Cluster (formerly Metal Processing)", place="Poland: Silesia"),
        printed("malar", name="Mälar Hub / Mälarnav", place="Sweden: Stockholm och Mälardalen"),
        printed("attica", name="Space Cluster e.V.", place="Greece: Attica", s3_priority="Space"),
        ended(FOOD),
    ):
        store.put(item)
    store.close_run(MONDAY)


def answer(engine: Engine, wanted: str) -> Answer:
    with engine.connect() as connection:
        return find(connection, wanted)


@pytest.mark.parametrize(
    ("wanted", "names", "why"),
    [
        ("orebro livsmedel", ["Örebro Livsmedel AB"], "name"),
        ("Livsmedel Örebro", ["Örebro Livsmedel AB"], "name"),
        ("ÖREBRO LIVSMEDEL, aktiebolag", ["Örebro Livsmedel AB"], "name"),
        ("ölab", ["Örebro Livsmedel AB"], "acronym"),
        ("Mälarnav", ["Mälar Hub / Mälarnav"], "alias"),
        ("Metal Processing", ["Evoluma Industry Cluster"], "former_name"),
        ("Space Cluster", ["Space Cluster e.V."], "name"),
        ("eccp/attica", ["Space Cluster e.V."], "id"),
        ("foodtech", ["Örebro Livsmedel AB"], "priority"),
        ("Sverige", ["Mälar Hub / Mälarnav", "Örebro Livsmedel AB"], "country"),
        ("EL", ["Space Cluster e.V."], "country"),
        ("Grekland", ["Space Cluster e.V."], "country"),
        ("PL22", ["Evoluma Industry Cluster"], "region"),
        ("Schlesien", ["Evoluma Industry Cluster"], "region"),
        ("Östra Mellansverige", ["Mälar Hub / Mälarnav", "Örebro Livsmedel AB"], "region"),
        ("SE124", ["Örebro Livsmedel AB"], "region"),
        ("automotive", ["Örebro Livsmedel AB"], "sector"),
        ("butter", ["Örebro Livsmedel AB"], "description"),
        ("utter", [], ""),
        ("butter Sweden", ["Örebro Livsmedel AB"], "country"),
        ("butter Greece", [], ""),
        ("", [], ""),
    ],
)
def test_what_is_found_and_why(engine: Engine, wanted: str, names: list[str], why: str) -> None:
    found = answer(engine, wanted).organisations
    assert [one.name for one in found] == names
    assert all(why in {match.kind for match in one.matches} for one in found)


def test_by_name_comes_before_by_anything_else(engine: Engine) -> None:
    found = answer(engine, "space").organisations
    assert [match.kind for match in found[0].matches] == ["name", "s3_priority"]


def test_nothing_found_names_what_is_alike(engine: Engine) -> None:
    assert answer(engine, "Evolma Industri Clustr").nearest[:1] == ("Evoluma Industry Cluster",)
    assert answer(engine, "zzzzzzz") == Answer("zzzzzzz", (), ())
    assert answer(engine, "space").nearest == ()


@given(st.text(max_size=20))
def test_a_plain_name_stays_plain(name: str) -> None:
    assert plain(plain(name)) == plain(name)


def test_two_letters_are_no_part_of_a_name() -> None:
    names = [Named("org-1", "name", "Sea Cluster"), Named("org-2", "acronym", "SE")]
    assert [one.organisation_id for one in called(names, "se")] == ["org-2"]
    assert [one.organisation_id for one in called(names, "sea")] == ["org-1"]
