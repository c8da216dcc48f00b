"""Tables for people, JSON for machines."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table


def console() -> Console:
    """Standard output; 80 columns wide where it is no terminal, so that files and mails look like the screen."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=80)


def table(*columns: tuple[str, str]) -> Table:
    """An empty table of (heading, kind) columns, in the command's one style.

    Kinds: ``wide`` takes the room that is left and wraps, ``cut`` takes it and ends with an ellipsis, ``number`` is set
    to the right, ``word`` to the left.
    """
    made = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", show_edge=False, pad_edge=False)
    for heading, kind in columns:
        if kind == "wide":
            made.add_column(heading, overflow="fold", ratio=1)
        elif kind == "cut":
            made.add_column(heading, overflow="ellipsis", no_wrap=True, ratio=1)
        else:
            made.add_column(heading, justify="right" if kind == "number" else "left", no_wrap=True)
    made.expand = True
    return made


def number(value: int | None) -> str:
    """A count; a dash where there is none."""
    return "–" if value is None else str(value)


def print_json(document: Any) -> None:
    """One document on standard output."""
    print(json.dumps(document, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")
