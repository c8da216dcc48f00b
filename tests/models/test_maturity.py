"""v1_maturity and the columns that show it: each value with its page, records that disagree side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from harvest.normalise import facets
from harvest.records import RecordRead, Statement
from harvest.vocabulary import facet_values
from models.views import evidence
from tests.support.store import MONDAY, TUESDAY, opened, page, plan, profile, query, rows, same, strategy

FOOD = query("food")


def test_the_views_count_the_values_that_the_normaliser_knows() -> None:
    assert set(evidence.FACET_FIELDS) == set(facets.FACET_OF_FIELD)
    assert evidence.KNOWN_FACET_VALUE == facets.KNOWN
    counted = set(facets.FACET_OF_FIELD.values())
    assert sum(value.facet in counted for value in facet_values()) == evidence.FACET_VALUES


def ticking(record: RecordRead, *ticked: tuple[str, str, str]) -> RecordRead:
    more = tuple(Statement(field, value, value, how) for field, value, how in ticked)
    return replace(record, statements=(*record.statements, *more))


@pytest.fixture
def harvested(engine: Engine) -> Engine:
    store = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD]))
    store.put(
        ticking(
            profile("orebro", members_total="12", label="gold", label_year="2018", label_issuer="ESCA"),
            ("sector", "Automotive", facets.KNOWN),
            ("sector", "Automotive", facets.KNOWN),
            ("ecosystem", "Digital", facets.KNOWN),
            ("technology_field", "Alchemy", "as printed"),
            ("award", "National Mature Cluster", "one of a list"),
        )
    )
    store.put(
        ticking(
            profile("orebro-two", TUESDAY, members_total="13", same_as=["orebro"]),
            ("ecosystem", "Digital", facets.KNOWN),
            ("ecosystem", "Health", facets.KNOWN),
        )
    )
    store.put(profile("silent"))
    store.close_run(MONDAY)
    return engine


def test_breadth_is_the_share_of_known_values_ticked(harvested: Engine) -> None:
    shown = rows(harvested, "SELECT name, facet_values, breadth FROM v1_organisations ORDER BY name")
    assert [(row["name"], row["facet_values"]) for row in shown] == [("Orebro", 3), ("Silent", None)]
    assert shown[0]["breadth"] == pytest.approx(3 / evidence.FACET_VALUES)
    assert shown[1]["breadth"] is None


def test_numbers_have_their_date_and_labels_their_issuer(harvested: Engine) -> None:
    (shown,) = rows(
        harvested,
        "SELECT members_total, members_as_of, label, label_year, label_issuer FROM v1_organisations"
        " WHERE name = 'Orebro'",
    )
    assert shown == {
        "members_total": 12,
        "members_as_of": "2026-11-23T08:00:00Z",
        "label": "gold",
        "label_year": 2018,
        "label_issuer": "ESCA",
    }


def test_every_piece_of_evidence_names_its_page_also_where_records_disagree(harvested: Engine) -> None:
    found = rows(harvested, "SELECT * FROM v1_maturity ORDER BY evidence, value")
    assert [(row["evidence"], row["value"], row["record_id"], row["as_of"]) for row in found] == [
        ("award", "National Mature Cluster", "eccp/orebro", "2026-11-23T08:00:00Z"),
        ("label", "gold", "eccp/orebro", "2026-11-23T08:00:00Z"),
        ("label_issuer", "ESCA", "eccp/orebro", "2026-11-23T08:00:00Z"),
        ("label_year", "2018", "eccp/orebro", "2026-11-23T08:00:00Z"),
        ("members_total", "12", "eccp/orebro", "2026-11-23T08:00:00Z"),
        ("members_total", "13", "eccp/orebro-two", "2026-11-24T08:00:00Z"),
    ]
    assert {row["page_url"] for row in found} == {page("orebro").url, page("orebro-two").url}
    assert all(len(row["page_sha256"]) == 64 and row["how"] for row in found)


def test_of_records_that_say_as_much_and_are_as_fresh_the_source_decides(engine: Engine) -> None:
    store = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD]))
    platform = profile("zebra", name="Platform says")
    store.put(platform)
    store.put(
        RecordRead(
            source="aaa-sheet",
            source_id="zebra",
            kind="organisation",
            page=page("zebra-sheet"),
            values=(),
            statements=tuple(replace(s, value=s.value.replace("Platform", "Sheet")) for s in platform.statements),
            judgements=(same("aaa-sheet/zebra", "eccp/zebra"),),
        )
    )
    store.close_run(MONDAY)
    assert [row["name"] for row in rows(engine, "SELECT name FROM v1_organisations")] == ["Platform says"]
