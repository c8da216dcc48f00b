"""One saved page, described: what it is, what was read under which label, and what was not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from harvest.records import DeclaredPriority, Hit, Value
from harvest.saved.files import SavedPage
from harvest.sources import NAMES
from harvest.sources.recognise import Recognised, look_at, source_of


@dataclass(frozen=True, slots=True)
class Described:
    """What one page holds for harvest. ``html`` is the page without persons."""

    file: str
    url: str
    saved_at: str
    dated_by: str
    source: str
    kinds: tuple[str, ...]
    blocked: str
    persons: bool
    """Whether persons were taken out."""
    read: tuple[Value, ...]
    unread: tuple[Value, ...]
    hits: tuple[Hit, ...]
    priorities: tuple[DeclaredPriority, ...]
    refused: dict[str, str]
    html: str = field(repr=False)


def describe(saved: SavedPage, source: str | None = None) -> Described:
    """The page as its source's readers see it: the source that is named, that its address names, or that fits best."""
    named = source or source_of(saved.url)
    tried = [look_at(name, saved.html, saved.url) for name in ([named] if named else NAMES)]
    page, html = max(tried, key=lambda one: (bool(one[0].kinds), len(tuple(_values(one[0])))))
    return Described(
        file=saved.file,
        url=saved.url,
        saved_at=saved.saved_at.isoformat(),
        dated_by=saved.dated_by,
        source=page.source,
        kinds=page.kinds,
        blocked=page.blocked,
        persons=html != saved.html,
        read=tuple(_values(page)),
        unread=tuple(value for one in _of_kind(page) for value in getattr(one, "unread", ())),
        hits=tuple(hit for one in _of_kind(page) for hit in getattr(one, "hits", ())),
        priorities=tuple(told for one in _of_kind(page) for told in getattr(one, "priorities", ())),
        refused=dict(page.refused),
        html=html,
    )


def _of_kind(page: Recognised) -> list[Any]:
    return [page.read[kind] for kind in page.kinds]


def _values(page: Recognised) -> Iterator[Value]:
    """Everything that was read, each value with the label, or the place, that it was read by."""
    for kind in page.kinds:
        found = page.read[kind]
        match kind:
            case "profile" | "region":
                yield from found.values
            case "search":
                if found.claimed_total is not None:
                    yield Value("claimed_total", str(found.claimed_total), "words of a total")
                if found.next_url:
                    yield Value("next_page", found.next_url, "link to the next page")
            case "form":
                yield Value("text", found.text_name, f"{found.method} {found.action}")
                yield from (Value("filter", f"{len(one.options)} options", one.label) for one in found.filters)
            case "map":
                yield from (Value(kind, name, "filter of the map") for kind, name in found.filters.items())
            case "links":
                yield from (Value("region", nuts, address) for nuts, address in found)
