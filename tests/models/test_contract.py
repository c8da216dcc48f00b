"""What a store says of itself."""

from __future__ import annotations

from sqlalchemy import Engine

from migrations import versioning
from tests.support.store import opened, plan, query, rows, strategy


def test_the_contract_names_its_version_the_harvest_and_the_schema(engine: Engine) -> None:
    contract = "SELECT version, harvest_version, schema_revision FROM v1_contract"
    assert rows(engine, contract) == [{"version": 1, "harvest_version": None, "schema_revision": versioning.head()}]
    food = query("food")
    opened(engine, plan(strategy("food", [food]), queries=[food]))
    assert rows(engine, contract)[0]["harvest_version"] == "0.1"
