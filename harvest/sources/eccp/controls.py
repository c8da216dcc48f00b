"""The controls of a form: which is the text box, what the filters are called, which options they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.errors import UnexpectedPage
from harvest.normalise.text import label_key
from harvest.reading import attribute, text
from harvest.sources import load_source

_TEXT_BOX = "input[type=search], input[type=text], input:not([type]), textarea"
_BUTTONS = frozenset(("submit", "button", "image", "reset", "checkbox", "radio"))
_GROUPS = ("fieldset", "details")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its label, and for each option's label the parameters to send."""

    label: str
    options: dict[str, tuple[tuple[str, str], ...]]


def text_box(form: LexborNode, tree: LexborHTMLParser) -> LexborNode | None:
    """The box for the text: the one that ``source.toml`` names, else by role or label, or the only one.

    Raises UnexpectedPage where several boxes are called like nothing that we know.
    """
    source = load_source("eccp")
    boxes = [box for box in form.css(_TEXT_BOX) if attribute(box, "name")]
    if source.text_parameter:
        return next((box for box in boxes if attribute(box, "name") == source.text_parameter), None)
    labels = {label_key(label) for label in source.text_labels}

    def likeness(box: LexborNode) -> int:
        called = {label_key(label_of(box, tree)), label_key(attribute(box, "placeholder"))}
        role = attribute(box, "type") == "search" or attribute(box, "role") == "searchbox"
        return 2 * bool(called & labels) + role

    best = max(boxes, key=likeness, default=None)
    if best is not None and len(boxes) > 1 and likeness(best) == 0:
        names = ", ".join(repr(label_of(box, tree)) for box in boxes)
        raise UnexpectedPage(
            f"a form has {len(boxes)} boxes, {names}, and none is called like a search: text_labels or text_parameter "
            "in source.toml can name it"
        )
    return best


def fixed_fields(form: LexborNode, box: LexborNode) -> Iterator[tuple[str, str]]:
    """What is sent unchanged: hidden fields, other boxes, presets."""
    for one in form.css("input[name]"):
        if one.mem_id != box.mem_id and attribute(one, "type").lower() not in _BUTTONS:
            yield attribute(one, "name"), attribute(one, "value")
    for one in form.css("input[type=radio][name][checked]"):
        yield attribute(one, "name"), attribute(one, "value") or "on"
    for option in form.css("select[name] option[selected]"):
        select = enclosing(option, "select")
        if select is not None:
            yield attribute(select, "name"), attribute(option, "value")


def filters_of(form: LexborNode, tree: LexborHTMLParser) -> Iterator[Filter]:
    """Selects, then groups of check boxes and radio buttons."""
    yield from _selects(form, tree)
    yield from _ticks(form, tree)


def _selects(form: LexborNode, tree: LexborHTMLParser) -> Iterator[Filter]:
    for select in form.css("select[name]"):
        name = attribute(select, "name")
        options: dict[str, tuple[tuple[str, str], ...]] = {}
        for option in select.css("option"):
            if option.attributes.get("value") == "":
                continue  # "- Any -" chooses nothing
            group = enclosing(option, "optgroup")
            words = text(option).lstrip("-– ")
            label = f"{attribute(group, 'label')} {words}" if group is not None else words
            options[label] = ((name, attribute(option, "value") or text(option)),)
        yield Filter(label_of(select, tree), options)


def _ticks(form: LexborNode, tree: LexborHTMLParser) -> Iterator[Filter]:
    groups: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
    for tick in form.css("input[type=checkbox][name], input[type=radio][name]"):
        options = groups.setdefault(_group_of(tick), {})
        options[label_of(tick, tree)] = ((attribute(tick, "name"), attribute(tick, "value") or "on"),)
    for label, options in groups.items():
        yield Filter(label, options)


def _group_of(tick: LexborNode) -> str:
    """What a group of ticks is called: its legend, its summary, its own label, else the name that they share."""
    for tag in _GROUPS:
        group = enclosing(tick, tag)
        title = group.css_first("legend, summary") if group is not None else None
        if title is not None:
            return text(title)
    around = tick.parent
    while around is not None and around.tag != "form":
        if attribute(around, "role") in ("group", "radiogroup") and attribute(around, "aria-label"):
            return attribute(around, "aria-label")
        around = around.parent
    return attribute(tick, "name").partition("[")[0]


def label_of(control: LexborNode, tree: LexborHTMLParser) -> str:
    """The text of the control's label: by id, around it, or what it says of itself."""
    identifier, named_by = attribute(control, "id"), attribute(control, "aria-labelledby")
    for label in tree.css("label"):
        if identifier and attribute(label, "for") == identifier:
            return text(label)
    around = enclosing(control, "label")
    if around is not None:
        return text(around)
    for other in tree.css("[id]") if named_by else []:
        if attribute(other, "id") == named_by:
            return text(other)
    return attribute(control, "aria-label") or attribute(control, "title") or attribute(control, "name")


def enclosing(node: LexborNode, tag: str) -> LexborNode | None:
    """The nearest element of a kind around a node."""
    parent = node.parent
    while parent is not None and parent.tag != tag:
        parent = parent.parent
    return parent
