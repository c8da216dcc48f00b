"""What ``harvest find`` and ``harvest explain`` print: readable at 80 columns, and one document with ``--json``."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from harvest.cli import app
from harvest.errors import UsageError
from harvest.identity.rules import RULES_VERSION
from tests.support.store import MONDAY, TUESDAY, ended, opened, plan, profile, query, results, strategy

FOOD = query("food")
LONG = "Bread and butter. " * 40


@pytest.fixture(autouse=True)
def harvested(engine: Engine) -> None:
    for at, members in ((MONDAY, "12"), (TUESDAY, "13")):
        store = opened(engine, plan(strategy("s1", [FOOD]), queries=[FOOD], at=at))
        for item in (
            results(FOOD, "orebro", "orebro-two", at=at),
            profile("orebro", at, name="Örebro Food", members_total=members, description=LONG),
            profile("orebro-two", at, name="Orebro Food AB", same_as=["orebro"]),
            ended(FOOD),
        ):
            store.put(item)
        store.close_run(at)


def called(engine: Engine, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--database", str(engine.url)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_explain_leads_from_each_value_to_the_run(engine: Engine) -> None:
    shown = called(engine, "explain", "orebro food")
    lines = [line.rstrip() for line in shown.splitlines()]
    assert max(map(len, lines)) <= 80
    words = " ".join(" ".join(line.strip("│├└─ ") for line in lines).split())
    for step in (
        "name = Örebro Food (trimmed) [1] A",
        "also Orebro Food AB (trimmed) [2] C",
        "members_total = 13 (trimmed) [1] B",
        "also 12 (trimmed) [1] A, no longer stated",
        "nuts = SE110 (trimmed) [1] A",
        "[2] C says the same",
        "Bread and … (trimmed) [1] A",
        "A http://127.0.0.1:8000/orebro 2026-11-23T08:00:00Z, sha256",
        "[1] eccp/orebro, read 2026-11-23T08:00:00Z to 2026-11-24T08:00:00Z",
        "run 20261123 strategy s1 (foodtech) query food search",
        "rank 1 on http://127.0.0.1:8000/search/",
        f"[1] and [2]: same (0.95), 2026-11-24T08:00:00Z {RULES_VERSION}: same homepage; compatible name",
        "2026-11-23T08:00:00Z, undone 2026-11-24T08:00:00Z",
    ):
        assert step in words, f"{step!r} is missing in\n{shown}"
    assert LONG not in words


def test_explain_says_what_is_alike(engine: Engine) -> None:
    with pytest.raises(UsageError, match=r"did you mean .*Örebro Food"):
        called(engine, "explain", "Orebr Foood")
    with pytest.raises(UsageError, match="harvest find"):
        called(engine, "explain", "zzzzzz")


def test_find_prints_a_table_and_the_way_on(engine: Engine) -> None:
    shown = called(engine, "find", "Stockholm County")
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= 80
    assert "Örebro Food" in shown
    assert "SE110" in shown
    assert "1 organisation." in shown
    assert "harvest explain" in shown


def test_find_says_what_is_alike_and_fails_not(engine: Engine) -> None:
    assert re.search("Did you mean: .*Örebro Food", called(engine, "find", "Orebr Foood"))
    assert "no name is like it" in called(engine, "find", "zzzzzz")


def test_find_prints_one_document_for_machines(engine: Engine) -> None:
    document = json.loads(called(engine, "find", "food", "--json"))
    (found,) = document["organisations"]
    assert (found["name"], found["nuts"]) == ("Örebro Food", "SE110")
    assert {match["kind"] for match in found["matches"]} >= {"name"}
    nothing = json.loads(called(engine, "find", "Orebr Foood", "--json"))
    assert nothing["organisations"] == []
    assert set(nothing["nearest"]) == {"Örebro Food", "Orebro Food AB"}
