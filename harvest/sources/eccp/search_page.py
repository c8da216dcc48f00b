"""One page of the platform's search results."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import UnexpectedPage
from harvest.normalise.text import fold
from harvest.reading import attribute, parse, text
from harvest.records import Hit, SearchPage
from harvest.sources import load_source

_NEXT = "a[rel~=next], .pager a[aria-label='Next page'], .pager__item--next a, .pager-next a"
_HEADER = ".view-header, .result-count, .search-results-count, [role=status]"
_EMPTY = ".view-empty"
_TITLE = "h1 a[href], h2 a[href], h3 a[href], h4 a[href]"


def read_search_page(html: str, url: str, ranks_before: int = 0) -> SearchPage:
    """The claimed total, the hits from rank ``ranks_before`` + 1 on, and the address of the next page, if any.

    Raises UnexpectedPage where the page neither lists hits, nor says that there are none, nor says how many.
    """
    tree = parse(html)
    source = load_source("eccp")
    cards = next((found for found in map(tree.css, source.cards) if found), [])
    hits: dict[str, Hit] = {}
    for card in cards:
        hit = _hit(card, url, ranks_before + len(hits) + 1)
        if hit is not None:
            hits.setdefault(hit.source_id, hit)
    nothing = _says_nothing(tree)
    total = 0 if nothing and not hits else _claimed_total(tree)
    if not hits and total is None and not nothing:
        title = tree.css_first("title, h1")
        raise UnexpectedPage(
            f"{text(title) if title else 'a page without a title'!r} is no page of results: expected entries like "
            f"{source.cards[0]!r}, a number of results, or a line saying that there are none; found none of them"
        )
    forward = tree.css_first(_NEXT)
    address = attribute(forward, "href") if forward is not None else ""
    return SearchPage(total, tuple(hits.values()), urljoin(url, address) if address else None)


def source_id(url: str) -> str | None:
    """The platform's own name for a record, read off its address; None where the address is no record's.

    ``/content/bron-innovation`` and ``/cluster-organisations/bron-innovation`` are one record: the platform moved
    its profiles from the second to the first. ``/content/x/expertise`` is a second page about the same record.
    """
    path = unquote(urlsplit(url).path)
    for prefix in load_source("eccp").record_paths:
        if path.startswith(prefix):
            slug = path.removeprefix(prefix).strip("/")
            return slug if slug and "/" not in slug else None
    return None


def _hit(card: LexborNode, url: str, rank: int) -> Hit | None:
    for link in [*card.css(_TITLE), *card.css("a[href]")]:
        address = urljoin(url, attribute(link, "href"))
        slug = source_id(address)
        if slug is not None:
            return Hit(rank, slug, address.partition("#")[0], text(link))
    return None


def _claimed_total(tree: LexborHTMLParser) -> int | None:
    source = load_source("eccp")
    for node in tree.css(_HEADER):
        words = text(node)
        for pattern in source.totals:
            match = re.search(pattern, words, re.IGNORECASE)
            if match:
                return int(re.sub(r"\D", "", match[1]))
    return None


def _says_nothing(tree: LexborHTMLParser) -> bool:
    if tree.css_first(_EMPTY) is not None:
        return True
    main = tree.css_first("main, [role=main]") or tree.body
    words = fold(text(main)) if main is not None else ""
    return any(phrase in words for phrase in load_source("eccp").nothing)
