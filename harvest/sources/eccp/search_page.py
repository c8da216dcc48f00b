"""One page of the platform's search results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from harvest.errors import MissingNode, UnexpectedPage
from harvest.normalise.text import fold, label_key
from harvest.reading import Line, attribute, lines, main_root, parse, text
from harvest.records import Hit, SearchPage
from harvest.sources import load_source
from harvest.sources.eccp.result_list import ResultList, find_results, is_elsewhere

_TITLE = "h1 a[href], h2 a[href], h3 a[href], h4 a[href], h5 a[href]"
_PAGING = re.compile(r"\b(?:page|pages|seite|sida|página|pagina|strona)\b", re.IGNORECASE)
_LONGEST = 120
"""Characters of a line that says how many results there are."""
_ARROWS = frozenset(("\u203a", "\u203a\u203a", "»", ">", ">>", "→"))


def read_search_page(html: str, url: str, ranks_before: int = 0) -> SearchPage:
    """The claimed total, the hits from rank ``ranks_before`` + 1 on, and the address of the next page, if any.

    Raises UnexpectedPage where the page neither lists hits, nor says that there are none, nor says how many, and
    MissingNode where it says how many but lists none; beyond the last page, that is the end.
    """
    tree = parse(html)
    root = main_root(tree)
    source = load_source("eccp")
    found = _results(root, url) if root is not None else ResultList((), None)
    hits: dict[str, Hit] = {}
    missing = []
    for position, card in enumerate(found.cards, 1):
        hit = _hit(card, url, ranks_before + len(hits) + 1)
        if hit is not None:
            hits.setdefault(hit.source_id, hit)
        elif not _leads_elsewhere(card, url):
            missing.append(f"result {position} of {len(found.cards)} has no link to a record")
    printed = lines(root, {card.mem_id for card in found.cards}) if root is not None else []
    nothing = _says_nothing(printed)
    total = 0 if nothing and not hits else _claimed_total(printed)
    searches = root is not None and root.css_first("form input[type=text], form input[type=search]") is not None
    if not hits and root is not None and not nothing and (total or searches):
        hits = _alone(root, url, ranks_before)
    turned = ranks_before > 0 and searches
    if not hits and total is None and not nothing and not turned:
        title = tree.css_first("title, h1")
        raise UnexpectedPage(
            f"{text(title) if title else 'a page without a title'!r} is no page of results: expected entries like "
            f"{source.cards[0]!r} or links to records side by side, a number of results, or a line saying that there "
            "are none; found none of them"
        )
    if not hits and total and not turned:
        raise MissingNode(source.cards[0], "at least one, or links to records side by side", 0, f"{total} results")
    return SearchPage(total, tuple(hits.values()), _next(found, url), tuple(missing))


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


# ---- the hits ----


def _results(root: LexborNode, url: str) -> ResultList:
    """The results by the selectors of ``source.toml``; where these find none, by what repeats."""
    for selector in load_source("eccp").cards:
        cards = root.css(selector)
        if any(_hit(card, url, 1) for card in cards):
            return ResultList(tuple(cards), cards[0].parent)
    found = find_results(root, lambda href: source_id(urljoin(url, href)))
    if found.around is None:
        return found
    # What stands among the results in the same dress is one, even without a link.
    first = found.cards[0]
    alike = [node for node in found.around.iter() if node.tag == first.tag]
    return ResultList(tuple(alike) if len(alike) >= len(found.cards) else found.cards, found.around)


def _hit(card: LexborNode, url: str, rank: int) -> Hit | None:
    links = [card] if card.tag == "a" else [*card.css(_TITLE), *card.css("a[href]")]
    for link in links:
        address = urljoin(url, attribute(link, "href"))
        slug = source_id(address)
        if slug is not None:
            name = text(link) or attribute(link, "title")
            return Hit(rank, slug, address.partition("#")[0], name, text(card))
    return None


def _leads_elsewhere(card: LexborNode, url: str) -> bool:
    """Whether an entry is one of another kind: its first link leads to something that is no record's."""
    first = card if card.tag == "a" else card.css_first("a[href]")
    path = urlsplit(urljoin(url, attribute(first, "href"))).path if first is not None else ""
    return bool(path) and not path.startswith(load_source("eccp").record_paths)


def _alone(root: LexborNode, url: str, ranks_before: int) -> dict[str, Hit]:
    """The one record that a page of results leads to: nothing repeats where there is only one."""
    found = (_hit(link, url, ranks_before + 1) for link in root.css("a[href]") if not is_elsewhere(link, root))
    records = {hit.source_id: hit for hit in reversed([hit for hit in found if hit is not None and hit.name])}
    return records if len(records) == 1 else {}


# ---- how many ----


def _claimed_total(printed: Sequence[Line]) -> int | None:
    """The number that a short line outside the results gives; it may stand on the line before its word."""
    for words in _short(printed):
        for pattern in load_source("eccp").totals:
            match = re.search(pattern, words, re.IGNORECASE)
            if match:
                return int(re.sub(r"\D", "", match[1]))
    return None


def _short(printed: Sequence[Line]) -> Iterator[str]:
    for position, line in enumerate(printed):
        if len(line.text) > _LONGEST or _PAGING.search(line.text) or not any(map(str.isdigit, line.text)):
            continue
        if "form" in line.path or "a" in line.path or line.link is not None:
            continue
        yield line.text
        if line.text.strip("()").replace(" ", "").isdigit() and position + 1 < len(printed):
            yield f"{line.text} {printed[position + 1].text}"


def _says_nothing(printed: Sequence[Line]) -> bool:
    phrases = load_source("eccp").nothing
    return any(phrase in fold(line.text) for line in printed if len(line.text) <= _LONGEST for phrase in phrases)


# ---- and the next page ----


def _next(found: ResultList, url: str) -> str | None:
    """The link onwards that belongs to the results: a page may have several lists with a pager each.

    Looked for beside the results, then beside what they stand in, and so on; but never past something else that
    links to other pages, since a pager behind that is its own.
    """
    if found.around is None:
        return None
    before, after = found.cards[0], found.cards[-1]
    while True:
        for start, step in ((after, "next"), (before, "prev")):
            link = _beside(start, step, url)
            if link is not None:
                return urljoin(url, attribute(link, "href"))
        above = after.parent
        if above is None or above.tag == "body":
            return None
        before = after = above


def _beside(start: LexborNode, step: str, url: str) -> LexborNode | None:
    node: LexborNode | None = getattr(start, step)
    while node is not None:
        links = [node] if node.tag == "a" else node.css("a[href]") if node.is_element_node else []
        if any(not _turns_pages(link, url) for link in links):
            return None
        onwards = _onwards(node, links)
        if onwards is not None:
            return onwards
        node = getattr(node, step)
    return None


def _turns_pages(link: LexborNode, url: str) -> bool:
    """Whether a link leads to the same list: to the same path, numbers aside."""
    there, here = urlsplit(urljoin(url, attribute(link, "href"))), urlsplit(url)
    return _bare(there.path).startswith(_bare(here.path).rstrip("/"))


def _bare(path: str) -> str:
    return re.sub(r"\d+", "", path)


def _onwards(node: LexborNode, links: Sequence[LexborNode]) -> LexborNode | None:
    source = load_source("eccp")
    chosen = [found for selector in source.next for found in node.css(selector)]
    by_rel = [link for link in links if "next" in attribute(link, "rel").split()]
    words = {label_key(word) for word in source.next_words}
    return next(iter([*chosen, *by_rel, *(link for link in links if _says(link, words))]), None)


def _says(link: LexborNode, words: set[str]) -> bool:
    said = (attribute(link, "aria-label"), attribute(link, "title"), text(link))
    return any(one in _ARROWS or label_key(one) in words for one in said if one)
