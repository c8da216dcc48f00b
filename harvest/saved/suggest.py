"""Three saved pages to an override of ``source.toml``: the page with the search form, the second page of results, a
profile.

What the readers already read is left alone. For the rest, the pages' own content tells: a filter is the one whose
options are known values, a label stands for the field that its values belong to, a card is what is repeated around
links of one kind, and a total is the number above the cards.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from harvest.errors import PageError
from harvest.normalise.countries import country_code
from harvest.normalise.dates import year_of
from harvest.normalise.mail import ADDRESS
from harvest.normalise.text import label_key
from harvest.normalise.urls import web_address
from harvest.reading import main_root, parse
from harvest.saved.repeated import find_next, find_records, find_total
from harvest.sources import Source, load_source
from harvest.sources.eccp.controls import Filter
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_form import read_search_form
from harvest.sources.eccp.search_page import read_search_page
from harvest.sources.labelled import labelled, synonyms
from harvest.vocabulary import known_facets, look_up

FIELDS = {"s3": "s3_priority", "sector": "sector", "tech": "technology_field", "ecosystem": "ecosystem",
          "emerging": "emerging_industry"}  # fmt: skip
"""Facet of a query -> field of a record."""
_ALIKE = 85.0
_HALF = 0.5


@dataclass(slots=True)
class Suggestion:
    """An override as a table, and what it could not settle."""

    table: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def toml(self, source: str) -> str:
        """As it stands in ``harvest.toml``."""
        plain = {key: value for key, value in self.table.items() if not isinstance(value, dict)}
        lines = [f"# {remark}" for remark in self.remarks]
        lines += ["# Nothing needs to be overridden: the readers read these pages."] * (not self.table)
        lines.append(f"[source.{source}]")
        lines += [f"{key} = {_toml(value)}" for key, value in plain.items()]
        for name, table in self.table.items():
            if isinstance(table, dict):
                lines += ["", f"[source.{source}.{name}]"]
                lines += [f"{key} = {_toml(value)}" for key, value in table.items()]
        return "\n".join(lines) + "\n"


def suggest(form: tuple[str, str], results: tuple[str, str], profile: tuple[str, str]) -> Suggestion:
    """What of ``source.toml`` must be said otherwise for the ECCP's readers to read three pages.

    Each page is (HTML without persons, address).
    """
    source, made = load_source("eccp"), Suggestion()
    _form(made, source, *form)
    _results(made, source, *results)
    _profile(made, source, *profile)
    return made


def _form(made: Suggestion, source: Source, html: str, url: str) -> None:
    parts = urlsplit(url)
    entry = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.path and entry != source.entry:
        made.table["entry"] = entry
    try:
        found = read_search_form(html, url)
    except PageError as error:
        made.remarks.append(f"search form: {error}")
        return
    known = {label_key(label): facet for facet, labels in source.facets.items() for label in labels}
    filters = (*found.filters, *found.links)
    there = {known[label_key(one.label)] for one in filters if label_key(one.label) in known}
    facets = {}
    for one in filters:
        facet = _facet(one)
        if facet is None and label_key(one.label) not in known:
            made.remarks.append(f"search form: the filter {one.label!r} has options of no known kind")
        elif facet is not None and facet not in there:
            facets[facet] = [one.label]
    if facets:
        made.table["facets"] = facets


def _facet(one: Filter) -> str | None:
    """The facet that most of a filter's options are known values of."""
    labels = list(one.options)
    scores = {facet: sum(look_up(facet, label) is not None for label in labels) for facet in known_facets()}
    best = max(scores, key=lambda facet: scores[facet])
    return best if scores[best] > 1 and scores[best] >= _HALF * (len(labels) - 1) else None


def _results(made: Suggestion, source: Source, html: str, url: str) -> None:
    try:
        read = read_search_page(html, url)
    except PageError:
        read = None
    count = len(read.hits) if read else 0
    listed = find_records(html, url)
    if len(listed.paths) > count:
        count = len(listed.paths)
        made.table["record_paths"] = [listed.folder, *source.record_paths]
    if not count:
        made.remarks.append("second result page: neither hits nor anything that is repeated around links")
        return
    if count != source.items_per_page:
        made.table["items_per_page"] = count
    if read is None or read.claimed_total is None:
        total = find_total(html, count)
        if total is None:
            made.remarks.append("second result page: no number above the hits that might be their total")
        else:
            made.table["totals"] = [total, *source.totals]
    if read is None or read.next_url is None:
        words = find_next(html, url)
        if words is None:
            made.remarks.append("second result page: no link to the next page; is it the last one?")
        else:
            made.table["next_words"] = [words, *source.next_words]


def _profile(made: Suggestion, source: Source, html: str, url: str) -> None:
    root = main_root(parse(html))
    known = synonyms(source.labels)
    pairs = labelled(root, known) if root is not None else []
    labels: dict[str, list[str]] = {}
    for label in dict.fromkeys(pair.label for pair in pairs if pair.field is None):
        values = [value for pair in pairs if pair.label == label for value in pair.values if value]
        name = _field(label, values, known) if values else None
        if name is None:
            made.remarks.append(f"profile: nothing tells what stands under {label!r}")
        else:
            labels.setdefault(name, []).append(label.rstrip(": "))
    if labels:
        made.table["labels"] = labels
    try:
        read_profile(html, url)
    except PageError as error:
        made.remarks.append(f"profile, as it is read without these lines: {error}")


def _field(label: str, printed: list[str], known: dict[str, str]) -> str | None:
    """The field that a label stands for: by its values where they are known ones, else by its likeness to labels."""
    for facet, name in FIELDS.items():
        if sum(look_up(facet, one) is not None for one in printed) > _HALF * len(printed):
            return name
    found = process.extractOne(label_key(label), list(known), scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    if found is not None:
        return known[found[0]]
    if all(ADDRESS.fullmatch(one) for one in printed):
        return "email"
    if all(web_address(one) for one in printed):
        return "homepage"
    if all(country_code(one) for one in printed):
        return "country"
    return "established" if all(year_of(one) for one in printed) else None


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)
