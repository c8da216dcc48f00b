"""A region's page on the S3 Platform, in its two generations, and pages that link to such pages.

The legacy page prints ``Lombardy / Lombardia``, then ``NUTS 2 : ITC4``; the later one ``Västernorrlands län (SE321)``.
Both list the declared priorities in a table of names and descriptions; one legacy page was seen with paragraphs
``Name - description`` instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from harvest.errors import MissingNode, UnexpectedPage
from harvest.normalise.text import label_key
from harvest.reading import Line, attribute, lines, parse, text
from harvest.records import DeclaredPriority, RegionPage, Value
from harvest.sources import load_source

_CODE = r"[A-Z]{2}[A-Z0-9]{0,3}"
_LEGACY = re.compile(rf"NUTS\s*\d\s*:\s*({_CODE})")
_LATER = re.compile(rf"(.+?)\s*\(({_CODE})\)")
_NAMES, _DESCRIPTIONS = frozenset(("name", "priority name")), frozenset(("description",))
_SECTION = "s3 priorities"
_SECTION_ENDS = (
    "you can obtain more detail",
    "ris3 related links",
    "region related news",
    "digital innovation hubs",
)
_PERIOD = re.compile(r"\b(2014\s?[-–]\s?2020|2021\s?[-–]\s?2027)\b")
_OLDER, _NEWER = "2014-2020", "2021-2027"


def read_region_page(html: str, url: str) -> RegionPage:
    """One region's name, NUTS code and declared priorities.

    Raises UnexpectedPage where no NUTS code is printed as either generation prints it, MissingNode where there is
    neither a table of priorities nor a section that lists them.
    """
    root = _root(html)
    printed = list(lines(root))
    name, nuts, legacy = _region(printed)
    tables = [table for table in root.css("table") if _is_priorities(table)]
    section = _section(printed)
    if not tables and section is None:
        raise MissingNode("table", "a table headed Name and Description", 0, f"the declared priorities of {nuts}")
    listed = [_rows(table) for table in tables] or [_paragraphs(section or [])]
    stated = _stated_period(section or [])
    priorities = []
    for position, rows in enumerate(listed):
        period, confidence = _period(position, len(listed), legacy=legacy, stated=stated)
        priorities += [DeclaredPriority(title, told, period, confidence) for title, told in rows]
    values = (Value("name", name, "heading"), Value("source_url", url, "address"))
    return RegionPage(nuts, values, tuple(dict.fromkeys(priorities)))


def region_links(html: str, url: str) -> list[tuple[str, str]]:
    """(NUTS code, address) of every region page that a page links to, in the page's order, each region once."""
    found: dict[str, str] = {}
    for link in _root(html).css("a[href]"):
        address = urljoin(url, attribute(link, "href")).partition("#")[0]
        nuts = source_id(address)
        if nuts is not None:
            found.setdefault(nuts, address)
    return list(found.items())


def source_id(url: str) -> str | None:
    """The NUTS code in a region page's address, None where it is no region page's."""
    path = unquote(urlsplit(url).path)
    for prefix in load_source("eyeris3").record_paths:
        before, found, rest = path.partition(prefix)
        code = rest.partition("/")[0]
        if found and not before and re.fullmatch(_CODE, code):
            return code
    return None


def _root(html: str) -> LexborNode:
    body = parse(html).body
    if body is None:
        raise UnexpectedPage("the page is empty; expected the page of a region")
    return body


def _region(printed: list[Line]) -> tuple[str, str, bool]:
    for position, line in enumerate(printed):
        legacy = _LEGACY.fullmatch(line.text)
        if legacy and position > 0:
            return printed[position - 1].text, legacy[1], True
        later = _LATER.fullmatch(line.text)
        if later:
            return later[1], later[2], False
    first = printed[0].text if printed else "an empty page"
    raise UnexpectedPage(
        f"{first!r} is no region's page: expected a line like 'NUTS 2 : ITC4' or 'Västernorrlands län (SE321)'"
    )


def _is_priorities(table: LexborNode) -> bool:
    head = [label_key(text(cell)) for cell in table.css("tr")[0].css("th, td")] if table.css("tr") else []
    return len(head) >= 2 and head[0] in _NAMES and head[1] in _DESCRIPTIONS


def _rows(table: LexborNode) -> Iterator[tuple[str, str]]:
    for row in table.css("tr")[1:]:
        cells = [text(cell) for cell in row.css("th, td")]
        if cells and cells[0]:
            yield cells[0], cells[1] if len(cells) > 1 else ""


def _section(printed: list[Line]) -> list[Line] | None:
    """The lines under the heading of the priorities, None without such a heading. It may be printed twice."""
    starts = [at for at, line in enumerate(printed) if label_key(line.text).startswith(_SECTION)]
    if not starts:
        return None
    under: list[Line] = []
    for line in printed[starts[0] :]:
        key = label_key(line.text)
        if key.startswith(_SECTION_ENDS):
            break
        under.append(line)
    return under


def _paragraphs(section: list[Line]) -> Iterator[tuple[str, str]]:
    for line in section:
        title, dash, description = line.text.partition(" - ")
        if dash and not label_key(line.text).startswith(_SECTION):
            yield title.strip(), description.strip()


def _stated_period(section: list[Line]) -> str | None:
    for line in section:
        match = _PERIOD.search(line.text) if label_key(line.text).startswith(_SECTION) else None
        if match:
            return re.sub(r"\s?[-–]\s?", "-", match[1])
    return None


def _period(position: int, tables: int, *, legacy: bool, stated: str | None) -> tuple[str | None, str]:
    """Of two tables the first is the newer list (seen on two pages); the legacy tool only knew the older period."""
    if stated and tables == 1:
        return stated, "stated"
    if tables == 2:
        return (_NEWER if position == 0 else _OLDER), "inferred"
    if legacy:
        return _OLDER, "inferred"
    return None, "unknown"
