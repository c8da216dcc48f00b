"""Two texts beside each other, cut to where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

_LONG, _AROUND = 60, 4
"""Characters of a value that is shown whole; words beside what differs in a longer one."""


def differing(before: str, after: str) -> tuple[str, str]:
    """Both texts from the first word that differs to the last, with a few around; short ones whole."""
    if max(len(before), len(after)) <= _LONG:
        return before, after
    old, new = before.split(" "), after.split(" ")
    same = _alike(old, new)
    same_at_end = _alike(reversed(old[same:]), reversed(new[same:]))
    first = max(0, same - _AROUND)
    return _cut(old, first, same_at_end), _cut(new, first, same_at_end)


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many of the first words are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(words: list[str], first: int, same_at_end: int) -> str:
    last = min(len(words), len(words) - same_at_end + _AROUND)
    return " ".join((*(["…"] if first else []), *words[first:last], *(["…"] if last < len(words) else [])))
