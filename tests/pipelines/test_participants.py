"""Participants are kept with their page, and linked to the one organisation that has their name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from harvest.normalise.participants import participant
from harvest.records import RecordRead
from pipelines.store import Store
from tests.support.store import MONDAY, TUESDAY, contents, opened, plan, profile, query, rows

FOOD = query("food")
LINKS = "SELECT participant, participant_record_id AS record FROM v1_participants ORDER BY participant"


def naming(slug: str, *names: str, at: datetime = MONDAY, **values: str) -> RecordRead:
    found = [one for name in names if (one := participant(name, role="major player")) is not None]
    return replace(profile(slug, at, major_player="\n".join(names), **values), participants=tuple(found))


def run(engine: Engine, *items: RecordRead, at: datetime = MONDAY) -> Store:
    store = opened(engine, plan(queries=[FOOD], at=at))
    for item in items:
        store.put(item)
    store.close_run(at)
    return store


def links(engine: Engine) -> dict[str, str | None]:
    return {row["participant"]: row["record"] for row in rows(engine, LINKS)}


def test_a_name_that_one_organisation_has_is_linked(engine: Engine) -> None:
    run(
        engine,
        naming("cluster", "ÅKROKEN Science Park AB", "Nowhere GmbH", country="SE"),
        profile("park", name="Åkroken science park", country="SE"),
    )
    assert links(engine) == {"ÅKROKEN Science Park AB": "eccp/park", "Nowhere GmbH": None}
    (linked,) = rows(engine, "SELECT * FROM v1_participants WHERE participant_record_id IS NOT NULL")
    assert linked["page_url"] == "http://127.0.0.1:8000/cluster"
    (park,) = rows(engine, "SELECT organisation_id FROM v1_records WHERE record_id = 'eccp/park'")
    assert linked["participant_organisation_id"] == park["organisation_id"]


def test_a_name_that_two_have_or_another_country_has_is_not(engine: Engine) -> None:
    run(
        engine,
        naming("cluster", "Plastics Institute", "Steel Institute", country="SE"),
        profile("one", name="Plastics Institute"),
        profile("two", name="Plastics institute"),
        profile("far", name="Steel Institute", country="AT"),
    )
    assert links(engine) == {"Plastics Institute": None, "Steel Institute": None}


def test_a_name_without_evidence_is_never_linked(engine: Engine) -> None:
    run(engine, naming("cluster", "Nordisk Ton"), profile("ton", name="Nordisk Ton"))
    assert links(engine) == {"Nordisk Ton": None}


def test_whoever_comes_first_the_link_is_the_same(engine: Engine) -> None:
    run(engine, profile("park", name="Test Institute"))
    run(engine, naming("cluster", "Test Institute", at=TUESDAY), at=TUESDAY)
    assert links(engine) == {"Test Institute": "eccp/park"}


def test_one_that_is_no_longer_named_is_no_longer_shown(engine: Engine) -> None:
    run(engine, naming("cluster", "Test Institute", "Prov Institute"))
    run(engine, naming("cluster", "Prov Institute", at=TUESDAY), at=TUESDAY)
    assert list(links(engine)) == ["Prov Institute"]
    run(engine, replace(naming("cluster", at=TUESDAY), participants=()), at=TUESDAY.replace(day=26))
    assert links(engine) == {}


def test_reading_the_same_again_writes_no_row(engine: Engine) -> None:
    run(engine, naming("cluster", "Test Institute"))
    before = contents(engine, "participants", "statements", "records")
    run(engine, naming("cluster", "Test Institute", at=TUESDAY), at=TUESDAY)
    assert contents(engine, "participants", "statements", "records") == before
