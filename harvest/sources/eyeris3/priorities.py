"""The declared priorities on a region's page, however a generation lays them out: in a table, under headings, or as
paragraphs ``Name - description``. With each, what stands under the labels of the three classifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from harvest.normalise.classifications import class_of
from harvest.normalise.text import label_key
from harvest.reading import Line, lines, text
from harvest.records import Value
from harvest.sources.eyeris3.labels import classification_labels

_NAMES = frozenset(("name", "priority name", "priority", "priority title", "title"))
_DESCRIPTIONS = frozenset(("description", "priority description"))
_SECTIONS = ("s3 priorities", "priorities", "priority areas")
_SECTION_ENDS = ("you can obtain more detail", "ris3 related links", "region related news", "digital innovation hubs")
_NONE_TOLD = ("no information available", "no priorities", "not available", "none")
"""What a page says that declares nothing: without a word of it, an empty list is a list that was not found."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLES = frozenset((*_HEADINGS, "dt", "summary"))
_BETWEEN_VALUES = re.compile(r"\s*[;|]\s*")


@dataclass(slots=True)
class Entry:
    """One declared priority as printed; ``values`` are classified, ``unread`` stand under a label nobody knows."""

    title: str
    told: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    unread: list[Value] = field(default_factory=list)

    @property
    def description(self) -> str:
        return " ".join(self.told)

    def put(self, label: str, printed: str) -> None:
        """Files what stands under a label; a value that its classification does not know stays unread."""
        kind = classification_labels().get(label_key(label))
        for value in filter(None, _BETWEEN_VALUES.split(printed)):
            if kind is not None and class_of(kind, value) is not None:
                self.values.append(Value(kind, value, label))
            else:
                self.unread.append(Value("", value, label))


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists of a page, newest first where there are two, and the headings above them."""

    lists: tuple[tuple[Entry, ...], ...]
    headings: tuple[str, ...]


def read_priorities(root: LexborNode, printed: list[Line]) -> Listed | None:
    """What a page declares; None where no priority was found, and the page does not say that there is none."""
    section = _section(printed)
    headings = tuple(line.text for line in section if _is_section(line)) if section else ()
    lists = tuple(tuple(_rows(table)) for table in root.css("table") if _columns(table))
    if section is not None and not lists:
        lists = (tuple(_under_headings(section)) or tuple(_paragraphs(section)),)
    if any(lists) or (section is not None and any(label_key(line.text).startswith(_NONE_TOLD) for line in section)):
        return Listed(lists, headings)
    return None


def _columns(table: LexborNode) -> tuple[int, int] | None:
    """Which column names a priority and which describes it, None where the table is none of priorities."""
    rows = table.css("tr")
    head = [label_key(text(cell)) for cell in rows[0].css("th, td")] if rows else []
    name = next((at for at, label in enumerate(head) if label in _NAMES), None)
    told = next((at for at, label in enumerate(head) if label in _DESCRIPTIONS), None)
    return None if name is None or told is None else (name, told)


def _rows(table: LexborNode) -> Iterator[Entry]:
    name, told = _columns(table) or (0, 1)
    rows = table.css("tr")
    labels = [text(cell) for cell in rows[0].css("th, td")]
    for row in rows[1:]:
        cells = row.css("th, td")
        if len(cells) <= name or not text(cells[name]):
            continue
        entry = Entry(text(cells[name]), [text(cells[told])] if len(cells) > told else [])
        for at, cell in enumerate(cells[: len(labels)]):
            if at not in (name, told):
                entry.put(labels[at], "; ".join(line.text for line in lines(cell)))
        yield entry


def _section(printed: list[Line]) -> list[Line] | None:
    """The lines under the heading of the priorities, itself included, None without one. It may be printed twice."""
    start = _start(printed)
    if start is None:
        return None
    level, under = _level(printed[start]), [printed[start]]
    for line in printed[start + 1 :]:
        over = _level(line) and level and _level(line) <= level and not _is_section(line)
        if over or label_key(line.text).startswith(_SECTION_ENDS):
            break
        under.append(line)
    return under


def _start(printed: list[Line]) -> int | None:
    """A heading rather than another line, the platform's own words rather than others; never an entry of a menu."""
    heads = [(at, label_key(line.text)) for at, line in enumerate(printed) if _level(line)]
    plain = [(at, label_key(line.text)) for at, line in enumerate(printed) if line.link is None]
    asked = [*((heads, words) for words in _SECTIONS), (plain, _SECTIONS[0])]
    return next((at for lines_, words in asked for at, key in lines_ if key.startswith(words)), None)


def _is_section(line: Line) -> bool:
    """Other pages speak of priorities too: only a heading, or the platform's own words, begin a section."""
    key = label_key(line.text)
    return key.startswith(_SECTIONS[0]) or (bool(_level(line)) and key.startswith(_SECTIONS))


def _under_headings(section: list[Line]) -> Iterator[Entry]:
    """Each heading is a priority; below it stand its description and its labelled values."""
    entry, label = None, ""
    for line in section:
        if _is_section(line):
            entry = None
        elif _tag(line) in _TITLES and label_key(line.text) not in classification_labels():
            if entry is not None:
                yield entry
            entry, label = Entry(line.text), ""
        elif entry is not None:
            before, colon, after = line.text.partition(":")
            known = label_key(before) in classification_labels()
            if known and colon and after.strip():
                entry.put(before, after.strip())
            elif known:
                label = before
            elif label and _tag(line) in ("li", "dd"):
                entry.put(label, line.text)
            else:
                label = ""
                entry.told.append(line.text)
    if entry is not None:
        yield entry


def _paragraphs(section: list[Line]) -> Iterator[Entry]:
    for line in section:
        title, dash, description = line.text.partition(" - ")
        if dash and not _is_section(line):
            yield Entry(title.strip(), [description.strip()])


def _level(line: Line) -> int:
    """1 to 6 for a heading, 0 for any other line."""
    tag = _tag(line)
    return _HEADINGS.index(tag) + 1 if tag in _HEADINGS else 0


def _tag(line: Line) -> str:
    """The block that prints the line."""
    return line.path[-1] if line.path else ""
