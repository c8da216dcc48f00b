"""The map's search form, as far as it can be known: it was described in words, and never seen.

"The type of search (capabilities, target markets and policy priorities or by various keywords in free text priority
descriptions)" is all that is known of it. So a form is the map's if it has a filter that is called like one of the
platform's classifications, and the one question asked is the empty one, for every region. What it answers is read
for links to region pages. Nothing here is promised to fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvest.normalise.text import label_key
from harvest.reading import attribute, parse, text
from harvest.sources.eyeris3.labels import classification_labels


@dataclass(frozen=True, slots=True)
class MapForm:
    """The form: where it leads, its fields as the page presets them, its classifications by field of a record."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    filters: dict[str, str]
    """Field of a record (``economic_domain``) -> name of the parameter."""

    def everything(self) -> str:
        """The address that asks for every region: the form as the page presets it."""
        if self.method == "POST":
            return self.action
        return urlunsplit(urlsplit(self.action)._replace(query=urlencode(self.fields), fragment=""))


def read_map_form(html: str, url: str) -> MapForm | None:
    """The map's search form; None where no form has a filter that is called like a classification."""
    tree = parse(html)
    for form in tree.css("form"):
        filters = {
            classification_labels()[label]: attribute(select, "name")
            for select in form.css("select[name]")
            if (label := label_key(_label(select, tree))) in classification_labels()
        }
        if filters:
            method = attribute(form, "method").upper() or "GET"
            action = urljoin(url, attribute(form, "action") or url)
            return MapForm(action, method, tuple(_preset(form)), filters)
    return None


def _preset(form: LexborNode) -> list[tuple[str, str]]:
    boxes = form.css("input[name]:not([type=submit]):not([type=checkbox]):not([type=radio])")
    chosen = form.css("select[name] option[selected]")
    fields = [(attribute(box, "name"), attribute(box, "value")) for box in boxes]
    for option in chosen:
        select = option.parent
        while select is not None and select.tag != "select":
            select = select.parent
        if select is not None:
            fields.append((attribute(select, "name"), attribute(option, "value")))
    return fields


def _label(select: LexborNode, tree: LexborHTMLParser) -> str:
    identifier = attribute(select, "id")
    labels = [text(label) for label in tree.css("label") if identifier and attribute(label, "for") == identifier]
    return labels[0] if labels else attribute(select, "aria-label") or attribute(select, "title")
