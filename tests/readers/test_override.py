"""What a user's own file says of a source goes before what the source's file says."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from harvest.sources import merged
from tests.support.command import harvest

WORDS = st.lists(st.text("ab", min_size=1, max_size=2), max_size=4)
TABLE = st.fixed_dictionaries({}, optional={"labels": st.dictionaries(st.sampled_from("xy"), WORDS), "cards": WORDS})


def test_tables_of_synonyms_are_added_to_and_all_else_is_replaced() -> None:
    own = {"cards": [".a", ".b"], "labels": {"name": ["Name"], "country": ["Country"]}, "delay": 10.0}
    other = {"cards": [".c"], "labels": {"name": ["Navn", "Name"], "region": ["Region"]}, "delay": 20.0}
    assert merged(own, other) == {
        "cards": [".c"],
        "labels": {"name": ["Navn", "Name"], "country": ["Country"], "region": ["Region"]},
        "delay": 20.0,
    }


@given(TABLE, TABLE)
def test_an_override_never_loses_a_synonym_and_twice_is_once(own: dict, other: dict) -> None:  # type: ignore[type-arg]
    both = merged(own, other)
    for name, words in own.get("labels", {}).items():
        assert set(words) <= set(both["labels"][name])
    assert merged(both, other) == both
    assert merged(own, {}) == own


def test_harvest_toml_overrides_a_source(tmp_path: Path) -> None:
    (tmp_path / "harvest.toml").write_text("[source.eccp]\ndelay = 36.0\n", "utf-8")
    plan = harvest("plan", "--json", "--only", "a1-foodtech-01", cwd=tmp_path)
    assert plan.status == 0
    for asked in plan.json["queries"]:
        assert asked["minutes"] == round(asked["requests"] * 36 / 60, 1)


def test_a_plan_prices_every_address_of_every_region_that_may_be_asked_for(tmp_path: Path) -> None:
    every = []
    for ids in ('["SE321", "ITC4"]', '["NUTS"]'):
        (tmp_path / "harvest.toml").write_text(f"[source.eyeris3]\nrecord_ids = {ids}\n", "utf-8")
        plan = harvest("plan", "--json", "--source", "eyeris3", cwd=tmp_path)
        (asked,) = [one for one in plan.json["queries"] if one["query"] == "*:*"]
        every.append(asked["requests"])
    assert every[0] == 1 + 2 * 3
    assert every[1] > 6000


def test_a_wrong_override_is_named_with_file_and_key(tmp_path: Path) -> None:
    for content, said in (
        ('[source.eccp]\naddress = "ftp://x"\n', "harvest.toml: [source.eccp]: address"),
        ("[source.eccp]\ncolour = 1\n", "harvest.toml: [source.eccp]: colour"),
        ("[source.ekkp]\n", "no source is called 'ekkp'"),
    ):
        (tmp_path / "harvest.toml").write_text(content, "utf-8")
        called = harvest("plan", cwd=tmp_path)
        assert (called.status, "Traceback" in called.err) == (2, False)
        assert said in called.err
