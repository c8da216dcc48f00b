"""The platform's search as the page offers it, in a form, in facet links or in both, and how a query fills it in.

The names of parameters are not known in advance, and may change: the text box is found by its role, label and place,
the filters by their labels, their values by the labels of the options or links. ``source.toml`` can say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import NotOffered, UnexpectedPage
from harvest.normalise.text import label_key
from harvest.reading import attribute, parse, text
from harvest.records import Query
from harvest.sources import load_source
from harvest.sources.eccp.controls import Filter, enclosing, filters_of, fixed_fields, text_box
from harvest.sources.eccp.facet_links import added, facet_links, numbered
from harvest.vocabulary import look_up, nearest

FORM, LINKS = "search form", "facet links"
"""The two ways of asking, as the rung of a search names them."""
_FURNITURE = ("header", "nav", "footer")


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A form that asks for text and the filters in it, and the facet links beside it. Either may be missing."""

    action: str
    method: str
    text_name: str
    """Empty where the page offers no box for a text."""
    fixed: tuple[tuple[str, str], ...]
    """Fields that are sent as they stand: hidden ones and preset choices."""
    filters: tuple[Filter, ...]
    links: tuple[Filter, ...] = field(default=())
    """Filters whose options are links; their parameters are those that the link adds to the page's own address."""

    def fill(self, query: Query) -> list[tuple[str, str]]:
        """The parameters that ask ``query``, in the form's order.

        Raises NotOffered, naming what there is, where the page lacks a filter or an option that the query needs, or
        a box for its text.
        """
        if query.text and not self.text_name:
            raise NotOffered(f"the page offers no box for the text {query.text!r}")
        asked = [pair for facet, value in query.facets for pair in self._option(facet, value)]
        names = {name for name, _ in asked} | {self.text_name}
        fixed = [(name, value) for name, value in self.fixed if name not in names]
        typed = [(self.text_name, query.text)] if self.text_name else []
        return numbered([*typed, *fixed, *asked])

    def rung(self, query: Query) -> str:
        """The way in which ``query`` is asked."""
        linked = any(not _of_facet(facet, self.filters) for facet, _ in query.facets)
        return LINKS if linked or not self.text_name else FORM

    def asks(self, query: Query) -> bool:
        """Whether the page has a box for the query's text and a filter for each of its facets."""
        return bool(self.text_name or not query.text) and all(self._of(facet) for facet, _ in query.facets)

    def lacks(self, query: Query) -> str:
        """Which value of a filter that the page has is not among its options; empty where none is missing."""
        known = {facet for facet, _ in self.offered()}
        try:
            for facet, value in query.facets:
                if facet in known:
                    self._option(facet, value)
        except NotOffered as error:
            return str(error)
        return ""

    def offered(self) -> Iterator[tuple[str, str]]:
        """(facet, label of a value) for every filter whose label is known: the platform's own list of facets."""
        for facet in load_source("eccp").facets:
            for one in self._of(facet):
                yield from ((facet, label) for label in one.options if label_key(label))

    def _of(self, facet: str) -> list[Filter]:
        return _of_facet(facet, self.filters) or _of_facet(facet, self.links)

    def _option(self, facet: str, value: str) -> tuple[tuple[str, str], ...]:
        filters = self._of(facet)
        if not filters:
            there = ", ".join(repr(one.label) for one in (*self.filters, *self.links)) or "none"
            raise NotOffered(f"the site's form has no filter for {facet!r}; its filters are {there}")
        wanted, key, leaf = look_up(facet, value), label_key(value), label_key(value.rpartition("/")[2])
        options = [(label, pairs) for one in filters for label, pairs in one.options.items()]
        for label, pairs in options:
            if label_key(label) == key or (wanted is not None and look_up(facet, label) == wanted):
                return pairs
        for label, pairs in options:
            if label_key(label) == leaf:
                return pairs
        near = ", ".join(repr(label) for label in nearest(value, [label for label, _ in options])) or "nothing like it"
        raise NotOffered(f"the site's filter {filters[0].label!r} does not offer {value!r}; it has {near}")


def read_search_form(html: str, url: str) -> SearchForm:
    """The search of a page: of the forms with a text box the one with most filters, and the facet links.

    Raises UnexpectedPage where there is neither a form with a text box nor a facet link under a label that we know.
    """
    tree = parse(html)
    links = tuple(facet_links(tree, url))
    boxes = [(form, text_box(form, tree)) for form in tree.css("form") if _is_search(form, tree)]
    forms = [_read(form, box, tree, url, links) for form, box in boxes if box is not None]
    if forms:
        return max(forms, key=lambda form: sum(len(one.options) for one in form.filters))
    if any(_of_facet(facet, links) for facet in load_source("eccp").facets):
        page = urlsplit(url)
        return SearchForm(urlunsplit(page._replace(query="", fragment="")), "GET", "", tuple(added(url, "")), (), links)
    title = tree.css_first("title, h1")
    raise UnexpectedPage(
        f"{text(title) if title else 'a page without a title'!r} is no search page: expected a form with a text box or "
        f"facet links, found neither in {len(tree.css('form'))} form(s)"
    )


def _is_search(form: LexborNode, tree: LexborHTMLParser) -> bool:
    """Not a login, and not the box for the whole site that stands in every page's head, unless it has our filters."""
    if form.css_first("input[type=password]") is not None:
        return False
    if not any(enclosing(form, tag) for tag in _FURNITURE):
        return True
    filters = tuple(filters_of(form, tree))
    return any(_of_facet(facet, filters) for facet in load_source("eccp").facets)


def _read(form: LexborNode, box: LexborNode, tree: LexborHTMLParser, url: str, links: tuple[Filter, ...]) -> SearchForm:
    method = attribute(form, "method").upper() or "GET"
    action = urljoin(url, attribute(form, "action") or url)
    return SearchForm(
        action, method, attribute(box, "name"), tuple(fixed_fields(form, box)), tuple(filters_of(form, tree)), links
    )


def _of_facet(facet: str, filters: tuple[Filter, ...]) -> list[Filter]:
    """The filters of one facet: by the parameter that ``source.toml`` names, else by their label."""
    source = load_source("eccp")
    parameter = source.parameters.get(facet)
    if parameter is not None:
        return [one for one in filters if any(name == parameter for pairs in one.options.values() for name, _ in pairs)]
    labels = {label_key(label) for label in source.facets.get(facet, ())}
    return [one for one in filters if label_key(one.label) in labels]
