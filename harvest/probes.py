"""Probes: what a source's own search makes of words, asked anew in every run, each for its total only.

Seven of them: all that there is, nonsense, case, accents, word stems, any-or-all, and the list of facets (which the
search form shows for nothing). Two laws need a question of their own as well: that a facet narrows, and that the
order of loose words means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harvest.records import Query
from harvest.sources import Source

UNIVERSE, NONSENSE, CASE, ACCENTS, STEM, ANY_OR_ALL = "universe", "nonsense", "case", "accents", "stem", "any or all"
ORDER, NARROWING, FACETS = "order", "narrowing", "facet list"


def probes(source: Source, wanted: Iterable[Query]) -> Iterator[tuple[str, Query]]:
    """(probe, query) for one source; ``wanted``: what the strategies ask, for an instance of narrowing."""
    words = source.probes
    if words is None:
        return
    one, other = words.words
    asked = {
        UNIVERSE: ("",),
        NONSENSE: (words.nonsense,),
        CASE: words.case,
        ACCENTS: words.accents,
        STEM: words.stem,
        ANY_OR_ALL: (f"{one} {other}", one, other, f'"{one} {other}"'),
        ORDER: (f"{one} {other}", f"{other} {one}"),
    }
    for probe, texts in asked.items():
        for text in texts:
            yield probe, Query(source.name, text)
    for query in wanted:
        if query.source == source.name and query.text and query.facets:
            yield NARROWING, query
            yield NARROWING, Query(source.name, query.text)
            yield NARROWING, Query(source.name, "", query.facets)
            return
