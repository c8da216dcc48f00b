"""Ticked facet values in the platforms' official spelling, so that they can be counted."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from harvest.normalise.text import label_key, squeeze
from harvest.vocabulary import facet_values, look_up

FACET_OF_FIELD = {
    "s3_priority": "s3",
    "sector": "sector",
    "technology_field": "tech",
    "ecosystem": "ecosystem",
    "emerging_industry": "emerging",
}
KNOWN = "known facet value"
"""The rule's name: v1_organisations counts statements that carry it as the breadth of a profile."""


def facet_value(field: str, printed: str) -> str | None:
    """The official spelling of a printed value, with its group where that is printed too; None where not known."""
    facet = FACET_OF_FIELD[field]
    known = look_up(facet, printed)
    if known:
        return known.name if known.group else known.value
    values = _alone().get((facet, label_key(printed)), ())
    exactly = [value for value in values if value.casefold() == squeeze(printed).casefold()]
    return exactly[0] if exactly else values[0] if len(values) == 1 else None


@cache
def _alone() -> dict[tuple[str, str], list[str]]:
    """Values by their own words, since profiles print them without the group. Two groups may share one."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for known in facet_values():
        for key in dict.fromkeys(map(label_key, (known.value, *known.aliases))):
            found[known.facet, key].append(known.value)
    return found
