"""One strategy's query becomes the requests that a source can be asked, and the set algebra over their hits.

A source is asked for one text at a time, with facets beside it that must all hold. What it can't combine (two texts,
two values of one facet, which sites unite rather than intersect) is asked apart and intersected here. What it can't
express is refused, never weakened.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

from harvest.errors import CannotAsk
from harvest.normal_form import Literals, TooManyClauses, normal_form
from harvest.query import Atom, Facet, Phrase, Prefix, parse, written
from harvest.records import Query
from harvest.sources import Source
from harvest.vocabulary import look_up


@dataclass(frozen=True, slots=True)
class Term:
    """One query within a clause; a negated one takes its records out."""

    query: Query
    negated: bool = False


Clause = tuple[Term, ...]
Filter = tuple[str, str]


def clauses(query: str, source: Source, *, here: bool) -> tuple[Clause, ...]:
    """The union of clauses that answers a query, each the intersection of its terms.

    ``here``: the answer is worked out from records that were read, not by the source's own search. Raises CannotAsk
    with the reason for a construct that can't be answered exactly, and for a query that nothing can satisfy.
    """
    try:
        form = normal_form(parse(query))
    except TooManyClauses as error:
        raise CannotAsk(str(error)) from None
    if not form:
        raise CannotAsk("it contradicts itself: nothing can be found")
    return tuple(dict.fromkeys(_clause(literals, source, here=here) for literals in form))


def queries(clauses: tuple[Clause, ...]) -> tuple[Query, ...]:
    """The distinct queries of some clauses, in their order."""
    return tuple(dict.fromkeys(term.query for term in chain.from_iterable(clauses)))


def _clause(literals: Literals, source: Source, *, here: bool) -> Clause:
    for literal in literals:
        _check(literal.atom, source, here=here)
    texts = [written(one.atom) for one in literals if not one.negated and not isinstance(one.atom, Facet)]
    facets = [_filter(one.atom) for one in literals if not one.negated and isinstance(one.atom, Facet)]
    together = here or (source.search is not None and source.search.together)
    wanted = _together(texts, facets, source) if together else _apart(texts, facets, source)
    first = wanted[0]
    unwanted = [
        _without(first, one.atom, together=together) for one in literals if one.negated
    ]  # beside the rest of the clause, which keeps the list short
    return (*(Term(query) for query in wanted), *(Term(query, negated=True) for query in unwanted))


def _together(texts: list[str], facets: list[Filter], source: Source) -> list[Query]:
    """As few queries as hold every text and every facet, each with at most one value of a facet."""
    by_field: dict[str, list[Filter]] = defaultdict(list)
    for one in facets:
        by_field[one[0]].append(one)
    needed = max(1, len(texts), *map(len, by_field.values())) if by_field else max(1, len(texts))
    return [
        Query(
            source.name,
            texts[min(place, len(texts) - 1)] if texts else "",
            tuple(values[min(place, len(values) - 1)] for values in by_field.values()),
        )
        for place in range(needed)
    ]


def _apart(texts: list[str], facets: list[Filter], source: Source) -> list[Query]:
    alone = [Query(source.name, text) for text in texts] + [Query(source.name, "", (one,)) for one in facets]
    return alone or [Query(source.name, "")]


def _without(first: Query, atom: Atom, *, together: bool) -> Query:
    """The query whose hits leave the clause: the unwanted atom, narrowed by the clause's own first query."""
    if not isinstance(atom, Facet):
        return Query(first.source, written(atom), first.facets if together else ())
    unwanted = _filter(atom)
    if not together:
        return Query(first.source, "", (unwanted,))
    beside = tuple(one for one in first.facets if one[0] != unwanted[0])
    return Query(first.source, first.text, (*beside, unwanted))


def _check(atom: Atom, source: Source, *, here: bool) -> None:
    if isinstance(atom, Facet):
        known = source.answering.facets if here else source.facets
        if atom.field not in known:
            where = f"no record of {source.name} states it" if here else f"{source.name} has no such filter"
            raise CannotAsk(f"{written(atom)}: {where}; its facets are {', '.join(known) or 'none'}")
        return
    left_open = isinstance(atom, Prefix) or (isinstance(atom, Phrase) and atom.prefix)
    if left_open and not here and (source.search is None or not source.search.prefixes):
        raise CannotAsk(
            f"{written(atom)}: the search of {source.name} is not known to answer an open end; name the words "
            "(drone OR drones), or have it answered here with --mode directory"
        )


def _filter(facet: Facet) -> Filter:
    known = look_up(facet.field, facet.value)
    return facet.field, known.name if known else facet.value
