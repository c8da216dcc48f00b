"""Documents are answered over as the site would search them: names as printed, other values clean."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from harvest.evidence.documents import read_documents
from harvest.normalise.rules import statements
from harvest.records import Value
from harvest.sources import load_source
from tests.support.store import MONDAY, TUESDAY, missing, opened, plan, profile, query, strategy

FOOD = query("food")


def test_a_name_keeps_in_its_document_what_a_clean_name_has_lost(engine: Engine) -> None:
    printed = [Value("name", "Metal Cluster (MTL) - formerly Iron", "h1"), Value("sector", "automotive", "Sector")]
    store = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD]))
    store.put(replace(profile("metal"), statements=statements(printed)))
    store.close_run(MONDAY)
    with engine.connect() as connection:
        (document,) = read_documents(connection, load_source("eccp"))
        (shown,) = connection.exec_driver_sql("SELECT name FROM v1_organisations").scalars()
    assert (document.name, document.texts["name"]) == (printed[0].original, printed[0].original)
    assert shown == "Metal Cluster"
    assert document.facets["sector"] == {"Automotive"}


def test_what_a_run_was_refused_is_no_document_of_it(engine: Engine) -> None:
    first = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD]))
    first.put(profile("a"))
    first.put(profile("b"))
    first.close_run(MONDAY)
    second = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD], at=TUESDAY))
    second.put(profile("a", TUESDAY))
    second.put(missing("b"))
    with engine.connect() as connection:
        read = read_documents(connection, load_source("eccp"), second.run_id)
    assert [document.source_id for document in read] == ["a"]
