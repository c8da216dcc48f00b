"""Takes persons out of a page, before anything of it is stored or read.

Driven by a source's labels and its ``[persons]`` table. What goes: blocks under a person's label, nodes that the
page itself marks as a person, e-mail addresses that are not functional (``info@`` stays), telephone numbers. A page
without any of these comes back unchanged, to the character.

Pure: text in, text out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.normalise.mail import ADDRESS, is_functional, without_personal
from harvest.normalise.phones import without_numbers
from harvest.normalise.text import label_key
from harvest.reading import text
from harvest.sources import Source
from harvest.sources.labelled import labelled, synonyms
from harvest.sources.labels import PERSON

_SPANS = "span:first-child:not(:last-child):not(:has(* *))"
_MARKED = '[typeof*="Person"], [itemtype*="Person"], [rel="author"], [itemprop="telephone"], a[href^="tel:"]'


def redact(
    html: str, source: Source, unlabelled: Callable[[LexborNode], Iterable[LexborNode]] = lambda body: ()
) -> str:
    """The page without persons.

    ``unlabelled`` names the nodes that only the source's own layout gives away as a person.
    """
    tree = LexborHTMLParser(html)
    body = tree.body
    if body is None:
        return html
    doomed = [
        *body.css(_MARKED),
        *(node for part in source.persons.classes for node in body.css(f'[class*="{part}"]')),
        *_under_labels(body, source),
        *_masked_mail(body),
        *unlabelled(body),
    ]
    _remove(doomed)
    redacted = (tree.html or "") if doomed else html
    return without_numbers(without_personal(redacted))


def _under_labels(body: LexborNode, source: Source) -> list[LexborNode]:
    persons = {label_key(label) for label in source.persons.labels}
    known = {**synonyms(source.labels), **dict.fromkeys(persons, PERSON)}
    return [
        node
        for pair in labelled(body, known)
        if pair.field == PERSON and not _only_a_function(pair.nodes)
        for node in pair.nodes
    ]


def _only_a_function(nodes: Iterable[LexborNode]) -> bool:
    """A block under "Contact" that holds a functional address and little else may stay."""
    words = " ".join(node.text(deep=True) or "" for node in nodes)
    mails = ADDRESS.findall(words)
    return bool(mails) and all(is_functional(mailbox) for mailbox, _ in mails) and len(words.split()) <= 4


def _masked_mail(body: LexborNode) -> list[LexborNode]:
    """An address whose parts stand in elements of their own, as Drupal's SpamSpan masks it, whatever its classes."""
    masked = []
    for part in body.css(_SPANS):
        around = part.parent
        address = ADDRESS.search(text(around)) if around is not None and around.mem_id != body.mem_id else None
        if around is not None and address is not None and not is_functional(address[1]):
            masked.append(around)
    return masked


def _remove(doomed: Iterable[LexborNode]) -> None:
    """Removes each node once: what lies inside another doomed node goes with it."""
    nodes = {node.mem_id: node for node in doomed}
    lies_inside: dict[int, bool] = {}
    outermost = [node for node in nodes.values() if not _inside(node.parent, nodes, lies_inside)]
    for node in outermost:
        node.decompose()


def _inside(node: LexborNode | None, nodes: Mapping[int, LexborNode], known: dict[int, bool]) -> bool:
    """Whether a node is one of ``nodes`` or lies in one. Each step upwards is taken once: ``known`` remembers."""
    climbed = []
    while node is not None and node.mem_id not in known and node.mem_id not in nodes:
        climbed.append(node.mem_id)
        node = node.parent
    found = node is not None and (node.mem_id in nodes or known.get(node.mem_id, False))
    known.update(dict.fromkeys(climbed, found))
    return found
