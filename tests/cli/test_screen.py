"""What the command makes of screening: what it prints, how it ends, and what it leaves alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from harvest.cli import app
from harvest.errors import UsageError
from harvest.records import DeclaredPriority
from pipelines.storing.plan import PlannedPriority
from tests.support.filled_in import Rows, edit
from tests.support.store import MONDAY, ended, opened, plan, profile, query, region, results, rows, strategy

FOOD = query("food")
FOUR = (("foodtech", "FoodTech"), ("govtech", "GovTech"), ("care", "Smart care"), ("forest", "Forest"))


@pytest.fixture
def store(engine: Engine) -> Engine:
    run = plan(strategy("s", [FOOD]), queries=[FOOD])
    named = tuple(PlannedPriority(one, n, "strength", f"{name} (sv)", name) for n, (one, name) in enumerate(FOUR))
    made = opened(engine, replace(run, priorities=named))
    made.put(results(FOOD, "alfa", "beta"))
    for slug in ("alfa", "beta", "gamma"):
        made.put(profile(slug))
    made.put(region("SE11", DeclaredPriority("Smart wood", "", None, "unknown")))
    made.put(ended(FOOD))
    made.close_run(MONDAY)
    return engine


def called(store: Engine, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        app, [*arguments, f"--database={store.url}"], catch_exceptions=False, env={"COLUMNS": "80"}
    )
    return done.exit_code, done.stdout


def told(store: Engine, *arguments: str) -> Any:
    return json.loads(called(store, *arguments, "--json")[1])


def test_the_list_begins_with_what_waits_and_set_takes_it_off(store: Engine) -> None:
    assert [(one["name"], one["searches"], one["candidates"]) for one in told(store, "screen", "list")] == [
        ("Alfa", 1, ["foodtech"]), ("Beta", 1, ["foodtech"]), ("Gamma", 0, []),
    ]  # fmt: skip
    made = told(store, "screen", "set", "eccp/alfa", "--tier=full", "--priority=FoodTech", "--reason=r", "--by=analyst")
    assert (made["tier"], made["priorities"], made["decided_by"]) == ("full", ["foodtech"], "person: analyst")
    status, shown = called(store, "screen", "list")
    assert (status, "Alfa" in shown, "1 decided about, 2 wait" in shown) == (0, False, True)
    assert "full: foodtech; r" in called(store, "screen", "list", "--show=decided")[1]
    assert told(store, "screen", "undo", "eccp/alfa")["undone"] == [1]
    assert len(told(store, "screen", "list")) == 3


def test_a_fourth_priority_is_refused(store: Engine) -> None:
    called(store, "screen", "set", "eccp/alfa", "--tier=link", "--priority=care", "--reason=r")
    for name in ("foodtech", "govtech"):
        called(store, "screen", "set", "eccp/alfa", f"--priority={name}", "--rank=1", "--reason=r")
    with pytest.raises(UsageError, match="3 priorities already: govtech, foodtech, care;"):
        called(store, "screen", "set", "eccp/alfa", "--priority=forest", "--reason=r")
    (held,) = rows(store, "SELECT priority_1, priority_2, priority_3 FROM v1_screening")
    assert tuple(held.values()) == ("govtech", "foodtech", "care")


def test_a_workbook_goes_out_and_comes_back(store: Engine, tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    assert called(store, "screen", "export", str(book), "--language=en")[0] == 0
    alfa = next(one["organisation_id"] for one in told(store, "screen", "list") if one["name"] == "Alfa")

    def change(found: Rows) -> None:
        found[alfa]["tier"].value = "Excluded"

    edit(book, change)
    status, shown = called(store, "screen", "import", str(book), "--dry-run")
    assert (status, "1 decision would be written; nothing was changed" in shown) == (0, True)
    assert rows(store, "SELECT * FROM screenings") == []
    called(store, "screen", "set", "eccp/alfa", "--tier=link", "--reason=meanwhile")
    status, shown = called(store, "screen", "import", str(book))
    assert status == 3
    assert "Left out: All organisations!E" in shown
    assert "but meanwhile was decided:     link: no priority; meanwhile" in shown
    assert [row["tier"] for row in rows(store, "SELECT tier FROM v1_screening")] == ["link"]
    told(store, "screen", "undo", "eccp/alfa")
    assert len(told(store, "screen", "import", str(book))["changes"]) == 1


def test_a_cell_that_can_not_be_understood_is_named_and_nothing_goes_in(store: Engine, tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    called(store, "screen", "export", str(book))

    def change(found: Rows) -> None:
        first, second, _ = found.values()
        first["tier"].value = "Utesluten"
        second["priority_1"].value = "Foodteck"

    edit(book, change)
    with pytest.raises(
        UsageError, match=r"nothing was changed; 1 cell to mend:\n  Alla .*!F\d+: no priority is called"
    ):
        called(store, "screen", "import", str(book))
    assert rows(store, "SELECT * FROM screenings") == []


def test_a_person_overrules_what_a_declared_priority_is_taken_for(store: Engine) -> None:
    asked = ("judge", "declared", "se11", "smart WOOD", "Forest", "--reason=it is")
    assert told(store, *asked, "--yes")["verdict"] == "match"
    (found,) = told(store, "regions", "SE11")["declarations"]
    assert (found["priority"], found["reason"], found["decided_by"]) == ("forest", "it is", "person")
    assert "declared  Smart wood (SE11): it is; person" in called(store, "regions", "SE11")[1]
    told(store, *asked, "--no")
    assert told(store, "regions", "--threshold=1", "--level=2")[0]["declared"] == 0
    assert told(store, *asked, "--undo")["verdict"] is None
    for wrong, complaint in (
        ((*asked, "--undo"), "nobody has decided anything"),
        ((*asked, "--yes", "--no"), "say one of"),
        (("judge", "declared", "SE11", "Wood", "forest", "--yes", "--reason=r"), "nearest: Smart wood"),
        (("judge", "declared", "SE12", "Wood", "forest", "--yes", "--reason=r"), "no page was read"),
        (("regions", "SE999"), "is no NUTS code"),
        (("regions", "--sheet=x.csv"), "goes with --own"),
    ):
        with pytest.raises(UsageError, match=complaint):
            called(store, *wrong)
