"""Frozen pages: a folder each, whose first word says which reader reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from harvest.saved.freeze import expectation
from harvest.sources.recognise import READERS as BY_SOURCE
from harvest.sources.recognise import REDACT

PAGES = Path(__file__).parents[1] / "pages"
READERS: dict[str, Callable[[str, str], Any]] = {
    kind: reader for readers in BY_SOURCE.values() for kind, reader in readers.items()
}


def folders() -> list[Path]:
    return sorted(path for path in PAGES.glob("*/*") if path.is_dir())


def html(folder: Path) -> str:
    """The page as the readers get it: persons taken out."""
    return REDACT[folder.parent.name]((folder / "page.html").read_text("utf-8"))


def read(folder: Path, text: str) -> str:
    """What the reader makes of a text, as JSON; its error as ``{"error": …}``."""
    kind = folder.name.partition("-")[0]
    return expectation(folder.parent.name, kind, text, (folder / "address.txt").read_text("utf-8").strip())
