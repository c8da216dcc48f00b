"""Frozen pages: a folder each, whose first word says which reader reads it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harvest.errors import PageError
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.redact import redact as redact_eccp
from harvest.sources.eccp.search_form import read_search_form
from harvest.sources.eccp.search_page import read_search_page
from harvest.sources.eyeris3.addresses import region_links
from harvest.sources.eyeris3.map_search import read_map_form
from harvest.sources.eyeris3.redact import redact as redact_eyeris3
from harvest.sources.eyeris3.region_page import read_region_page

PAGES = Path(__file__).parents[1] / "pages"
READERS: dict[str, Callable[[str, str], Any]] = {
    "search": read_search_page,
    "form": read_search_form,
    "profile": read_profile,
    "region": read_region_page,
    "links": region_links,
    "map": read_map_form,
}
REDACT = {"eccp": redact_eccp, "eyeris3": redact_eyeris3}


def folders() -> list[Path]:
    return sorted(path for path in PAGES.glob("*/*") if path.is_dir())


def html(folder: Path) -> str:
    """The page as the readers get it: persons taken out."""
    return REDACT[folder.parent.name]((folder / "page.html").read_text("utf-8"))


def read(folder: Path, text: str) -> str:
    """What the reader makes of a text, as JSON; its error as ``{"error": …}``."""
    reader = READERS[folder.name.partition("-")[0]]
    try:
        found = reader(text, (folder / "address.txt").read_text("utf-8").strip())
    except PageError as error:
        found = {"error": str(error)}
    return json.dumps(_plain(found), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    """Dataclasses and named tuples by the names of their fields."""
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return _plain(value._asdict()) if hasattr(value, "_asdict") else [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value
