"""The words of the reports, in Swedish and English, and the columns of the workbook's master list.

They stand in ``labels.toml``. What is missing in one language, or holds other placeholders there, is an error.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
Kind = Literal[
    "text", "excerpt", "number", "year", "share", "date", "link", "country", "value", "yes_no", "tier", "priority",
    "role", "look_again", "id",
]  # fmt: skip
_PLACEHOLDER = re.compile(r"\{\w+\}")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Model):
    """One thing to say, in both languages."""

    sv: str
    en: str

    @model_validator(mode="after")
    def _same_placeholders(self) -> Label:
        if not self.sv or not self.en:
            raise ValueError("a label needs its words in both languages")
        if sorted(_PLACEHOLDER.findall(self.sv)) != sorted(_PLACEHOLDER.findall(self.en)):
            raise ValueError(f"other placeholders in one language than in the other: {self.sv!r}, {self.en!r}")
        return self

    def in_language(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


class Column(_Model):
    """One column of the master list."""

    key: str
    group: str
    kind: Kind
    width: int
    screening: bool = False
    sv: str
    en: str
    about_sv: str
    about_en: str

    def title(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en

    def about(self, language: Language) -> str:
        return self.about_sv if language == "sv" else self.about_en


class Labels(_Model):
    """The whole catalogue."""

    group: dict[str, Label]
    column: tuple[Column, ...]
    value: dict[str, dict[str, Label]]
    word: dict[str, Label] = {}
    reason: tuple[Label, ...] = ()
    """Reasons that harvest writes, as it writes them in English; the first that fits is taken."""

    @model_validator(mode="after")
    def _sound(self) -> Labels:
        means: dict[str, str] = {}
        for column in self.column:
            # A table of Excel's has no two columns of one title, and a title in either language must mean one column.
            for title in {column.sv.casefold(), column.en.casefold()}:
                if means.setdefault(title, column.key) != column.key:
                    raise ValueError(f"two columns are called {title!r}: {means[title]} and {column.key}")
        keys = [column.key for column in self.column]
        if len(set(keys)) < len(keys):
            raise ValueError("two columns have one key")
        unknown = {one.group for one in self.column} - self.group.keys()
        if unknown:
            raise ValueError(f"columns of a group that is not there: {', '.join(sorted(unknown))}")
        return self

    def title_of(self, kind: str, value: str, language: Language) -> str:
        """A value's name: ``tier`` and ``full``, for example. A value without one is its own name."""
        label = self.value[kind].get(value)
        return label.in_language(language) if label else value

    def say(self, word: str, language: Language, **parts: object) -> str:
        """A sentence with its placeholders filled in. Raises KeyError for one that the catalogue does not have."""
        return self.word[word].in_language(language).format(**parts)


@cache
def labels() -> Labels:
    """The catalogue. Raises pydantic's ValidationError, naming what is wrong, where the file is not sound."""
    content = files("harvest.reports").joinpath("labels.toml").read_text("utf-8")
    return Labels.model_validate(tomllib.loads(content))
