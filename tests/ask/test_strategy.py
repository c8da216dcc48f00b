"""Strategy files: the packaged one, and what a mistake in one is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvest import query
from harvest.errors import StrategyError
from harvest.strategy import load, pointed, schema
from harvest.vocabulary import look_up

PACKAGED = Path(__file__).parents[2] / "harvest" / "strategies"
TEXT = (PACKAGED / "vasternorrland.toml").read_text("utf-8")


def test_the_twelve_searches_as_published() -> None:
    printed = [one for one in load().strategy if one.origin == "appendix1"]
    assert [one.published_hits for one in printed] == [1, 1, 30, 2, 3, 5, 20, 4, 18, 4, 61, 525]
    assert all(one.printed.startswith("Sökning EC") and one.read_to_end for one in printed)
    several = [place for place, one in enumerate(printed, start=1) if one.readings]
    assert several == [2, 5, 6, 8, 11, 12]


def test_a_hundred_strategies_each_with_its_reason_and_prediction() -> None:
    strategies = load().strategy
    assert len(strategies) == len({one.id for one in strategies}) == 100
    assert all(len(one.reason) > 10 for one in strategies)
    assert all(one.expected_band for one in strategies if one.origin == "extension")
    assert {one.priority for one in strategies} == {one.id for one in load().priority}
    assert all(one.terms_en and one.terms_sv and one.s3 for one in load().priority)


def test_every_facet_of_the_catalogue_has_evidence() -> None:
    for strategy in load().strategy:
        for facet in query.facets(query.parse(strategy.query)):
            known = look_up(facet.field, facet.value)
            assert known is not None, facet
            assert known.evidence, facet


@pytest.mark.parametrize(
    ("facet", "value", "name"),
    [
        ("country", "Sverige", "SE"),
        ("country", "EL", "GR"),
        ("type", "Cluster networks", "meta-cluster"),
        ("s3", "KETs: advanced manufacturing SYSTEMS", "KETs/Advanced manufacturing systems"),
    ],
)
def test_a_value_is_known_in_its_spellings(facet: str, value: str, name: str) -> None:
    known = look_up(facet, value)
    assert known is not None
    assert known.name == name


def test_the_nine_priorities_as_published() -> None:
    file = load()
    assert [one.published_count for one in file.priority] == [18, 51, 43, 19, 24, 45, 63, 13, 39]
    assert sum(one.kind == "strength" for one in file.priority) == 5
    assert (file.home.nuts, file.home.name) == ("SE321", "Västernorrland")


def test_the_schema_for_editors_is_the_models() -> None:
    assert json.loads((PACKAGED / "strategies.schema.json").read_text("utf-8")) == schema()
    assert TEXT.startswith("#:schema ./strategies.schema.json")


@pytest.mark.parametrize(
    ("right", "wrong", "key", "remedy"),
    [
        (
            's3:"KETs/Advanced manufacturing systems',
            's3:"KETs/Advanced manufacture',
            "strategy.query",
            "did you mean 'KETs/Adv",
        ),
        ("'\"public administration\"'", "'\"public administration'", "strategy.query", "no partner"),
        ("query = 'govtech'", "query = 'country:Swedn'", "strategy.query", "did you mean 'Sweden'"),
        ("query = 'govtech'", "query = 'type:clusterr'", "strategy.query", "did you mean 'cluster'"),
        ("'public AND administration'", "'public AND'", "strategy.readings", "ends where"),
        ('contains = ["a1-govtech-02"]', 'contains = ["a1-govtech-20"]', "strategy.contains", "did you mean"),
        ("unmanageable_share = 0.10", "unmanageable_share = 10", "bands.unmanageable_share", "10 won't do"),
        ('expected_band = "workable"', 'expected_band = "fine"', "strategy.expected_band", "'dead'"),
        ("'KETs/Industrial biotechnology'", "'KETs/Industrial biotech'", "priority.s3", "did you mean"),
        ('s3:"KETs', 'zz:"KETs', "strategy.query", "known are 's3'"),
        ('priority = "govtech"', 'priority = "govteck"', "strategy.priority", "did you mean 'govtech'"),
        ("published_hits = 525", "published_hitz = 525", "strategy.published_hitz", "did you mean 'published_hits'"),
        ("published_hits = 525", "published_hits = -1", "strategy.published_hits", "-1 won't do"),
        ('kind = "strength"', 'kind = "weak"', "priority.kind", "'strength' or 'development'"),
        ('nuts = "SE321"', "", "home.nuts", "required"),
        ('nuts = "SE321"', 'nuts = "Sweden"', "home.nuts", "'Sweden' won't do"),
        ("workable_max = 75", 'workable_max = "many"', "bands.workable_max", "valid integer"),
        ('id = "a1-govtech-02"', 'id = "a1-govtech-01"', "strategy.id", "is taken"),
    ],
)
def test_a_mistake_names_file_line_key_and_remedy(
    right: str, wrong: str, key: str, remedy: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    changed = TEXT.replace(right, wrong, 1)
    file.write_text(changed, "utf-8")
    with pytest.raises(StrategyError) as raised:
        load(file)
    message = str(raised.value)
    place, _, line = message.partition(f": {key}: ")[0].rpartition(":")
    assert place == str(file)
    assert remedy in message
    if wrong:
        assert wrong in changed.splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("content", "said"), [(b"[home", "not TOML"), (b"title = '\xff'", "not UTF-8"), (None, "can't be read")]
)
def test_a_file_that_is_no_strategy_file(content: bytes | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StrategyError, match=said):
        load(file)


def test_a_mark_stands_under_the_character_at_fault() -> None:
    assert pointed("food AND", 8) == "    food AND\n            ^"
    long = pointed("a " * 100 + "AND AND b", 204)
    line, mark = long.splitlines()
    assert len(line) <= 76
    assert line[mark.index("^") :].startswith("AND")
