"""The catalogue of words: whole in both languages, and used."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from harvest.reports import labels as module
from harvest.reports.labels import Labels, labels

ROOM = Path(module.__file__).parent


@pytest.fixture
def content() -> dict[str, Any]:
    return tomllib.loads((ROOM / "labels.toml").read_text("utf-8"))


def test_every_word_of_the_catalogue_is_said_and_every_word_that_is_said_is_there() -> None:
    said = " ".join(file.read_text("utf-8") for file in (ROOM / "workbook").rglob("*.py"))
    words = set(labels().word)
    quoted = set(re.findall(r"[\"'](\w+)[\"']", said))
    prefixed = {f"{prefix}{name}" for prefix in re.findall(r'f"(\w+_)\{', said) for name in quoted | {"tab"}}
    assert words - quoted - prefixed == set()
    assert set(re.findall(r'\bsay\(\s*"(\w+)"', said)) - words == set()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_word_is_refused_without_both_languages(content: dict[str, Any], language: str) -> None:
    broken = copy.deepcopy(content)
    broken["word"]["title"][language] = ""
    with pytest.raises(ValidationError, match="both languages"):
        Labels.model_validate(broken)


def test_placeholders_must_be_the_same_in_both_languages(content: dict[str, Any]) -> None:
    content["word"]["created"]["sv"] = "Skapad {dag}"
    with pytest.raises(ValidationError, match="placeholders"):
        Labels.model_validate(content)


def test_a_title_means_one_column_whatever_the_language(content: dict[str, Any]) -> None:
    content["column"][1]["en"] = content["column"][0]["sv"].upper()
    with pytest.raises(ValidationError, match="two columns are called"):
        Labels.model_validate(content)


def test_a_column_needs_a_group_that_is_there(content: dict[str, Any]) -> None:
    content["column"][0]["group"] = "whom"
    with pytest.raises(ValidationError, match="whom"):
        Labels.model_validate(content)
