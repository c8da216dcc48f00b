"""A region's page, in any of the platform's three generations.

The Observatory's lower half was never seen: its priorities are read by heading or table like the others', and what
its machine classified is marked as such.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from harvest.errors import MissingNode, UnexpectedPage
from harvest.reading import lines, parse
from harvest.records import DeclaredPriority, RegionPage, Value
from harvest.sources.eyeris3.heads import LEGACY, OBSERVATORY, Head, read_head
from harvest.sources.eyeris3.priorities import Listed, read_priorities

_PERIOD = re.compile(r"\b(2014\s?[-–]\s?2020|2021\s?[-–]\s?2027)\b")
_OLDER, _NEWER = "2014-2020", "2021-2027"


def read_region_page(html: str, url: str) -> RegionPage:
    """One region's name, NUTS code and declared priorities.

    Raises UnexpectedPage where no NUTS code is printed as any generation prints it, MissingNode where no priority is
    found in a table or a section of them, and nothing says that none is declared.
    """
    root = _root(html)
    printed = list(lines(root))
    head = read_head(printed)
    if head is None:
        first = printed[0].text if printed else "an empty page"
        raise UnexpectedPage(
            f"{first!r} is no region's page: expected a line like 'NUTS 2 : ITC4', 'Västernorrlands län (SE321)' or "
            "'NUTS Level: NUTS 0 - NUTS CODE/MS:AT'"
        )
    listed = read_priorities(root, printed)
    if listed is None:
        raise MissingNode("table", "a table headed Name and Description", 0, f"the declared priorities of {head.nuts}")
    entries = [entry for entries in listed.lists for entry in entries]
    return RegionPage(
        nuts=head.nuts,
        values=tuple(dict.fromkeys([*_introduced(head, url), *(v for entry in entries for v in entry.values)])),
        priorities=tuple(dict.fromkeys(_declared(listed, head))),
        unread=tuple(dict.fromkeys(value for entry in entries for value in entry.unread)),
        generation=head.generation,
    )


def _root(html: str) -> LexborNode:
    body = parse(html).body
    if body is None:
        raise UnexpectedPage("the page is empty; expected the page of a region")
    return body


def _introduced(head: Head, url: str) -> list[Value]:
    values = [Value("name", head.name, "heading")]
    if url:
        values.append(Value("source_url", url, "address"))
    if head.native:
        values.append(Value("native_name", head.native, "National language"))
    if head.generation == OBSERVATORY:
        values.append(Value("classified_by", "machine, at the source", "generation"))
    return values


def _declared(listed: Listed, head: Head) -> list[DeclaredPriority]:
    declared = []
    for position, entries in enumerate(listed.lists):
        period, confidence = _period(position, len(listed.lists), head.generation, listed.headings)
        declared += [DeclaredPriority(entry.title, entry.description, period, confidence) for entry in entries]
    return declared


def _period(position: int, tables: int, generation: str, headings: tuple[str, ...]) -> tuple[str | None, str]:
    """Of two tables the first is the newer list (seen on two pages). The legacy tool only knew the older period, the
    Observatory began in the newer one.
    """
    stated = [re.sub(r"\s?[-–]\s?", "-", found[1]) for words in headings if (found := _PERIOD.search(words))]
    if len(set(stated)) == 1 and tables == 1:
        return stated[0], "stated"
    if tables == 2:
        return (_NEWER if position == 0 else _OLDER), "inferred"
    if generation in (LEGACY, OBSERVATORY) and tables == 1:
        return (_OLDER if generation == LEGACY else _NEWER), "inferred"
    return None, "unknown"
