"""Region pages without persons: a contact's name stands unlabelled above "Email" and "Phone"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from selectolax.lexbor import LexborNode

from harvest.normalise.text import label_key
from harvest.reading import Line, lines
from harvest.sources import load_source, redaction
from harvest.sources.labelled import synonyms

_CONTACT = re.compile(r"(e-?mail|phone|telephone|mobile|tel)\b", re.IGNORECASE)
_PLACES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "th", "td"))
_NAME_LINES = 2
"""A name, and perhaps an office, stand above the first of the contact's lines."""


def redact(html: str) -> str:
    """The page with every person taken out; unchanged where it names none."""
    return redaction.redact(html, load_source("eyeris3"), _names_above_contacts)


def _names_above_contacts(body: LexborNode) -> Iterator[LexborNode]:
    printed = list(lines(body))
    for position, line in enumerate(printed):
        if _CONTACT.match(line.text) and not (position and _CONTACT.match(printed[position - 1].text)):
            for above in reversed(printed[max(0, position - _NAME_LINES) : position]):
                if _is_furniture(above):
                    break
                yield from above.nodes


def _is_furniture(line: Line) -> bool:
    in_place = not _PLACES.isdisjoint(line.path) or line.link is not None
    return in_place or label_key(line.text) in _known() or ":" in line.text


@cache
def _known() -> dict[str, str]:
    return synonyms(load_source("eyeris3").labels)
