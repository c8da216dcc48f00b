"""What we know of each platform, as data: one folder a source, with its ``source.toml`` and its readers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from harvest.errors import ConfigurationError
from harvest.normalise.nuts import regions

NAMES = ("eccp", "eyeris3")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Persons(_Table):
    """Where a page names people: by label, and by parts of class names. See ``harvest.redaction``."""

    labels: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


class Search(_Table):
    """What the platform's own search can be asked, beside words as typed, phrases and single facets."""

    prefixes: bool = Field(False, description="Whether a word may be left open at its end")
    together: bool = Field(True, description="Whether a text and facets may stand in one request")


class Answering(_Table):
    """How queries are answered here, over records that were read; and how the platform is taken to read a text."""

    texts: tuple[str, ...] = Field(description="Fields of a record that texts are looked for in")
    facets: dict[str, str] = Field({}, description="Facet of a query -> field of a record that holds it")
    loose: Literal["any", "all", "phrase"] = Field("any", description="What bare adjacent words mean there")
    stems: bool = Field(False, description="Whether word stems are compared there")
    searched: tuple[str, ...] = Field((), description="The fields that are searched there; none: all of the texts")


class Probes(_Table):
    """Words that tell how a search reads: asked once per run, each for its total only."""

    nonsense: str
    case: tuple[str, ...]
    accents: tuple[str, ...]
    stem: tuple[str, ...]
    words: tuple[str, str] = Field(description="Two common words: any or all of them, order, phrase")


class Expectations(_Table):
    """What a source is expected to come to; of a run that finds less, something is wrong, however well it went."""

    records: int = Field(0, ge=0, description="Records that it has, at the least")
    fill: dict[str, float] = Field({}, description="Field of a record -> share of the records that state it, at least")
    sample: int = Field(50, ge=1, description="Records that must have been read before shares are judged")
    unread: float = Field(1.0, ge=0, le=1, description="Share of labelled values that nobody reads, at most")

    @field_validator("fill")
    @classmethod
    def _shares(cls, fill: dict[str, float]) -> dict[str, float]:
        for field, share in fill.items():
            if not 0 <= share <= 1:
                raise ValueError(f"{field}: a share is a number from 0 to 1, not {share}")
        return fill


class Source(_Table):
    """One platform: where it is, how fast it may be asked, how it words things. Comments are in the file."""

    name: str
    title: str
    address: str = Field(pattern=r"^https://")
    delay: float = Field(ge=0, description="Seconds between two requests to its host")
    concurrency: int = Field(1, ge=1)
    entry: str = Field(pattern=r"^/", description="The path where a harvest starts")
    items_per_page: int = Field(ge=1, description="Hits on one page of results, for the price of a plan")
    record_paths: tuple[str, ...] = Field(description="Path prefixes of records; the rest is the source's id")
    record_addresses: tuple[str, ...] = Field((), description="Where to ask for a record by its id")
    record_ids: tuple[str, ...] = Field((), description="Records to ask for where nothing links to any")
    cards: tuple[str, ...] = Field((), description="Selectors of one hit, the first that matches is used")
    facets: dict[str, tuple[str, ...]] = Field({}, description="Facet of a query -> labels of its filter")
    parameters: dict[str, str] = Field({}, description="Facet of a query -> its filter's parameter, if labels mislead")
    text_labels: tuple[str, ...] = Field((), description="Labels of the box for the text")
    text_parameter: str = Field("", description="The box's parameter, if role, label and place mislead")
    next: tuple[str, ...] = Field((), description="Selectors of the link to the next page, if its words mislead")
    next_words: tuple[str, ...] = Field((), description="What that link says")
    totals: tuple[str, ...] = Field((), description="Patterns of the claimed total; its group is the number")
    nothing: tuple[str, ...] = Field((), description="What the page says when nothing was found")
    labels: dict[str, tuple[str, ...]] = Field({}, description="Field of a record -> labels it stands under")
    signs: dict[str, tuple[str, ...]] = Field({}, description="Kind of a page -> words that only such pages print")
    ignored: tuple[str, ...] = Field((), description="Labels that are furniture, read by nobody")
    persons: Persons = Persons()
    search: Search | None = Field(None, description="None: the platform is read whole, its search is not known")
    answering: Answering
    probes: Probes | None = None
    expectations: Expectations = Expectations()
    sitemap: str = Field("/sitemap.xml", pattern=r"^/")
    full_reading_every: int = Field(6, ge=1, description="Of so many readings of a page one asks for all of it")

    @field_validator("record_ids")
    @classmethod
    def _every_code(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        """``NUTS`` stands for every code that is known, countries included."""
        if "NUTS" not in ids:
            return ids
        known = {code for nuts in regions() for code in (nuts, nuts[:2])}
        return tuple(sorted(known | set(ids) - {"NUTS"}))


_overrides: dict[str, Mapping[str, Any]] = {}


def override(name: str, table: Mapping[str, Any]) -> None:
    """What a user's own file says about a source: it goes before what ``source.toml`` says.

    To be told before any source is loaded, since readers keep what they were loaded with. Raises
    ConfigurationError where the source does not validate with it.
    """
    if load_source.cache_info().currsize:
        raise RuntimeError(f"{name} is overridden too late: a source has been loaded already")
    _validated(f"[source.{name}]", name, merged(_own(name), table))
    _overrides[name] = table


def merged(own: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A source's table with another's laid over it: tables of synonyms are added to, all else is replaced."""
    both = {**own, **other}
    for key, theirs in other.items():
        mine = own.get(key, {})
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            both[key] = {**mine, **{name: _joined(theirs[name], mine.get(name, [])) for name in theirs}}
    return both


@cache
def load_source(name: str) -> Source:
    """One source by name, as its own file and the user's override describe it.

    Raises ConfigurationError for an unknown name, and for a file that does not validate.
    """
    return _validated(f"{name}/source.toml", name, merged(_own(name), _overrides.get(name, {})))


def expected(name: str, address: str) -> Expectations:
    """What is expected of a source that was asked at this address.

    The numbers of ``source.toml`` are about the platform at its own address; of another one (the replica, a mirror, a
    test's own site) only what the user's override says is expected.
    """
    source = load_source(name)
    if _host(address) == _host(source.address):
        return source.expectations
    return Expectations.model_validate(_overrides.get(name, {}).get("expectations", {}))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _own(name: str) -> dict[str, Any]:
    if name not in NAMES:
        raise ConfigurationError(f"no source is called {name!r}; known are {', '.join(NAMES)}")
    path = files(f"harvest.sources.{name}").joinpath("source.toml")
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: {error}") from None


def _validated(place: str, name: str, table: Mapping[str, Any]) -> Source:
    try:
        return Source.model_validate({**table, "name": name})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{place}: {key}: {first['msg']}") from None


def _joined(theirs: Any, mine: Any) -> Any:
    return list(dict.fromkeys([*theirs, *mine])) if isinstance(theirs, list) and isinstance(mine, list) else theirs
