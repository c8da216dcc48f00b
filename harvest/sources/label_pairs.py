"""Pairs: the markup sets a label beside its values.

Fields of Drupal 7 and later, definition lists, table rows, a number and its label in two elements of one line: in
each, the label is the first of several elements and has little inside. No class is needed to see that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from harvest.reading import attribute, plain, text
from harvest.sources.labels import LONGEST, PERSON, Labelled, key

_FIRST = ":first-child:not(:last-child):not(:has(* *)), dt"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "caption"))
"""What stands below one of these is read line by line."""
_SAYS_SO = frozenset(("dt", "th"))
"""Elements that are labels by what HTML says of them."""
_ITEMS = frozenset(("div", "li", "ul", "ol"))
"""What parts values; paragraphs are one text."""
_REACH = 8
"""Elements upwards within which a pair is looked for around another."""
_NUMBER = re.compile(r"\s*\d[\d\s.,]*")
_BREAK = "\x00"
"""Set between texts: no page can hold it, and it is no white space."""


def labelled_pairs(root: LexborNode, known: Mapping[str, str]) -> list[Labelled]:
    """Every pair on the page whose label is known, and those that are dressed like one."""
    mine: list[Labelled] = []
    firsts: list[LexborNode] = []
    others: list[tuple[LexborNode, str]] = []
    for first in root.css(_FIRST):
        words = first.text()
        if len(words) > LONGEST:
            continue
        field = known.get(key(words))
        pair = None
        if field is not None and first.tag not in _HEADINGS:
            pair = _pair(first, words, field, known)
        elif _NUMBER.match(words):
            pair = _numbered(first, words, known)
        if pair is None or pair.field is None:
            others.append((first, words))
        else:
            mine.append(pair)
            firsts.append(first)
    unknown = _alike(others, mine, firsts, known) if others else []
    return [*_innermost(mine), *unknown]


def _pair(first: LexborNode, words: str, field: str | None, known: Mapping[str, str]) -> Labelled | None:
    around = first.parent
    if first.tag == "dt" or around is None:
        return _defined(first, words, field)
    places = []
    node = first.next
    while node is not None:
        if node.is_element_node:
            places.append(node)
        elif node.is_text_node and not node.is_empty_text_node:
            # Text between the elements: a sentence, no pair.
            return None
        node = node.next
    if len(places) > 1 and any(key(place.text()) in known for place in places):
        # Labels and values by turns: they are read line by line.
        return None
    return Labelled(plain(words), field, *_values(places), (around,))


def _defined(term: LexborNode, words: str, field: str | None) -> Labelled | None:
    places, node = [], term.next
    while node is not None and node.tag != "dt":
        if node.tag == "dd":
            places.append(node)
        node = node.next
    return Labelled(plain(words), field, *_values(places), (term, *places)) if places else None


def _numbered(number: LexborNode, words: str, known: Mapping[str, str]) -> Labelled | None:
    """``293`` and ``Cluster Members`` in two elements, with nothing else beside them."""
    around = number.parent
    inside = _inside(around) if around is not None else []
    if around is None or len(inside) != 2 or not inside[1].is_element_node or not _NUMBER.fullmatch(words):
        return None
    label = plain(inside[1].text())
    return Labelled(label, known.get(key(label)), [plain(words)], (number,), (around,)) if label else None


# ---- which of them are pairs ----


def _innermost(pairs: list[Labelled]) -> list[Labelled]:
    """What holds another known pair is no pair but a part of the page; but a person's block goes as a whole."""
    holders = {node.mem_id: pair for pair in pairs for node in pair.nodes}
    # Fields are siblings: what lies around one lies around the next.
    places = {place.mem_id: place for pair in pairs if (place := pair.nodes[0].parent) is not None}
    outer_of = {place: _holder(node, holders) for place, node in places.items()}
    if not any(outer_of.values()):
        return pairs
    dropped: set[int] = set()
    for pair in pairs:
        place = pair.nodes[0].parent
        outer = outer_of[place.mem_id] if place is not None else None
        if outer is not None and outer is not pair:
            dropped.add(id(pair) if outer.field == PERSON else id(outer))
    return [pair for pair in pairs if id(pair) not in dropped]


def _holder(node: LexborNode, holders: Mapping[int, Labelled]) -> Labelled | None:
    current: LexborNode | None = node
    for _ in range(_REACH):
        if current is None:
            break
        if current.mem_id in holders:
            return holders[current.mem_id]
        current = current.parent
    return None


def _alike(
    others: list[tuple[LexborNode, str]], mine: list[Labelled], firsts: list[LexborNode], known: Mapping[str, str]
) -> list[Labelled]:
    """Pairs under unknown labels: the markup says that they are, or they are dressed like those under known ones."""
    holders = {node.mem_id: pair for pair in mine for node in pair.nodes}
    tags = {_tags(first) for first in firsts}
    places = {place.mem_id: place for pair in mine if (place := pair.nodes[0].parent) is not None}
    parts = {above.mem_id for place in places.values() for above in _above(place)}
    classes: dict[tuple[str | None, ...], list[str]] = {}
    found = []
    for first, words in others:
        dress = _tags(first)
        if not (dress in tags or first.tag in _SAYS_SO) or _holder(first, holders) is not None:
            continue
        if first.tag != "dt" and (first.parent or first).mem_id in parts:
            # What holds known pairs is a part of the page.
            continue
        if not classes:
            for known_first in firsts:
                classes.setdefault(_tags(known_first), []).append(attribute(known_first, "class"))
        of_dress = classes.get(dress, [])
        # Where every known label has a class of its own, classes tell nothing.
        alike = attribute(first, "class") in of_dress or 1 < len(of_dress) == len(set(of_dress))
        if not alike and first.tag not in _SAYS_SO:
            continue
        other = _numbered(first, words, known) if _NUMBER.fullmatch(words) else _pair(first, words, None, known)
        if other is not None and other.label and not (first.tag == "th" and other.places[0].tag == "th"):
            holders.update((node.mem_id, other) for node in other.nodes)
            found.append(other)
    return found


def _above(node: LexborNode) -> Iterator[LexborNode]:
    current: LexborNode | None = node
    for _ in range(_REACH):
        if current is None:
            break
        yield current
        current = current.parent


def _tags(first: LexborNode) -> tuple[str | None, str | None]:
    around = first.parent
    return (around.tag if around is not None else None, first.tag)


# ---- the values under a label ----


def _values(places: list[LexborNode]) -> tuple[list[str], list[LexborNode]]:
    """One value for each of several places, or for each of the items inside a single one; and where each is."""
    if len(places) == 1:
        printed = places[0].text(separator=_BREAK, skip_empty=True)
        texts = plain(printed).split(_BREAK)
        if len(texts) == 1:
            return texts, places
        items = [node for node in places[0].iter() if node.is_element_node]
        if len(items) == len(texts) and items[0].tag in _ITEMS:
            return [words.strip() for words in texts], items
    while len(places) == 1:
        inside = _inside(places[0])
        if not inside or any(node.tag not in _ITEMS for node in inside):
            break
        places = inside
    return [text(place) for place in places], places


def _inside(node: LexborNode) -> list[LexborNode]:
    """The elements and texts right inside a node, without comments and white space."""
    return [inner for inner in node.iter(include_text=True, skip_empty=True) if not inner.is_comment_node]
