"""What `harvest yield` says of a run whose searches are gone."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from harvest.cli import app
from harvest.errors import UsageError
from tests.support.store import ended, opened, plan, query, results, strategy


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_pruned_run_is_no_empty_table(engine: Engine, database_url: str, options: list[str]) -> None:
    asked = query("food")
    run = plan(strategy("food", [asked]), queries=[asked])
    store = opened(engine, run)
    for item in (results(asked), ended(asked)):
        store.put(item)
    store.close_run(run.started_at)
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET pruned_at = '2026-12-01T08:00:00Z'"))
    called = CliRunner().invoke(app, ["yield", "--run", run.run_id, "--database", database_url, *options])
    assert isinstance(called.exception, UsageError)
    assert str(called.exception) == (
        "the searches of run 20261123 were deleted on 2026-12-01 (`harvest db prune`), so nothing can be counted of it"
        ": `harvest yield` without --run shows the latest"
    )
    assert not called.stdout
