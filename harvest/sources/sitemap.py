"""A sitemap's pages, as far as they list a source's own records.

The platform's sitemap was seen with the word ``default`` where the host should stand, and another of its feeds with
comments before the XML begins: addresses are taken to lie on the host that served the page, and what stands around
the entries does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import UnexpectedPage
from harvest.normalise.text import squeeze


@dataclass(frozen=True, slots=True)
class Entry:
    """One address, and when the site says that its page last changed; empty where it does not say."""

    url: str
    changed: str

    @property
    def changed_at(self) -> datetime | None:
        """The date as a moment, in UTC where it names no zone; None where it is none that is known here."""
        try:
            at = datetime.fromisoformat(self.changed)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One page of a sitemap: further pages to read, or entries."""

    further: tuple[Entry, ...]
    """Dated where the index says when each page of the sitemap last changed."""
    entries: tuple[Entry, ...]


def read_sitemap(xml: str, url: str) -> Sitemap:
    """The entries of one page. Raises UnexpectedPage where it is neither a sitemap nor an index of them."""
    tree = LexborHTMLParser(xml)
    if tree.css_first("sitemapindex, urlset") is None:
        start = squeeze(tree.text())[:60]
        raise UnexpectedPage(f"no sitemap: expected <sitemapindex> or <urlset>, found {start!r}")
    return Sitemap(_entries(tree, "sitemap", url), _entries(tree, "url", url))


def _entries(tree: LexborHTMLParser, tag: str, url: str) -> tuple[Entry, ...]:
    every = (Entry(_here(_first(node, "loc"), url), _first(node, "lastmod")) for node in tree.css(tag))
    return tuple(dict.fromkeys(entry for entry in every if entry.url))


def _here(address: str, url: str) -> str:
    """The address on the host that served the page, whatever host it names."""
    if not address:
        return ""
    base = urlsplit(url)
    return urlunsplit(urlsplit(address)._replace(scheme=base.scheme, netloc=base.netloc, fragment=""))


def _first(node: LexborNode, tag: str) -> str:
    found = node.css_first(tag)
    return _text(found) if found is not None else ""


def _text(node: LexborNode) -> str:
    return squeeze(node.text(deep=True) or "")
