"""Selectors that say what they expect and what they found, and the few things every reader does.

Readers use selectolax's Lexbor tree and nothing else of the outside world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import MissingNode
from harvest.normalise.text import squeeze

_BLOCKS = frozenset(
    "address article aside blockquote body button dd details div dl dt fieldset figure footer form h1 h2 h3 h4"
    " h5 h6 header hr li main nav ol option p pre section select summary table tbody td tfoot th thead tr ul".split()
)
_SILENT = ["script", "style", "noscript", "template", "svg"]


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page, without scripts and styles. Comments are no text to Lexbor: they are never read."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(_SILENT)
    return tree


def one(scope: LexborHTMLParser | LexborNode, selector: str, meaning: str) -> LexborNode:
    """The one node that matches. Raises MissingNode where there is none or more than one."""
    found = scope.css(selector)
    if len(found) != 1:
        raise MissingNode(selector, "exactly one", len(found), meaning)
    return found[0]


def maybe(scope: LexborHTMLParser | LexborNode, selector: str, meaning: str) -> LexborNode | None:
    """The node that matches, or None. Raises MissingNode where there is more than one."""
    found = scope.css(selector)
    if len(found) > 1:
        raise MissingNode(selector, "at most one", len(found), meaning)
    return found[0] if found else None


def many(scope: LexborHTMLParser | LexborNode, selector: str, meaning: str, *, at_least: int = 1) -> list[LexborNode]:
    """All nodes that match. Raises MissingNode where there are fewer than ``at_least``."""
    found = scope.css(selector)
    if len(found) < at_least:
        raise MissingNode(selector, f"at least {at_least}", len(found), meaning)
    return found


def text(node: LexborNode) -> str:
    """A node's text on one line, its blocks set apart."""
    return " ".join(line.text for line in lines(node))


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value, empty where it is missing or bare."""
    return (node.attributes.get(name) or "").strip()


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader sees it on the page, and the nodes that print it."""

    text: str
    nodes: tuple[LexborNode, ...]


def lines(root: LexborNode) -> Iterator[Line]:
    """The lines of a page from top to bottom, as blocks and line breaks part them."""
    run: list[LexborNode] = []
    for child in root.iter(include_text=True):
        block = child.tag in _BLOCKS or _holds_block(child)
        if not block and child.tag != "br":
            run.append(child)
            continue
        yield from _line(run)
        run = []
        if block:
            yield from lines(child)
    yield from _line(run)


def _line(run: list[LexborNode]) -> Iterator[Line]:
    content = squeeze("".join(node.text(deep=True) or "" for node in run).replace("\xad", ""))
    if content:
        yield Line(content, tuple(run))


def _holds_block(node: LexborNode) -> bool:
    return any(child.tag in _BLOCKS or child.tag == "br" or _holds_block(child) for child in node.iter())
