"""Labels and their values, however a page prints them.

Drupal fields of version 7 and later, definition lists, table rows, a heading with its text, ``Label: value`` and
``Label - value`` on one line, a label with its value on the next line, and ``293 Cluster Members`` with the number
first. What stands under a known label is found in any of these forms; unknown labels are found only where the
markup itself says that they are labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from harvest.normalise.text import label_key
from harvest.reading import Line, attribute, lines, text

_LABELS = ".field__label, .field-label"
_ITEMS = ".field__item, .field-item"
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_LABEL_THEN_VALUE = re.compile(r"(?P<label>[^:]{2,150}?)\s*(?::|\s[-–—])\s+(?P<value>\S.*)")
_NUMBER_THEN_LABEL = re.compile(r"(?P<value>\d[\d .,]*)\s+(?P<label>\D.{2,150})")


@dataclass(frozen=True, slots=True)
class Found:
    """One value under a label: its text, and the address it links to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label, the values under it, and the nodes that print both."""

    label: str
    values: tuple[Found, ...]
    nodes: tuple[LexborNode, ...]


def synonyms(labels: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Key of every spelling -> field, from a source's table of labels."""
    return {label_key(spelling): field for field, spellings in labels.items() for spelling in spellings}


def labelled(root: LexborNode, known: Mapping[str, str]) -> list[Labelled]:
    """Everything on the page that stands under a label; ``known`` as ``synonyms`` gives it."""
    marked = [*_drupal_fields(root), *_definition_lists(root), *_table_rows(root)]
    taken = {node.mem_id for pair in marked for node in pair.nodes}
    free = [line for line in lines(root) if not any(_inside(node, taken) for node in line.nodes)]
    return [*marked, *_from_lines(free, known)]


def _drupal_fields(root: LexborNode) -> Iterator[Labelled]:
    for label in root.css(_LABELS):
        field = label.parent
        if field is None:
            continue
        items = [item for item in field.css(_ITEMS) if len(item.css(_ITEMS)) == 1]  # css() counts the node itself
        yield Labelled(text(label), tuple(_found(item) for item in items), (field,))


def _definition_lists(root: LexborNode) -> Iterator[Labelled]:
    for term in root.css("dt"):
        values, node = [], term.next
        while node is not None and node.tag != "dt":
            if node.tag == "dd":
                values.append(node)
            node = node.next
        yield Labelled(text(term), tuple(_found(value) for value in values), (term, *values))


def _table_rows(root: LexborNode) -> Iterator[Labelled]:
    for row in root.css("tr"):
        cells = row.css("th, td")
        if len(cells) == 2 and cells[0].tag == "th":
            yield Labelled(text(cells[0]), (_found(cells[1]),), (row,))


def _from_lines(free: list[Line], known: Mapping[str, str]) -> Iterator[Labelled]:
    position = 0
    while position < len(free):
        line = free[position]
        position += 1
        if label_key(line.text) in known and position < len(free):
            below = _below(free, position, known, heading=_heading(line))
            position += len(below)
            nodes = (*line.nodes, *(node for value in below for node in value.nodes))
            yield Labelled(line.text, tuple(_of_line(value) for value in below), nodes)
            continue
        for form in (_LABEL_THEN_VALUE, _NUMBER_THEN_LABEL):
            match = form.fullmatch(line.text)
            if match and label_key(match["label"]) in known:
                yield Labelled(match["label"], (Found(match["value"], _href(line)),), line.nodes)
                break


def _below(free: list[Line], start: int, known: Mapping[str, str], *, heading: bool) -> list[Line]:
    """The value lines under a label line: all up to the next label under a heading, else one."""
    below: list[Line] = []
    for line in free[start:]:
        if label_key(line.text) in known or _heading(line):
            break
        number = _NUMBER_THEN_LABEL.fullmatch(line.text)
        if number and label_key(number["label"]) in known:
            break
        before = _LABEL_THEN_VALUE.fullmatch(line.text)
        if before and label_key(before["label"]) in known:
            break
        below.append(line)
        if not heading and not _in_list(line):
            break
    return below


def _heading(line: Line) -> bool:
    return _ancestor(line, _HEADINGS)


def _in_list(line: Line) -> bool:
    return _ancestor(line, frozenset(("li",)))


def _ancestor(line: Line, tags: frozenset[str]) -> bool:
    node = line.nodes[0].parent
    return node is not None and (node.tag in tags or (node.parent is not None and node.parent.tag in tags))


def _inside(node: LexborNode, taken: set[int]) -> bool:
    current: LexborNode | None = node
    while current is not None:
        if current.mem_id in taken:
            return True
        current = current.parent
    return False


def _found(node: LexborNode) -> Found:
    links = node.css("a[href]")
    return Found(text(node), attribute(links[0], "href") if links else "")


def _of_line(line: Line) -> Found:
    return Found(line.text, _href(line))


def _href(line: Line) -> str:
    for node in line.nodes:
        if node.tag == "a":
            return attribute(node, "href")
        if node.tag not in ("-text", "-comment"):
            links = node.css("a[href]")
            if links:
                return attribute(links[0], "href")
    return ""
