"""Filters made of links: each option leads to the same search, narrowed by one value.

What an option sends is not looked up but taken off its link: the parameters that the link has and the page has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.reading import attribute, plain, text
from harvest.sources.eccp.controls import Filter

_LISTS = "ul, ol, dl, fieldset, nav, div:has(> a + a)"
_HEADINGS = frozenset(
    ("h2", "h3", "h4", "h5", "h6", "legend", "summary", "strong", "b", "button", "label", "p", "div", "dt")
)
_LONGEST = 80
"""Characters of a filter's label."""
_COUNT = re.compile(r"\s*(?:\(\s*\d[\d .,]*\)|\[\s*\d[\d .,]*\])$")
_NUMBER = re.compile(r"\(?\d[\d .,]*\)?")
_PAGERS = re.compile(r"page|offset|start|sort|order", re.IGNORECASE)
"""Names of parameters that turn pages or sort: no filter."""
_PLACE = re.compile(r"(.*)\[(\d+)\]")


def facet_links(tree: LexborHTMLParser, url: str) -> Iterator[Filter]:
    """Every block of facet links on a page at ``url``, in order."""
    lists = {block.mem_id: block for block in tree.css(_LISTS)}
    blocks: dict[int, dict[str, tuple[tuple[str, str], ...]]] = {}
    for link in tree.css("a[href]"):
        pairs = tuple(added(urljoin(url, attribute(link, "href")), url))
        block = _block(link, lists) if pairs and not any(_PAGERS.search(name) for name, _ in pairs) else None
        if block is not None:
            blocks.setdefault(block, {}).setdefault(_option(link), pairs)
    for place, options in blocks.items():
        label = _label(lists[place], tree)
        if label:
            yield Filter(label, options)


def _block(link: LexborNode, lists: Mapping[int, LexborNode]) -> int | None:
    """The list that a link lies in; of lists inside each other's entries the outermost. None in a head or foot."""
    found = None
    node = link.parent
    while node is not None and node.tag not in ("header", "footer"):
        if node.mem_id in lists and (found is None or node.tag in ("ul", "ol")):
            found = node.mem_id
        elif found is not None and node.tag != "li":
            return found
        node = node.parent
    return found if node is None else None


def added(link: str, page: str) -> list[tuple[str, str]]:
    """The parameters that a link to the page's own path has beyond the page's own; none for any other path."""
    there, here = urlsplit(link), urlsplit(page)
    if page and there.path != here.path:
        return []
    mine = parse_qsl(here.query, keep_blank_values=True)
    return [pair for pair in parse_qsl(there.query, keep_blank_values=True) if pair not in mine]


def numbered(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same parameters with places counted on: two links that each add ``f[0]`` together make ``f[0]``, ``f[1]``."""
    seen: set[str] = set()
    counted = []
    for name, value in pairs:
        match = _PLACE.fullmatch(name)
        place = int(match[2]) if match else 0
        while match and name in seen:
            place += 1
            name = f"{match[1]}[{place}]"  # noqa: PLW2901
        seen.add(name)
        counted.append((name, value))
    return counted


def _option(link: LexborNode) -> str:
    """What an option is called, without the number of hits behind it."""
    last = link.last_child
    words = text(link)
    if last is not None and last.is_element_node and _NUMBER.fullmatch(text(last)):
        words = words.removesuffix(text(last))
    return _COUNT.sub("", words).strip()


def _label(block: LexborNode, tree: LexborHTMLParser) -> str:
    """What a block of links is called: by its own attributes, else by the nearest short text before it."""
    named_by = attribute(block, "aria-labelledby")
    for other in tree.css("[id]") if named_by else []:
        if attribute(other, "id") == named_by:
            return text(other)
    if attribute(block, "aria-label"):
        return attribute(block, "aria-label")
    node: LexborNode | None = block
    for _ in range(3):
        before = node.prev if node is not None else None
        while before is not None:
            words = plain(before.text()) if before.is_element_node or before.is_text_node else ""
            if words:
                heading = before.is_text_node or before.tag in _HEADINGS
                return text(before) if heading and len(words) <= _LONGEST else ""
            before = before.prev
        node = node.parent if node is not None else None
    return ""
