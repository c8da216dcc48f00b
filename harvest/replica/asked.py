"""What a request to the search page asks for, in either of Drupal's two ways: form and facet links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from harvest.replica.organisations import Organisation
from harvest.replica.vocabulary import Facet, facets

KIND = "cluster_organisation"
TEXT = "search_api_fulltext"

_ARRAY = re.compile(r"(\w+)\[\w*\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """One search, as its address says it."""

    text: str
    kind: str
    terms: dict[str, tuple[str, ...]]
    """Parameter of a facet -> term ids."""
    page: int
    parameters: tuple[tuple[str, str], ...]
    """All parameters but the page, in order, for the links to other pages."""

    def page_link(self, page: int) -> str:
        """A relative link to another page of the same search."""
        return "?" + urlencode([*self.parameters, ("page", page)])

    def illegal(self) -> bool:
        """Whether a term is asked for that the form does not offer."""
        known = {facet.parameter: facet.terms for facet in facets()}
        return any(term not in known[name] for name, terms in self.terms.items() for term in terms)

    def filters(self) -> dict[str, list[str]]:
        """Parameter of a facet -> values, as the index compares them."""
        known = {facet.parameter: facet.terms for facet in facets()}
        return {name: [known[name][term] for term in terms] for name, terms in self.terms.items()}

    def toggled(self, parameter: str, term: str) -> str:
        """The link of one facet value: the same search, its first page, the value ticked or unticked."""
        alias = f"{parameter}:{term}"
        ticked = [value for name, value in self.parameters if _plain(name) == "f"]
        mine = (("f", alias), (parameter, term))
        rest = [
            (name, value)
            for name, value in self.parameters
            if _plain(name) != "f" and (_plain(name), value) not in mine
        ]
        if term in self.terms.get(parameter, ()):
            ticked = [value for value in ticked if value != alias]
        else:
            ticked.append(alias)
        numbered = [(f"f[{place}]", value) for place, value in enumerate(ticked)]
        return "/search-results?" + urlencode([*rest, *numbered])


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One line of a facet block."""

    term: str
    value: str
    count: int
    active: bool
    href: str


def read_query(query: str) -> Asked:
    """A query string -> what it asks for. What nobody knows is ignored, as Drupal ignores it."""
    parameters = parse_qsl(query, keep_blank_values=True)
    known = {facet.parameter for facet in facets()}
    terms: dict[str, list[str]] = defaultdict(list)
    single: dict[str, str] = {}
    for name, value in parameters:
        plain = _plain(name)
        parameter, _, term = value.partition(":") if plain == "f" else (plain, "", value)
        if parameter in known and term:
            terms[parameter].append(term)
        else:
            single[name] = value
    page = single.get("page", "0")
    return Asked(
        text=single.get(TEXT, ""),
        kind=single.get("type", KIND),
        terms={name: tuple(values) for name, values in terms.items()},
        page=int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 0,
        parameters=tuple((name, value) for name, value in parameters if name != "page"),
    )


def facet_links(asked: Asked, hits: Sequence[Organisation]) -> list[tuple[Facet, list[FacetLink]]]:
    """The facet blocks beside a result list: values that the hits have, with how many have them."""
    blocks = []
    for facet in facets():
        counts: dict[str, int] = defaultdict(int)
        for hit in hits:
            for value in facet.values_of(hit):
                counts[value] += 1
        ticked = asked.terms.get(facet.parameter, ())
        links = [
            FacetLink(term, value, counts[value], term in ticked, asked.toggled(facet.parameter, term))
            for term, value in facet.terms.items()
            if value in counts
        ]
        blocks.append((facet, links))
    return blocks


def _plain(name: str) -> str:
    array = _ARRAY.fullmatch(name)
    return array[1] if array else name
