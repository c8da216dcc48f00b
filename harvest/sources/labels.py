"""What a label is: the words that two spellings share, the values under it, the nodes that print both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from harvest.normalise.text import label_key
from harvest.reading import attribute

LONGEST = 150
"""Characters of a label; anything longer is a text."""
PERSON = "person"
"""The field under which ``redaction`` knows the labels of persons: what stands there goes as a whole."""


@dataclass(slots=True, eq=False)
class Labelled:
    """A label, the values under it, and the nodes that print both."""

    label: str
    field: str | None
    """What a label of this spelling is known as; None for one that nobody knows."""
    values: list[str]
    places: Sequence[LexborNode]
    """Where the values are printed: one node for each, or one for all."""
    nodes: Sequence[LexborNode]
    link: LexborNode | None = None
    """A link around the value, where that is known already."""

    def href(self, position: int) -> str:
        """The address that a value links to, empty where it links nowhere."""
        places = self.places if len(self.places) != len(self.values) else self.places[position : position + 1]
        link = self.link
        for place in places:
            if link is None and place.is_element_node:
                link = place.css_first("a[href]")
        return attribute(link, "href") if link is not None else ""


def synonyms(labels: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Key of every spelling -> field, from a source's table of labels."""
    return {label_key(spelling): field for field, spellings in labels.items() for spelling in spellings}


@lru_cache(8192)
def key(label: str) -> str:
    """``label_key``, remembered, since a site prints the same words on every page; empty for what is no label."""
    return label_key(label) if len(label) <= LONGEST else ""
