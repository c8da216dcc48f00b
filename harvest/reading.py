"""Selectors that say what they expect and what they found, and a page as the lines that it prints.

Readers use selectolax's Lexbor tree and nothing else of the outside world.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import MissingNode, UnexpectedPage
from harvest.normalise.text import squeeze

DEEPEST = 300
"""Elements inside each other. Real pages stay below 60; a page beyond this is refused before it costs anything."""

_BLOCKS = frozenset(
    "address article aside blockquote body button dd details div dl dt fieldset figure footer form h1 h2 h3 h4"
    " h5 h6 header hr legend li main nav ol option p pre section select summary table tbody td tfoot th thead tr"
    " ul".split()
)
_SILENT = ("script", "style", "noscript", "template", "svg")
_UNPRINTED = frozenset((*_SILENT, "-comment", "head"))


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page, without scripts and styles. Comments are no text to Lexbor: they are never read."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(list(_SILENT))
    return tree


def main_part(html: str) -> tuple[str, str]:
    """(what stands before a page's first ``main`` element, that element); ("", page) where that can't be told.

    Most of a page is menus. Cut off before the page is parsed, they cost nothing.
    """
    start, end = html.find("<main"), html.rfind("</main>")
    return (html[:start], html[start:end]) if 0 <= start < end else ("", html)


def main_root(tree: LexborHTMLParser) -> LexborNode | None:
    """Where a page says what it is about; None where it says nothing."""
    return tree.css_first("main") or tree.css_first("[role=main]") or tree.body


def one(scope: LexborHTMLParser | LexborNode, selector: str, meaning: str) -> LexborNode:
    """The one node that matches. Raises MissingNode where there is none or more than one."""
    found = scope.css(selector)
    if len(found) != 1:
        raise MissingNode(selector, "exactly one", len(found), meaning)
    return found[0]


def many(scope: LexborHTMLParser | LexborNode, selector: str, meaning: str, *, at_least: int = 1) -> list[LexborNode]:
    """All nodes that match. Raises MissingNode where there are fewer than ``at_least``."""
    found = scope.css(selector)
    if len(found) < at_least:
        raise MissingNode(selector, f"at least {at_least}", len(found), meaning)
    return found


def text(node: LexborNode) -> str:
    """A node's text on one line, its blocks set apart."""
    first = node.first_child
    if first is not None and first.next is None and first.is_text_node:
        return plain(first.text_content or "")
    return " ".join(line.text for line in lines(node))


def plain(words: str) -> str:
    """Words on one line, without the soft hyphens that only a browser may see."""
    if words.isascii() and words.isprintable() and "  " not in words:
        # Nothing but single spaces: most texts, in a tenth of the time.
        return words.strip(" ")
    return squeeze(words.replace("\xad", "") if "\xad" in words else words)


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value, empty where it is missing or bare."""
    return (node.attributes.get(name) or "").strip()


# ---- the page as a reader sees it ----


@dataclass(slots=True, eq=False)
class Line:
    """One line as a reader sees it on the page."""

    text: str
    nodes: tuple[LexborNode, ...]
    """The outermost nodes that print this line and nothing else."""
    path: tuple[str, ...]
    """The tags of the blocks around it, the innermost last."""
    link: LexborNode | None
    """The first link on the line, or the one that the line lies in."""


def lines(  # noqa: PLR0912, PLR0915  # one walk, one loop
    root: LexborNode, without: Collection[int] = frozenset()
) -> list[Line]:
    """The lines of a page from top to bottom, as blocks and line breaks part them, in one walk over the tree.

    What lies in a node of ``without`` (its ``mem_id``) is passed over. Raises UnexpectedPage where elements lie more
    than ``DEEPEST`` deep in each other.
    """
    path: tuple[str, ...] = (root.tag or "",)
    run = _Run()
    around = root if root.tag == "a" else None
    inline = 0
    # Not recursive: a page must not decide how deep our own calls go.
    outside: list[tuple[LexborNode | None, tuple[str, ...], int, LexborNode | None]] = []
    node = root.first_child
    while node is not None or outside:
        if node is None:
            node, outer, inline, around = outside.pop()
            if outer is not path:
                run.end(path, around)
                path, run.split = outer, inline > 0
            elif not inline:
                run.split = False
            continue
        tag = node.tag or ""
        if tag == "-text":
            words = node.text_content or ""
            if run.words or not words.isspace():
                run.words.append(words)
                (run.inner if inline and not run.split else run.nodes).append(node)
        elif tag in _BLOCKS:
            if run.words or run.nodes:
                run.end(path, around, inline)
            inside = node.first_child
            if inside is None or node.mem_id in without:
                pass
            elif inside.next is None and inside.is_text_node:
                # A block with one text, as most are: no need to go in.
                words = plain(inside.text_content or "")
                if words:
                    run.lines.append(Line(words, (inside,), (*path, tag), around))
            else:
                outside.append((node.next, path, inline, around))
                path, inline, run.split, node = (*path, tag), 0, False, inside
                _refuse_abyss(outside)
                continue
        elif tag == "br":
            run.end(path, around, inline)
        elif tag not in _UNPRINTED and node.mem_id not in without:
            if not inline:
                run.nodes.append(node)
                run.inner = []
            if tag == "a":
                run.link = run.link or node
            inside = node.first_child
            if inside is not None:
                outside.append((node.next, path, inline, around))
                inline, around, node = inline + 1, node if tag == "a" else around, inside
                _refuse_abyss(outside)
                continue
        node = node.next
    run.end(path, around)
    return run.lines


def _refuse_abyss(outside: list[Any]) -> None:
    if len(outside) > DEEPEST:
        raise UnexpectedPage(f"elements lie more than {DEEPEST} deep in each other: this is no page for people")


class _Run:
    """The line that is being collected. Of an element that a block or a line break splits, it keeps the texts."""

    __slots__ = ("inner", "lines", "link", "nodes", "split", "words")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.nodes: list[LexborNode] = []
        self.inner: list[LexborNode] = []
        """The texts inside the last of ``nodes``, while that is open."""
        self.link: LexborNode | None = None
        self.split = False
        """Whether the open element already printed on an earlier line."""

    def end(self, path: tuple[str, ...], around: LexborNode | None, inline: int = 0) -> None:
        if self.words:
            content = plain("".join(self.words))
            if content:
                if inline and not self.split:
                    self.nodes[-1:] = self.inner
                self.lines.append(Line(content, tuple(self.nodes), path, self.link or around))
            self.words = []
        self.nodes, self.inner, self.link = [], [], None
        self.split = inline > 0
