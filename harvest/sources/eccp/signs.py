"""What a page at ``/content/…`` is: profiles, news and calls share the form of their addresses.

Decided by what the page says. The words stand under ``[signs]`` in ``source.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from harvest.reading import Line
from harvest.sources import load_source
from harvest.sources.labels import key

_ENOUGH = 3
"""Fields of a profile that no other page has together."""


def what_it_is(printed: Iterable[Line], fields: Set[str]) -> tuple[str, str]:
    """``profile``, ``a news item``, ``a call`` or ``something else``, and the words that say so.

    ``fields``: those of a profile that the page has labels for.
    """
    if len(fields) >= _ENOUGH:
        return "profile", f"{len(fields)} of its fields"
    said = [key(line.text) for line in printed]
    for kind, words in load_source("eccp").signs.items():
        for word in words:
            if any(word in line for line in said):
                return kind, f"it says {word!r}"
    if len(fields) > 1 or "description" in fields:
        return "profile", f"{len(fields)} of its fields"
    expected = ", ".join(repr(word) for word in load_source("eccp").signs["profile"])
    return "something else", f"none of the signs of a profile is on the page ({expected})"
