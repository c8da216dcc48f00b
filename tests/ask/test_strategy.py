"""Strategy files: the packaged one, and what a mistake in one is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvest.errors import StrategyError
from harvest.strategy import load, schema

PACKAGED = Path(__file__).parents[2] / "harvest" / "strategies"
TEXT = (PACKAGED / "vasternorrland.toml").read_text("utf-8")


def test_the_twelve_searches_as_published() -> None:
    file = load()
    assert [one.published_hits for one in file.strategy] == [1, 1, 30, 2, 3, 5, 20, 4, 18, 4, 61, 525]
    assert all(one.printed.startswith("Sökning EC") and one.origin == "appendix1" for one in file.strategy)


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
            "KETs/Advanced manufacturing systems",
            "KETs/Advanced manufacture",
            "strategy.query",
            "did you mean 'KETs/Adv",
        ),
        ("'\"public administration\"'", "'\"public administration'", "strategy.query", "no partner"),
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
