"""Strategy files: what an analyst wants to ask, read from TOML and checked on load.

A mistake names the file, the line, the key and what would be right. The JSON schema that editors complete from
(``strategies/strategies.schema.json``) is made from the same models.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harvest import query
from harvest.bands import Band, Bands
from harvest.errors import QuerySyntaxError, StrategyError
from harvest.vocabulary import OPEN, known_facets, look_up, nearest, nearest_values

PACKAGED = "vasternorrland"

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Home(_Table):
    """The region that asks. Organisations in it are self-hits, not partners."""

    nuts: str = Field(pattern=r"^[A-Z]{2}[A-Z0-9]{0,3}$", description="NUTS code of the region, e.g. SE321")
    name: str = Field(min_length=1)


class Priority(_Table):
    """One priority of the home region."""

    id: Identifier
    kind: Literal["strength", "development"]
    name_sv: str = Field(min_length=1, description="The exact Swedish wording")
    name_en: str = Field(min_length=1)
    name_en_evidence: Literal["s3-platform-page", "report", "own-translation"]
    published_count: int | None = Field(None, ge=0, description="Organisations that the 2022 report counts")
    terms_en: tuple[str, ...] = Field((), description="What to call it in English; narrows searches that are too wide")
    terms_sv: tuple[str, ...] = Field((), description="What to call it in Swedish")
    false_friends: tuple[str, ...] = Field((), description="What its words also find, and is not meant")
    s3: tuple[str, ...] = Field((), description="The S3 priority areas that it falls under: Group/Value")


class Strategy(_Table):
    """One thing to ask one source, for one priority."""

    id: Identifier
    priority: Identifier
    origin: Literal["appendix1", "extension"] = "extension"
    source: Literal["eccp", "eyeris3"] = "eccp"
    query: str = Field(
        min_length=1, description='Lucene: words, "a phrase", AND, OR, NOT, ( ), s3:"Group/Value", sector:"…"'
    )
    readings: tuple[str, ...] = Field((), description="What else the printed search may mean: asked and counted too")
    contains: tuple[Identifier, ...] = Field((), description="Strategies whose hits must be among this one's")
    expected_band: Band | None = Field(None, description="A prediction, made to be tested")
    read_to_end: bool = Field(False, description="Read every page of it, unmanageable or not")
    printed: str = Field("", description="The search as the report prints it")
    published_hits: int | None = Field(None, ge=0, description="Hits that the report prints")
    published_unit: str = Field("", description="What the report counted: kluster, megakluster, träffar")
    reason: str = Field("", description="Why ask this, or why this reading of the printed search")


class StrategyFile(_Table):
    """A whole strategy file."""

    title: str = Field(min_length=1)
    home: Home
    bands: Bands = Bands()
    priority: tuple[Priority, ...] = Field(min_length=1)
    strategy: tuple[Strategy, ...] = Field(min_length=1)


def load(path: Path | None = None) -> StrategyFile:
    """The strategies of a file; without a path those that come with harvest.

    Raises StrategyError with the file, the line, the key and what would be right.
    """
    name, text = _read(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StrategyError(f"{name}: this is not TOML: {error}") from None
    try:
        strategies = StrategyFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise StrategyError(f"{_place(name, text, first['loc'])}: {_remedy(dict(first))}") from None
    _check_references(strategies, name, text)
    _check_queries(strategies, name, text)
    return strategies


def schema() -> dict[str, Any]:
    """The JSON schema of a strategy file, for editors."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", **StrategyFile.model_json_schema()}


def _read(path: Path | None) -> tuple[str, str]:
    if path is None:
        name = f"{PACKAGED}.toml"
        return name, files("harvest.strategies").joinpath(name).read_text("utf-8")
    try:
        return str(path), path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise StrategyError(f"{path}: this file is not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise StrategyError(f"{path}: can't be read: {error.strerror}") from None


def _check_references(strategies: StrategyFile, name: str, text: str) -> None:
    known = [priority.id for priority in strategies.priority]
    for table in ("priority", "strategy"):
        seen: set[str] = set()
        for index, entry in enumerate(getattr(strategies, table)):
            if entry.id in seen:
                place = _place(name, text, (table, index, "id"))
                raise StrategyError(f"{place}: {entry.id!r} is taken; every {table} needs an id of its own")
            seen.add(entry.id)
    everyone = [strategy.id for strategy in strategies.strategy]
    for index, strategy in enumerate(strategies.strategy):
        if strategy.priority not in known:
            place = _place(name, text, ("strategy", index, "priority"))
            raise StrategyError(
                f"{place}: no priority has the id {strategy.priority!r}; "
                f"did you mean {_list(nearest(strategy.priority, known) or known)}?"
            )
        for contained in strategy.contains:
            if contained not in everyone:
                place = _place(name, text, ("strategy", index, "contains"))
                near = nearest(contained, everyone)
                remedy = f"; did you mean {_list(near)}?" if near else ""
                raise StrategyError(f"{place}: no strategy has the id {contained!r}{remedy}")


def _check_queries(strategies: StrategyFile, name: str, text: str) -> None:
    for index, priority in enumerate(strategies.priority):
        for value in priority.s3:
            _check_facet(query.Facet("s3", value), _place(name, text, ("priority", index, "s3"), value))
    for index, strategy in enumerate(strategies.strategy):
        _check_query(strategy.query, _place(name, text, ("strategy", index, "query")))
        for reading in strategy.readings:
            _check_query(reading, _place(name, text, ("strategy", index, "readings"), reading))


def _check_query(written: str, place: str) -> None:
    try:
        expression = query.parse(written)
    except QuerySyntaxError as error:
        raise StrategyError(f"{place}: {error}\n{pointed(written, error.position)}") from None
    for facet in query.facets(expression):
        _check_facet(facet, place)


def pointed(written: str, position: int, width: int = 72) -> str:
    """The query with a mark under the character at fault; of a long one the part around it."""
    line = " ".join(written.splitlines()) if "\n" in written else written
    start = max(0, position - width // 2) if len(line) > width else 0
    return f"    {line[start : start + width]}\n    {' ' * (position - start)}^"


def _check_facet(facet: query.Facet, place: str) -> None:
    if facet.field not in known_facets():
        raise StrategyError(f"{place}: no facet is called {facet.field!r}; known are {_list(known_facets())}")
    if facet.field not in OPEN and look_up(facet.field, facet.value) is None:
        near = nearest_values(facet.field, facet.value)
        remedy = f"; did you mean {_list(near)}?" if near else ""
        raise StrategyError(f"{place}: {facet.value!r} is no known value of {facet.field}{remedy}")


def _list(choices: Iterable[str]) -> str:
    return ", ".join(repr(choice) for choice in choices)


def _remedy(error: dict[str, Any]) -> str:
    kind, message = error["type"], str(error["msg"])
    if kind == "extra_forbidden":
        tables = (StrategyFile, Home, Bands, Priority, Strategy)
        keys = {key for table in tables for key in table.model_fields}
        return f"there is no such key; did you mean {_list(nearest(str(error['loc'][-1]), sorted(keys), 1))}?"
    if kind == "missing":
        return "this key is required"
    if kind in {"string_pattern_mismatch", "literal_error"} or "Input should be" in message:
        return f"{error['input']!r} won't do: {message[0].lower()}{message[1:]}"
    return message


def _place(name: str, text: str, location: tuple[int | str, ...], entry: str = "") -> str:
    """``file:line: key``, found by counting table headers: tomllib keeps no line numbers.

    ``entry``: of a list over several lines, the entry that is meant.
    """
    lines = text.splitlines()
    line, keys = 0, [part for part in location if isinstance(part, str)]
    if location and isinstance(location[0], str):
        table = location[0]
        nth = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
        header = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]\]?\s*(#.*)?$")
        headers = [number for number, content in enumerate(lines) if header.match(content)]
        if nth < len(headers):
            line = headers[nth]
    key = re.compile(rf"\s*\"?{re.escape(keys[-1])}\"?\s*=") if keys else None
    for number in range(line + 1 if len(keys) > 1 else 0, len(lines)):
        if len(keys) > 1 and lines[number].lstrip().startswith("["):
            break
        if key and key.match(lines[number]):
            line = number
            break
    if entry:
        line = next((number for number in range(line, len(lines)) if entry in lines[number]), line)
    return f"{name}:{line + 1}: {'.'.join(keys)}"
