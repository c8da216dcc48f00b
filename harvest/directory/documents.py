"""What is asked, and in which sense: a record as texts and facets, and the reading of loose words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_LOOSE = {"any": "any word", "all": "all words", "phrase": "one phrase"}


@dataclass(frozen=True, slots=True)
class Document:
    """One record, as a query sees it."""

    source_id: str
    """The record's own id at its source."""
    name: str
    """For the order of answers; it is searched only where it is one of the texts too."""
    texts: Mapping[str, str]
    """Field -> text. Several values of one field stand on lines of their own: no phrase crosses the end of a line."""
    facets: Mapping[str, frozenset[str]]
    """Facet of a query (``s3``, ``country``, …) -> its values as the record has them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query means where its syntax leaves that open. Recorded with each answer."""

    loose: Literal["any", "all", "phrase"]
    """What words mean that stand side by side without quotation marks."""
    stems: bool = False
    """Whether words and phrases are compared by English word stems. Open ends compare words as they stand."""
    fields: tuple[str, ...] = ()
    """The texts that are searched; none named means all."""

    def __str__(self) -> str:
        parts = [_LOOSE[self.loose]]
        if self.stems:
            parts.append("stems")
        if self.fields:
            parts.append(f"in {', '.join(self.fields)}")
        return ", ".join(parts)
