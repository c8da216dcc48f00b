"""What to ask a source in a few questions, and what its readers expect of the answers.

Nothing here speaks to a network: ``get`` answers an address, whoever answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from harvest.errors import NotOffered
from harvest.records import Query
from harvest.sources import Source, load_source
from harvest.sources.eccp.search_form import SearchForm
from harvest.sources.eyeris3.addresses import page_addresses
from harvest.sources.recognise import Recognised, look_at

AS_EXPECTED, NOT_AS_EXPECTED, NOT_THERE, NOT_ASKED = "as expected", "not as expected", "not there", "could not ask"
_ABSENT = (404, 410)
_SHOWN = 6
_SOURCE_FIELDS = 3
"""Fields that say little: name, address and type are read off any page with a heading."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one address: a page, or the trouble that there was instead."""

    url: str
    status: int | None
    html: str = field(repr=False, default="")
    trouble: str = ""
    """Why there is no page: no connection, forbidden by robots.txt, the budget is spent; empty where there is one."""

    @property
    def absent(self) -> bool:
        return self.status in _ABSENT


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    source: str
    what: str
    expected: str
    found: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the strategies need of the sources: queries that can be asked, and the home region's page."""

    queries: Sequence[Query]
    region: str


Get = Callable[[str], Answer]


def inspect(source: str, at: str, wanted: Wanted, get: Get) -> Iterator[Check]:
    """The checks of one source, reached ``at`` an address."""
    known = load_source(source)
    if source == "eccp":
        return _eccp(known, at, [query for query in wanted.queries if query.source == source], get)
    return _eyeris3(known, at, wanted.region, get)


def exit_status(checks: Iterable[Check]) -> int:
    """0 where all is as expected, 1 where nothing could be asked, 3 for everything between."""
    verdicts = {check.verdict for check in checks}
    if verdicts <= {NOT_ASKED}:
        return 1
    return 3 if verdicts & {NOT_AS_EXPECTED, NOT_ASKED} else 0


def _eccp(source: Source, at: str, queries: Sequence[Query], get: Get) -> Iterator[Check]:
    expected = "a page with a search form"
    entry = get(at + source.entry)
    page = recognise_answer(source.name, entry)
    if page is None or not page.kinds:
        yield _no_page(source.name, source.entry, expected, entry, page)
    else:
        yield from _search(source, page, queries, get)
    if not entry.trouble:
        sitemap = get(at + source.sitemap)
        found = sitemap.trouble or f"answers {sitemap.status}"
        verdict = AS_EXPECTED if sitemap.status == 200 else NOT_THERE
        yield Check(source.name, "sitemap", "a sitemap, as another way in", found, verdict)


def _search(source: Source, page: Recognised, queries: Sequence[Query], get: Get) -> Iterator[Check]:
    form, results = page.read.get("form"), page.read.get("search")
    yield from _form(source, form, queries)
    if results is None or not results.hits:
        yield Check(source.name, "results", "hits with links to profiles", page.refused.get("search", "no hit"),
                    NOT_AS_EXPECTED)  # fmt: skip
        return
    total = f"{results.claimed_total} claimed" if results.claimed_total is not None else "no total claimed"
    fitting = len(results.hits) == source.items_per_page and results.claimed_total is not None
    yield Check(source.name, "results", f"{source.items_per_page} hits, a total", f"{len(results.hits)} hits, {total}",
                AS_EXPECTED if fitting else NOT_AS_EXPECTED)  # fmt: skip
    yield from _second_page(source.name, results, get)
    yield _profile(source.name, results.hits[0].url, get)


def _form(source: Source, form: SearchForm | None, queries: Sequence[Query]) -> Iterator[Check]:
    if form is None:
        yield Check(source.name, "search form", "a text box and filters", "no form with a text box", NOT_AS_EXPECTED)
        return
    yield Check(source.name, "search form", "a text box", f"{form.method}, text in {form.text_name!r}", AS_EXPECTED)
    labels = ", ".join(repr(one.label) for one in form.filters) or "none"
    lacking = [reason for query in queries if (reason := _lacks(form, query))]
    found = f"{len(lacking)} of {len(queries)} can't be asked: {lacking[0]}" if lacking else f"all; there are {labels}"
    yield Check(source.name, "filters", f"what {len(queries)} queries need", found,
                NOT_AS_EXPECTED if lacking else AS_EXPECTED)  # fmt: skip


def _lacks(form: SearchForm, query: Query) -> str:
    try:
        form.fill(query)
    except NotOffered as error:
        return str(error)
    return ""


def _second_page(name: str, first: Any, get: Get) -> Iterator[Check]:
    expected = "other hits behind the link to the next page"
    if first.next_url is None:
        more = first.claimed_total is not None and first.claimed_total > len(first.hits)
        yield Check(name, "second page", expected, "no link to it", NOT_AS_EXPECTED if more else NOT_THERE)
        return
    answer = get(first.next_url)
    page = recognise_answer(name, answer)
    if page is None:
        yield _no_page(name, "second page", expected, answer, page)
        return
    if "search" not in page.read:
        yield _no_page(name, "second page", expected, answer, page, kind="search")
        return
    second = page.read["search"]
    seen = {hit.source_id for hit in first.hits}
    fresh = sum(hit.source_id not in seen for hit in second.hits)
    yield Check(name, "second page", expected, f"{len(second.hits)} hits, {fresh} of them other ones",
                AS_EXPECTED if fresh else NOT_AS_EXPECTED)  # fmt: skip


def _profile(name: str, url: str, get: Get) -> Check:
    expected = "a profile with a name and labelled values"
    answer = get(url)
    page = recognise_answer(name, answer)
    if page is None or "profile" not in page.read:
        return _no_page(name, "first profile", expected, answer, page, kind="profile")
    profile = page.read["profile"]
    fields = dict.fromkeys(value.field for value in profile.values)
    labels = list(dict.fromkeys(value.label for value in profile.unread))
    unread = f"; unread: {', '.join(labels[:_SHOWN])}" if labels else ""
    verdict = AS_EXPECTED if len(fields) > _SOURCE_FIELDS else NOT_AS_EXPECTED
    return Check(name, "first profile", expected, f"{', '.join(fields)}{unread}", verdict)


def _eyeris3(source: Source, at: str, region: str, get: Get) -> Iterator[Check]:
    entry = get(at + source.entry)
    page = recognise_answer(source.name, entry)
    expected = "links to region pages, or the map's form"
    if entry.absent or page is None or not page.kinds:
        yield _no_page(source.name, source.entry, expected, entry, page, absent=NOT_THERE)
    else:
        links = f"{len(page.read['links'])} regions linked" if "links" in page.read else "no region linked"
        form = f", a form with {', '.join(page.read['map'].filters)}" if "map" in page.read else ""
        yield Check(source.name, source.entry, expected, links + form, AS_EXPECTED)
    found = []
    for url in page_addresses(region, at):
        check, priorities = _region(source.name, region, url, get)
        found.append((check, priorities))
        yield check
    readable = any(priorities for _, priorities in found)
    asked = any(check.verdict != NOT_ASKED for check, _ in found)
    yield Check(source.name, f"priorities of {region}", "declared on one of its pages",
                "declared" if readable else "on none of its pages",
                AS_EXPECTED if readable else NOT_AS_EXPECTED if asked else NOT_ASKED)  # fmt: skip


def _region(name: str, region: str, url: str, get: Get) -> tuple[Check, int]:
    answer = get(url)
    page = recognise_answer(name, answer)
    where, expected = urlsplit(url).path, f"a page of {region} with its priorities"
    if answer.absent or page is None or "region" not in page.read:
        return _no_page(name, where, expected, answer, page, kind="region", absent=NOT_THERE), 0
    read = page.read["region"]
    unread = f"; unread: {', '.join(value.original for value in read.unread[:_SHOWN])}" if read.unread else ""
    found = f"generation {read.generation}: {read.nuts}, {len(read.priorities)} priorities{unread}"
    fits = read.nuts == region and read.priorities
    return Check(name, where, expected, found, AS_EXPECTED if fits else NOT_AS_EXPECTED), len(read.priorities)


def recognise_answer(source: str, answer: Answer) -> Recognised | None:
    """What the answer's page is, persons taken out; None where there is no page."""
    if answer.trouble or answer.absent or not answer.html:
        return None
    return look_at(source, answer.html, answer.url)[0]


def _no_page(
    source: str,
    what: str,
    expected: str,
    answer: Answer,
    page: Recognised | None,
    kind: str | None = None,
    absent: str = NOT_AS_EXPECTED,
) -> Check:
    """The line for an answer that is not the page that was asked for; ``absent``: the verdict on "not found"."""
    if answer.absent:
        return Check(source, what, expected, f"answers {answer.status}", absent)
    if answer.trouble:
        verdict = NOT_ASKED if answer.status is None else NOT_AS_EXPECTED
        return Check(source, what, expected, answer.trouble, verdict)
    if page is None:
        return Check(source, what, expected, "an empty page", NOT_AS_EXPECTED)
    refused = page.refused.get(kind or "", "") or "; ".join(page.refused.values())
    return Check(source, what, expected, page.blocked or refused, NOT_AS_EXPECTED)
