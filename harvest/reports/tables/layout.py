"""Which tables are exported: every public view, its columns with type and meaning, and its name in two languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from harvest.reports.labels import Label, Language
from models.views import VIEWS
from models.views.types import Type, type_of


class Words(BaseModel):
    """``words.toml``. Raises pydantic's ValidationError where a word misses a language."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Label]

    source: dict[str, Label]
    table: dict[str, Label]

    def say(self, word: str, language: Language, **parts: object) -> str:
        """A sentence with its placeholders filled in. Raises KeyError for one that there is not."""
        return self.__pydantic_extra__[word].in_language(language).format(**parts)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One view, as a file."""

    name: str
    row: str
    notes: str
    columns: tuple[Column, ...]

    def title(self, language: Language) -> str:
        return words().table[self.name].in_language(language)


@cache
def words() -> Words:
    """The words of the exports, checked."""
    content = files("harvest.reports.tables").joinpath("words.toml").read_text("utf-8")
    return Words.model_validate(tomllib.loads(content))


def tables() -> list[Table]:
    """Every public view, in the order of the read contract."""
    return [
        Table(
            view.name,
            view.row,
            view.notes,
            tuple(Column(name, type_of(view.name, name), meaning) for name, meaning in view.columns.items()),
        )
        for view in VIEWS
    ]
