"""Which part of a search page is the list of results: found by what repeats, whatever its classes are called.

A result is the largest element that leads to one record only. Those that are siblings are the list; links to records
elsewhere on the page (a teaser in the margin) are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from harvest.reading import attribute

_ELSEWHERE = frozenset(("nav", "header", "footer", "aside", "form"))
_REACH = 12
"""Elements upwards from a link within which its result must end."""


@dataclass(frozen=True, slots=True)
class ResultList:
    """The results in order; ``around`` is the element whose children they are."""

    cards: tuple[LexborNode, ...]
    around: LexborNode | None


def find_results(root: LexborNode, record_of: Callable[[str], str | None]) -> ResultList:
    """The list with most results; empty where no two links lead to different records.

    ``record_of`` names the record that an ``href`` leads to, None where it leads to none.
    """
    links = [(link, record) for link in root.css("a[href]") if (record := record_of(attribute(link, "href")))]
    holds: dict[int, set[str]] = defaultdict(set)
    for link, record in links:
        for node in _upwards(link, root):
            holds[node.mem_id].add(record)
    lists: dict[int, dict[int, LexborNode]] = defaultdict(dict)
    places: dict[int, LexborNode] = {}
    for link, _ in links:
        card = link
        for node in _upwards(link, root):
            if len(holds[node.mem_id]) > 1:
                if not is_elsewhere(node, root):
                    lists[node.mem_id].setdefault(card.mem_id, card)
                    places[node.mem_id] = node
                break
            card = node
    if not lists:
        return ResultList((), None)
    place = max(lists, key=lambda one: len(lists[one]))
    return ResultList(tuple(lists[place].values()), places[place])


def _upwards(node: LexborNode, root: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    current = node.parent
    while current is not None and len(found) < _REACH:
        found.append(current)
        if current.mem_id == root.mem_id:
            break
        current = current.parent
    return found


def is_elsewhere(node: LexborNode, root: LexborNode) -> bool:
    """Whether a node stands in a menu, a margin or a form."""
    current: LexborNode | None = node
    while current is not None and current.mem_id != root.mem_id:
        if current.tag in _ELSEWHERE:
            return True
        current = current.parent
    return False
