"""A page becomes a frozen test page: the page without persons, its address, and what the reader makes of it."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harvest.errors import ConfigurationError, PageError
from harvest.sources.recognise import READERS, Recognised, recognise

_OTHER = {"eccp": "profile", "eyeris3": "region"}
"""The reader whose refusal is frozen where no reader takes the page."""


def freeze(into: Path, source: str, html: str, url: str) -> Path:
    """Writes the folder of a frozen page and gives its path; ``html`` without persons.

    Raises ConfigurationError where the folder is there already, and for a page that is no page of the site.
    """
    page = recognise(source, html, url)
    if page.blocked:
        raise ConfigurationError(f"{url} is not worth freezing: {page.blocked}")
    kind = page.kinds[0] if page.kinds else _OTHER[source]
    folder = into / source / f"{kind}-{_slug(url)}"
    if folder.exists():
        raise ConfigurationError(f"{folder} is there already: remove it, or keep it")
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(html, "utf-8", newline="")
    (folder / "address.txt").write_text(f"{url}\n", "utf-8")
    (folder / "note.txt").write_text(f"{_note(page)}\n", "utf-8")
    (folder / "expected.json").write_text(expectation(source, kind, html, url), "utf-8")
    return folder


def expectation(source: str, kind: str, html: str, url: str) -> str:
    """What the reader of this kind makes of a page, as JSON; its error as ``{"error": …}``."""
    try:
        found = READERS[source][kind](html, url)
    except PageError as error:
        found = {"error": str(error)}
    return json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n"


def _slug(url: str) -> str:
    parts = urlsplit(url)
    return re.sub(r"[^a-z0-9]+", "-", f"{parts.path} {parts.query}".lower()).strip("-")[:60] or "page"


def _note(page: Recognised) -> str:
    kinds = ", ".join(page.kinds) or "no page that is read"
    return f"To be written: what this page ({kinds}) teaches that the others do not."


def as_data(value: Any) -> Any:
    """What JSON can say: dataclasses and named tuples by the names of their fields."""
    if dataclasses.is_dataclass(value):
        return {field.name: as_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        named = getattr(value, "_asdict", None)
        return as_data(named()) if named else [as_data(one) for one in value]
    return {name: as_data(one) for name, one in value.items()} if isinstance(value, dict) else value
