"""A run's pages, read once more with today's readers: what would be otherwise, without one request.

Each page is read as what it was asked for. What the run's readers made of it is in the store: statements hold from the
page that first gave them to the page that no longer did, so what a record stated on a page can be told at any time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from harvest.crawl.replay import Archived, read_back
from harvest.errors import PageError, UsageError
from harvest.normalise.regions import region_statements
from harvest.normalise.rules import statements
from harvest.records import Page, RecordRead
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_page import read_search_page, source_id
from harvest.sources.eyeris3.addresses import region_links
from harvest.sources.eyeris3.region_page import read_region_page
from harvest.sources.sitemap import read_sitemap
from pipelines.validate import fault

SAME, NEW, CHANGED, REFUSED = "unchanged", "new", "changed", "refused"
_READ = ("new", "changed", "unchanged")
_NOT_OF_THE_PAGE = "changed_at_source"
"""The one field that a record has from elsewhere: from the sitemap."""

Stated = dict[str, frozenset[str]]
"""Field to its clean values."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record that today's readers read otherwise."""

    record: str
    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchChange:
    """One search whose pages say otherwise to today's readers."""

    search: str
    query: str
    reported_before: int | None
    reported_after: int | None
    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    reason: str
    """Why a page can't be read any more; empty where all can."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What would be otherwise."""

    run: str
    pages: int
    """Pages that were read once more."""
    lost: tuple[str, ...]
    """Addresses whose bodies the archive does not have, or not as they were."""
    records: dict[str, int]
    outcomes: tuple[tuple[str, str, str], ...]
    """(record, ``new`` or ``refused``, reason) for records that would be had or lost."""
    fields: tuple[FieldChange, ...]
    searches: tuple[SearchChange, ...]


def reread(connection: Connection, run_id: str, folder: Path) -> Reread:
    """Reads every page of a run again; ``folder``: the archive. Writes nothing.

    Raises UsageError for a run that there is not.
    """
    this = {"run_id": run_id}
    if connection.execute(text("SELECT 1 FROM runs WHERE run_id = :run_id"), this).first() is None:
        raise UsageError(f"--from-archive {run_id}: there is no such run; `harvest yield` names the latest")
    archive = _Archive(folder)
    stated: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in connection.execute(text(_STATED), this):
        stated[row.record_id][row.field].add(row.value)
    counts: Counter[str] = Counter()
    outcomes, fields = [], []
    for visit in connection.execute(text(_VISITS), this).all():
        html = archive.html(visit)
        if html is None:
            continue
        before = {field: frozenset(values) for field, values in stated[visit.record_id].items()}
        after, reason = _record(visit, html)
        kind, changed = _compared(visit, before, after)
        counts[kind] += 1
        fields += changed
        if kind in (NEW, REFUSED):
            outcomes.append((visit.record_id, kind, reason))
    searches = tuple(_searches(connection, run_id, archive))
    found = {kind: counts[kind] for kind in (NEW, CHANGED, SAME, REFUSED)}
    return Reread(
        run_id, len(archive.read), tuple(sorted(archive.lost)), found, tuple(outcomes), tuple(fields), searches
    )


class _Archive:
    """Bodies of pages, and which of them are not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.read: set[int] = set()
        self.lost: set[str] = set()

    def html(self, row: Row[Any]) -> str | None:
        archived: Archived | None = read_back(self._folder, _page(row))
        if archived is None:
            self.lost.add(row.url)
            return None
        self.read.add(row.page_id)
        return archived.body.decode("utf-8", "replace")


def _record(visit: Row[Any], html: str) -> tuple[Stated | None, str]:
    """What a page states to today's readers; or None, and why it can't be read as a record."""
    source, _, name = visit.record_id.partition("/")
    if visit.http_status not in (200, 304):
        return None, f"it answered {visit.http_status}"
    try:
        if source == "eyeris3":
            region = read_region_page(html, visit.url)
            item = RecordRead(source, name, "region", _page(visit), region.values, priorities=region.priorities)
            item = replace(item, statements=region_statements(name, region.values))
            other = f"the address of {name} leads to the page of {region.nuts}" if region.nuts != name else ""
        else:
            profile = read_profile(html, visit.url)
            item = RecordRead(source, name, "organisation", _page(visit), profile.values)
            item = replace(item, statements=statements(profile.values))
            other = ""
    except PageError as error:
        return None, str(error)
    reason = other or fault(item)
    if reason:
        return None, reason
    said: dict[str, set[str]] = defaultdict(set)
    for one in item.statements:
        said[one.field].add(one.value)
    for priority in item.priorities:
        said["priority"].add(_told(priority.period, priority.title, priority.description))
    return {field: frozenset(values) for field, values in said.items()}, ""


def _compared(visit: Row[Any], before: Stated, after: Stated | None) -> tuple[str, list[FieldChange]]:
    was_read = visit.outcome in _READ
    if after is None:
        return (REFUSED if was_read else SAME), []
    if not was_read:
        return NEW, []
    nothing: frozenset[str] = frozenset()
    changed = [
        FieldChange(visit.record_id, field, tuple(sorted(old)), tuple(sorted(new)))
        for field in sorted({*before, *after} - {_NOT_OF_THE_PAGE})
        if (old := before.get(field, nothing)) != (new := after.get(field, nothing))
    ]
    return (CHANGED if changed else SAME), changed


def _searches(connection: Connection, run_id: str, archive: _Archive) -> Iterator[SearchChange]:
    pages: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(text(_SEARCH_PAGES), {"run_id": run_id}):
        pages[row.search_id].append(row)
    hits: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in connection.execute(text(_HITS), {"run_id": run_id}):
        hits[row.search_id, row.page_id].add(row.source_id)
    for search_id, some in pages.items():
        change = _search(search_id, some, hits, archive)
        if change is not None:
            yield change


def _search(
    search_id: str, pages: list[Row[Any]], hits: dict[tuple[str, int], set[str]], archive: _Archive
) -> SearchChange | None:
    before: set[str] = set()
    after: dict[str, None] = {}
    claimed: int | None = None
    reason = ""
    for place, row in enumerate(pages):
        html = archive.html(row)
        reader = _LISTS.get((row.source, row.rung), _results if row.source == "eccp" else None)
        if html is None or reader is None or row.rung == "addresses":
            return None
        before |= hits[search_id, row.page_id]
        try:
            total, listed = reader(html, row.url, len(after))
        except PageError as error:
            reason = reason or str(error)
            continue
        claimed = total if place == 0 else claimed
        after.update(dict.fromkeys(listed))
    asked = pages[0]
    found = before if asked.depth == "total" else set(after)
    if found == before and claimed == asked.claimed_total and not reason:
        return None
    query = " ".join(filter(None, (asked.query, asked.filters))) or "*:*"
    gone, appeared = sorted(before - found), sorted(found - before)
    return SearchChange(search_id, query, asked.claimed_total, claimed, tuple(appeared), tuple(gone), reason)


Lists = Callable[[str, str, int], tuple[int | None, list[str]]]


def _results(html: str, url: str, ranks_before: int) -> tuple[int | None, list[str]]:
    read = read_search_page(html, url, ranks_before)
    return read.claimed_total, [hit.source_id for hit in read.hits]


def _sitemap(html: str, url: str, _: int) -> tuple[int | None, list[str]]:
    return None, [name for entry in read_sitemap(html, url).entries if (name := source_id(entry.url)) is not None]


def _regions(html: str, url: str, _: int) -> tuple[int | None, list[str]]:
    return None, [nuts for nuts, _ in region_links(html, url)]


_LISTS: dict[tuple[str, str], Lists] = {("eccp", "sitemap"): _sitemap, ("eyeris3", "listing"): _regions,
          ("eyeris3", "search form"): _regions}  # fmt: skip
"""By source and rung, where a list is no page of results. What has no reader here is not compared."""


def _page(row: Row[Any]) -> Page:
    return Page(
        row.source,
        row.url,
        row.request_key,
        datetime.fromisoformat(row.fetched_at),
        row.http_status,
        row.sha256_fetched,
        row.sha256_archived,
        row.archive_file,
        row.archive_offset,
        row.archive_length,
    )


def _told(period: str | None, title: str, description: str) -> str:
    return ": ".join(filter(None, (period, title, description)))


_VISITS = """
    SELECT v.record_id, v.outcome, p.* FROM visits v JOIN pages p ON p.page_id = v.page_id
    WHERE v.run_id = :run_id ORDER BY v.record_id
"""

_STATED = """
    SELECT v.record_id, s.field, s.value
    FROM visits v
    JOIN statements s ON s.record_id = v.record_id
        AND s.first_page_id <= v.page_id AND (s.closed_page_id IS NULL OR s.closed_page_id > v.page_id)
    WHERE v.run_id = :run_id
    UNION ALL
    SELECT
        v.record_id, 'priority',
        CASE WHEN d.period IS NULL THEN '' ELSE d.period || ': ' END || d.title
            || CASE WHEN d.description = '' THEN '' ELSE ': ' || d.description END
    FROM visits v
    JOIN region_priorities d ON d.record_id = v.record_id
        AND d.first_page_id <= v.page_id AND (d.closed_page_id IS NULL OR d.closed_page_id > v.page_id)
    WHERE v.run_id = :run_id
"""

_SEARCH_PAGES = """
    SELECT s.search_id, s.rung, s.depth, s.claimed_total, q.text AS query, q.filters, p.*
    FROM searches s
    JOIN queries q ON q.search_id = s.search_id
    JOIN search_pages l ON l.run_id = s.run_id AND l.search_id = s.search_id
    JOIN pages p ON p.page_id = l.page_id
    WHERE s.run_id = :run_id
    ORDER BY s.search_id, p.page_id
"""

_HITS = "SELECT search_id, page_id, source_id FROM hits WHERE run_id = :run_id"
"""Those on pages of an earlier run, which this one did not ask for again, are on none of its pages."""
