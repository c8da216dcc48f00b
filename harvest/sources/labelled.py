"""Labels and their values, however a page prints them, and whatever its classes are called.

Two ways of printing are told apart. In *pairs* the markup sets a label beside its values, on *lines* only the words
tell. What stands under a known label is found in either. An unknown label is taken for one where the markup says so
(``dt``, ``th``), or where it stands in the same dress as a known one: so a new field of a site shows up.
"""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from harvest.reading import Line, lines
from harvest.sources.label_lines import labelled_lines
from harvest.sources.label_pairs import labelled_pairs
from harvest.sources.labels import Labelled, synonyms

__all__ = ["Labelled", "labelled", "labels_and_lines", "synonyms"]


def labelled(root: LexborNode, known: Mapping[str, str]) -> list[Labelled]:
    """Everything below ``root`` that stands under a label; ``known`` as ``synonyms`` gives it."""
    return labels_and_lines(root, known)[0]


def labels_and_lines(root: LexborNode, known: Mapping[str, str]) -> tuple[list[Labelled], list[Line]]:
    """What stands under a label, and every line that is no part of a pair."""
    pairs = labelled_pairs(root, known)
    free = lines(root, {node.mem_id for pair in pairs for node in pair.nodes})
    return [*pairs, *labelled_lines(free, known)], free
