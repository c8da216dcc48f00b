"""What the columns of a spreadsheet mean, as data: a TOML file per list, validated when it is loaded."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from harvest.errors import SheetError
from harvest.normalise.countries import country_code
from harvest.sheets.fields import EVIDENCE, FIELDS, kind_of_field
from harvest.sheets.grid import Span, place_of
from harvest.sheets.persons import announces_persons
from harvest.sources import NAMES

Kind = Literal["organisation", "programme", "evidence", "tip", "participants"]
_EVERYTHING_ELSE = "*"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Table):
    """What one column becomes."""

    field: str
    separator: str | None = Field(None, min_length=1, description="Between several values in one cell")
    values: dict[str, str] | None = Field(None, description='Cell -> value; "*" for all others, else they are refused')
    required: bool = Field(False, description="A row without it is refused")

    @field_validator("field")
    @classmethod
    def _known(cls, field: str) -> str:
        if field not in FIELDS:
            raise ValueError(f"no field is called {field!r}; there are {', '.join(FIELDS)}")
        return field

    def value_of(self, cell: str) -> str | None:
        """What the mapping makes of a cell's text; None where it has no value for it."""
        if self.values is None:
            return cell
        return self.values.get(cell, self.values.get(_EVERYTHING_ELSE))


class Table(_Table):
    """One table on one sheet: where it is, and what its columns are."""

    kind: Kind
    of: Literal["organisation", "programme"] = Field("organisation", description="Whose participants, or evidence")
    sheet: str | None = Field(None, description="None: the one visible sheet that has the titles")
    area: str | None = Field(None, description="Only these cells, e.g. A3:F40: where a sheet holds several tables")
    header: int | None = Field(None, ge=1, description="Row of the titles. None: the first that has them all")
    id: tuple[str, ...] = Field((), description="Titles of the columns that tell rows apart; none: the name's")
    gaps: bool = Field(False, description="Whether the table goes on below an empty row")
    date_formats: tuple[str, ...] = Field((), description="Of dates kept as text, as in strptime: %d/%m/%Y")
    constants: dict[str, str] = Field({}, description="Field -> value that every row has")
    columns: dict[str, tuple[Column, ...]] = Field(min_length=1, description="Title -> field or fields")

    @field_validator("columns", mode="before")
    @classmethod
    def _short_forms(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {
            title: [
                {"field": one} if isinstance(one, str) else one for one in (many if isinstance(many, list) else [many])
            ]
            for title, many in columns.items()
        }

    @model_validator(mode="after")
    def _checked(self) -> Self:
        fields = [column.field for columns in self.columns.values() for column in columns]
        if fields.count("name") != 1:
            raise ValueError("one column, and no second one, must be the name")
        for title, columns in self.columns.items():
            if announces_persons(title) and any(column.field != "email" for column in columns):
                raise ValueError(f"the column {title!r} is about persons: harvest takes none in")
        for field in self.constants:
            if field not in FIELDS or field == "name":
                raise ValueError(
                    f"constants: {field!r} is no field that all rows may share; there are {', '.join(FIELDS)}"
                )
        for field in sorted({*fields, *self.constants}):
            if kind_of_field(field) not in (None, self.record_kind):
                raise ValueError(f"{field} is a field of a {kind_of_field(field)}, not of a {self.record_kind}")
        wanted = {"tip": {"priority"}, "participants": {"participant"}, "evidence": EVIDENCE}.get(self.kind, set())
        if wanted and not wanted & {*fields, *self.constants}:
            raise ValueError(
                f"a table of kind {self.kind} needs a column or a constant for {' or '.join(sorted(wanted))}"
            )
        unknown = [title for title in self.id if title not in self.columns]
        if unknown:
            raise ValueError(f"id: {unknown[0]!r} is none of the mapped columns {', '.join(self.columns)}")
        if self.area is not None:
            _ = self.span
        return self

    @property
    def record_kind(self) -> str:
        """``organisation`` or ``programme``: what its rows are about."""
        return "programme" if "programme" in (self.kind, self.of) else "organisation"

    @property
    def span(self) -> Span | None:
        """The area's first and last cell."""
        if self.area is None:
            return None
        first, colon, last = self.area.partition(":")
        if not colon:
            raise ValueError(f"area: {self.area!r} is none; one is A3:F40")
        return place_of(first), place_of(last)


class Mapping(_Table):
    """One file of a list: whose it is, and the tables in it."""

    source: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", description="The name of the list in the database")
    title: str = Field(min_length=1)
    by: str = Field("", description="Who says it, by function; --by goes before it")
    country: str | None = Field(None, description="Of rows that name none")
    encoding: str | None = Field(None, description="Of CSV, where the file does not tell")
    delimiter: Literal[";", ",", "\t"] | None = None
    table: tuple[Table, ...] = Field(min_length=1)

    @field_validator("source")
    @classmethod
    def _own(cls, source: str) -> str:
        if source in NAMES:
            raise ValueError(f"{source} is harvested: call a list otherwise")
        return source

    @field_validator("country")
    @classmethod
    def _real(cls, country: str | None) -> str | None:
        if country is not None and country_code(country) is None:
            raise ValueError(f"{country!r} is no country")
        return country


def load_mapping(path: Path) -> tuple[Mapping, str]:
    """A mapping and its text. ``path`` may also be the bare name of a packaged one: ``edih``.

    Raises SheetError with the file, the key and what would be right.
    """
    packaged = files("harvest.mappings").joinpath(f"{path.name}.toml")
    try:
        own = path.suffix == "" and path.name == str(path) and not path.exists() and packaged.is_file()
        text = (packaged if own else path).read_text("utf-8")
        return Mapping.model_validate(tomllib.loads(text)), text
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror}; packaged mappings are {', '.join(packaged_mappings())}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SheetError(f"{path}: this is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise SheetError(f"{path}: {key or 'table'}: {first['msg'].removeprefix('Value error, ')}") from None


def packaged_mappings() -> list[str]:
    """The names of the mappings that come with harvest."""
    return sorted(
        one.name.removesuffix(".toml") for one in files("harvest.mappings").iterdir() if one.name.endswith(".toml")
    )
