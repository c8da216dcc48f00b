"""Options that several verbs share, and where their values come from when they are not given."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from harvest.errors import ConfigurationError
from harvest.sources import NAMES, override

_FILE = Path("harvest.toml")
_DATABASE = "sqlite:///harvest.db"

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help=f"SQLAlchemy URL. Else $HARVEST_DATABASE, else harvest.toml, else {_DATABASE}.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, and nothing else there.")]
Strategies = Annotated[
    list[Path] | None,
    typer.Option("--strategies", metavar="PATH", help="A strategy file. Repeatable. Default: Västernorrland's."),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="ID", help="Only this strategy or priority. Repeatable."),
]
Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="NAME", help=f"Only this source: {', '.join(NAMES)}. Repeatable."),
]
Delay = Annotated[
    float | None,
    typer.Option(
        "--delay",
        metavar="SECONDS",
        min=0,
        help="Pause between two requests to one host; a robots.txt that asks for more is obeyed.",
    ),
]
At = Annotated[
    list[str] | None,
    typer.Option("--at", metavar="NAME=URL", help="The address of a source. Repeatable. Default: the live one."),
]
Mode = Annotated[
    str,
    typer.Option(
        "--mode",
        metavar="MODE",
        help="site: the platform's own search answers. directory: every profile is read once, and the queries are "
        "answered here. auto: site, and directory where the platform offers no usable search.",
    ),
]
ReadToEnd = Annotated[
    bool, typer.Option("--read-to-end", help="Read every page of every search, unmanageable ones too.")
]
Concurrency = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, metavar="N", help="Requests at once to one host. Default: 1."),
]
Contact = Annotated[
    str | None,
    typer.Option(
        "--contact",
        metavar="TEXT",
        help="E-mail or URL for the user agent. Else $HARVEST_CONTACT, else harvest.toml.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Scrapy's own log on standard error.")]
Notify = Annotated[
    str | None,
    typer.Option(
        "--notify",
        metavar="COMMAND",
        help="A command that gets the run's JSON on standard input when its status or counts are others than the last "
        "time. Else harvest.toml.",
    ),
]
Run = Annotated[str | None, typer.Option("--run", metavar="ID", help="A run's id. Default: the latest.")]


class Configuration(BaseModel):
    """``harvest.toml``, in the folder where the command is called."""

    model_config = ConfigDict(extra="forbid")

    database: str | None = None
    contact: str | None = None
    notify: str | None = None
    source: dict[str, dict[str, Any]] = {}
    """``[source.eccp]``: what goes before that source's own file."""


@cache
def configuration() -> Configuration:
    """The file's content; empty where there is no file. Raises ConfigurationError with the file and the key."""
    try:
        content: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))
        return Configuration.model_validate(content)
    except FileNotFoundError:
        return Configuration()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{_FILE}: this is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        keys = ", ".join(Configuration.model_fields)
        raise ConfigurationError(f"{_FILE}: {first['loc'][0]}: {first['msg']}; its keys are {keys}") from None


def apply_overrides() -> None:
    """Tells the sources what the file says of them. Raises ConfigurationError with the file and the key."""
    for name, table in configuration().source.items():
        try:
            override(name, table)
        except ConfigurationError as error:
            raise ConfigurationError(f"{_FILE}: {error}") from None


def database_url(given: str | None) -> str:
    """The database to use: the option, the environment, the file, the default."""
    return given or os.environ.get("HARVEST_DATABASE") or configuration().database or _DATABASE


def contact_given(given: str | None) -> str | None:
    """The contact for the user agent: the option, the environment, the file."""
    return given or os.environ.get("HARVEST_CONTACT") or configuration().contact


def addresses(given: list[str] | None) -> dict[str, str]:
    """``--at NAME=URL`` as a table. Raises ConfigurationError, saying what would be right."""
    table = {}
    for entry in given or []:
        name, equals, url = entry.partition("=")
        parts = urlsplit(url)
        if not equals or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"--at {entry}: write it as NAME=URL, e.g. eccp=http://127.0.0.1:8000")
        check_sources([name])
        table[name] = url.rstrip("/")
    return table


def files(given: list[str] | None) -> dict[str, Path]:
    """``--listed NAME=FILE`` as a table. Raises ConfigurationError, saying what would be right."""
    table = {}
    for entry in given or []:
        name, equals, file = entry.partition("=")
        if not equals or not file:
            raise ConfigurationError(f"--listed {entry}: write it as NAME=FILE, e.g. eccp=addresses.txt")
        check_sources([name])
        table[name] = Path(file)
    return table


def check_choice(option: str, given: str, known: Sequence[str]) -> None:
    """Raises ConfigurationError for a value that is none of those an option takes."""
    if given not in known:
        raise ConfigurationError(f"{option} {given}: it takes {', '.join(known[:-1])} or {known[-1]}")


def check_sources(names: list[str]) -> None:
    """Raises ConfigurationError for a name that is no source's."""
    for name in names:
        if name not in NAMES:
            raise ConfigurationError(f"no source is called {name!r}; known are {', '.join(NAMES)}")
