"""Labels that only the words give away: on one line with the value, or on the line above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from harvest.normalise.text import squeeze
from harvest.reading import Line
from harvest.sources.labels import LONGEST, Labelled, key

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "legend", "summary", "caption"))
_LABEL_THEN_VALUE = re.compile(r"(?P<label>[^:]{2,150}?)\s*(?P<form>:|\s[-–—])\s+(?P<value>\S.*)")
_NUMBER_THEN_LABEL = re.compile(r"(?P<value>\d[\d .,]*)(?P<form>)(?P<label>\D.{2,150})")
_PARTED = re.compile(r"[:\s][-–—:\s]")
_NUMBER = re.compile(r"\A\d[\d .,]*")


def labelled_lines(free: Sequence[Line], known: Mapping[str, str]) -> Iterator[Labelled]:
    """What stands under a known label on these lines, and what follows such a line in the same form.

    Under a heading: every line up to the next heading or label. Under a label on a line of its own: the next line, or
    the list that follows.
    """
    position = 0
    form: tuple[str, ...] = ()
    while position < len(free):
        line = free[position]
        position += 1
        field = known.get(key(line.text))
        if field is not None:
            below = _below(free, position, known, heading=_is_heading(line))
            position += len(below)
            form = ()
            if below:
                yield _labelled(line.text, field, [one.text for one in below], line, *below)
        elif _NUMBER.fullmatch(line.text) and position < len(free) and key(free[position].text) in known:
            label = free[position]
            position += 1
            yield _labelled(label.text, known[key(label.text)], [line.text], line, label)
        else:
            pair = _on_one_line(line, known)
            if pair is None:
                form = ()
                continue
            found, dress = pair
            if found.field is not None:
                form = dress
            if dress == form:
                yield found


def _labelled(label: str, field: str | None, values: list[str], *printed: Line) -> Labelled:
    nodes = [node for line in printed for node in line.nodes]
    links = [line.link for line in printed if line.link is not None]
    return Labelled(label, field, values, nodes, nodes, links[0] if links else None)


def _on_one_line(line: Line, known: Mapping[str, str]) -> tuple[Labelled, tuple[str, ...]] | None:
    """A label and its value, and the form they are printed in; the label may be unknown."""
    for pattern, hint in ((_LABEL_THEN_VALUE, _PARTED), (_NUMBER_THEN_LABEL, _NUMBER)):
        # The hint is quick, and most lines are sentences.
        match = pattern.fullmatch(line.text) if hint.search(line.text, 0, LONGEST) else None
        if match:
            label = match["label"].strip()
            return _labelled(label, known.get(key(label)), [match["value"].strip()], line), (
                *line.path,
                match["form"].strip(),
            )
    first = line.nodes[0]
    if len(line.nodes) > 1 and first.is_element_node:
        words = squeeze(first.text())
        field = known.get(key(words))
        if field is not None and line.text.startswith(words):
            value = line.text.removeprefix(words).lstrip(" :-–—")
            return _labelled(words, field, [value], line), (*line.path, first.tag or "")
    return None


def _below(free: Sequence[Line], start: int, known: Mapping[str, str], *, heading: bool) -> list[Line]:
    below: list[Line] = []
    for line in free[start:]:
        if _is_heading(line) or key(line.text) in known:
            break
        pair = _on_one_line(line, known)
        if pair is not None and pair[0].field is not None:
            break
        below.append(line)
        if not heading and "li" not in line.path[-2:]:
            break
    return below


def _is_heading(line: Line) -> bool:
    return not _HEADINGS.isdisjoint(line.path[-2:])
