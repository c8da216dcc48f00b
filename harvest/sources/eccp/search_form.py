"""The platform's search form, as the page offers it, and how a query fills it in.

The names of the form's parameters are not known in advance, and may change: the text box is found by its type, the
filters by their labels, their values by the labels of the options.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import NotOffered, UnexpectedPage
from harvest.normalise.text import label_key
from harvest.reading import attribute, parse, text
from harvest.records import Query
from harvest.sources import load_source
from harvest.vocabulary import look_up, nearest

_TEXT_BOX = "input[type=search], input[type=text], input:not([type])"
_BUTTONS = frozenset(("submit", "button", "image", "reset", "checkbox", "radio"))


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the form: its label, and for each option's label the parameter to send."""

    label: str
    options: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A form that asks for text, and the filters beside it."""

    action: str
    method: str
    text_name: str
    fixed: tuple[tuple[str, str], ...]
    """Fields that are sent as they stand: hidden ones and preset choices."""
    filters: tuple[Filter, ...]

    def fill(self, query: Query) -> list[tuple[str, str]]:
        """The parameters that ask ``query``, in the form's order.

        Raises NotOffered, naming what there is, where the form lacks a filter or an option that the query needs.
        """
        asked = [_parameter(self.filters, facet, value) for facet, value in query.facets]
        names = {name for name, _ in asked} | {self.text_name}
        fixed = [(name, value) for name, value in self.fixed if name not in names]
        return [(self.text_name, query.text), *fixed, *asked]

    def lacks(self, query: Query) -> str:
        """Which value of a filter that the form has is not among its options; empty where none is missing."""
        known = {facet for facet, _ in self.offered()}
        try:
            for facet, value in query.facets:
                if facet in known:
                    _parameter(self.filters, facet, value)
        except NotOffered as error:
            return str(error)
        return ""

    def offered(self) -> Iterator[tuple[str, str]]:
        """(facet, label of a value) for every filter whose label is known: the platform's own list of facets."""
        for facet, labels in load_source("eccp").facets.items():
            known = {label_key(label) for label in labels}
            for one in self.filters:
                if label_key(one.label) in known:
                    yield from ((facet, label) for label in one.options if label_key(label))


def read_search_form(html: str, url: str) -> SearchForm:
    """The search form of a page: of the forms with a text box the one with most filters.

    Raises UnexpectedPage where no form has a text box.
    """
    tree = parse(html)
    boxes = [(form, _text_box(form)) for form in tree.css("form")]
    forms = [_read(form, box, tree, url) for form, box in boxes if box is not None]
    if not forms:
        title = tree.css_first("title, h1")
        raise UnexpectedPage(
            f"{text(title) if title else 'a page without a title'!r} is no search page: "
            f"expected a form with a text box ({_TEXT_BOX}), found none in {len(tree.css('form'))} form(s)"
        )
    return max(forms, key=lambda form: sum(len(one.options) for one in form.filters))


def _read(form: LexborNode, box: LexborNode, tree: LexborHTMLParser, url: str) -> SearchForm:
    filters = [*_selects(form, tree), *_check_boxes(form, tree)]
    method = attribute(form, "method").upper() or "GET"
    action = urljoin(url, attribute(form, "action") or url)
    return SearchForm(action, method, attribute(box, "name"), tuple(_fixed(form, box)), tuple(filters))


def _text_box(form: LexborNode) -> LexborNode | None:
    boxes = [box for box in form.css(_TEXT_BOX) if attribute(box, "name")]
    return boxes[0] if boxes else None


def _fixed(form: LexborNode, box: LexborNode) -> Iterator[tuple[str, str]]:
    for field in form.css("input[name]"):
        if field.mem_id != box.mem_id and attribute(field, "type").lower() not in _BUTTONS:
            yield attribute(field, "name"), attribute(field, "value")
    for option in form.css("select[name] option[selected]"):
        select = _enclosing(option, "select")
        if select is not None:
            yield attribute(select, "name"), attribute(option, "value")


def _selects(form: LexborNode, tree: LexborHTMLParser) -> Iterator[Filter]:
    for select in form.css("select[name]"):
        name = attribute(select, "name")
        options: dict[str, tuple[str, str]] = {}
        for option in select.css("option"):
            if option.attributes.get("value") == "":
                continue  # "- Any -" chooses nothing
            group = _enclosing(option, "optgroup")
            words = text(option).lstrip("-– ")
            label = f"{attribute(group, 'label')} {words}" if group is not None else words
            options[label] = (name, attribute(option, "value") or text(option))
        yield Filter(_label_of(select, tree), options)


def _check_boxes(form: LexborNode, tree: LexborHTMLParser) -> Iterator[Filter]:
    groups: dict[str, dict[str, tuple[str, str]]] = {}
    for box in form.css("input[type=checkbox][name], input[type=radio][name]"):
        fieldset = _enclosing(box, "fieldset")
        legend = fieldset.css_first("legend") if fieldset is not None else None
        label = text(legend) if legend is not None else attribute(box, "name").partition("[")[0]
        options = groups.setdefault(label, {})
        options[_label_of(box, tree)] = (attribute(box, "name"), attribute(box, "value") or "on")
    for label, options in groups.items():
        yield Filter(label, options)


def _label_of(control: LexborNode, tree: LexborHTMLParser) -> str:
    """The text of the control's label: by id, around it, or what it says of itself."""
    identifier = attribute(control, "id")
    for label in tree.css("label"):
        if identifier and attribute(label, "for") == identifier:
            return text(label)
    around = _enclosing(control, "label")
    if around is not None:
        return text(around)
    return attribute(control, "aria-label") or attribute(control, "title") or attribute(control, "name")


def _enclosing(node: LexborNode, tag: str) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag != tag:
        parent = parent.parent
    return parent


def _parameter(filters: tuple[Filter, ...], facet: str, value: str) -> tuple[str, str]:
    labels = {label_key(label) for label in load_source("eccp").facets.get(facet, ())}
    offered = [one for one in filters if label_key(one.label) in labels]
    if not offered:
        there = ", ".join(repr(one.label) for one in filters) or "none"
        raise NotOffered(f"the site's form has no filter for {facet!r}; its filters are {there}")
    wanted = look_up(facet, value)
    leaf = label_key(value.rpartition("/")[2])
    options = [(label, parameter) for one in offered for label, parameter in one.options.items()]
    for label, parameter in options:
        if label_key(label) == label_key(value) or (wanted is not None and look_up(facet, label) == wanted):
            return parameter
    for label, parameter in options:
        if label_key(label) == leaf:
            return parameter
    near = ", ".join(repr(label) for label in nearest(value, [label for label, _ in options])) or "nothing like it"
    raise NotOffered(f"the site's filter {offered[0].label!r} does not offer {value!r}; it has {near}")
