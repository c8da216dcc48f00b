"""What travels: frozen dataclasses, and nothing that does something.

Readers make them from pages, spiders send them on, pipelines enrich and store them. Everything here is a
plain value, so that a page read today can be compared with the same page read a year from now.

A *hit* is a fact of a search page, a *record* of a profile page, a *statement* is one value of one record.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Query:
    """What one source is asked: one text (or none) and facets, all of which must hold.

    ``text`` is sent to the site's box as it stands, quotation marks of a phrase included. ``facets`` are
    (field, value) pairs, e.g. ``("s3", "KETs/Advanced manufacturing systems")``.
    """

    source: str
    text: str
    facets: tuple[tuple[str, str], ...] = ()

    @property
    def search_id(self) -> str:
        """The same question has the same name in every run, on every machine."""
        content = json.dumps([self.source, self.text, sorted(self.facets)], ensure_ascii=False)
        return f"{self.source}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    def __str__(self) -> str:
        facets = [f'{name}:"{value}"' for name, value in self.facets]
        return " AND ".join(filter(None, [self.text, *facets])) or "*:*"


TOTAL, HITS, RECORDS = "total", "hits", "records"
"""How deeply a query is asked: for the total on its first page, for all its hits, for their records as well."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry of a search page: the page says that this record answers the search."""

    rank: int
    """Place in the whole result list, counted from 1."""
    source_id: str
    url: str
    name: str
    card: str = ""
    """All that the result says of the record, as text; empty where it is an address alone."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a result list, as read."""

    claimed_total: int | None
    """The number of hits that the site itself claims, or None where it prints none."""
    hits: tuple[Hit, ...]
    next_url: str | None
    missing: tuple[str, ...] = ()
    """What a result lacks that every result has, by name."""


class Value(NamedTuple):
    """One value as a page prints it, with the label it stood under.

    A tuple, because a profile holds dozens: they are made in a third of the time.
    """

    field: str
    original: str
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one record: clean, as printed, and the rule that led from one to the other."""

    field: str
    value: str
    original: str
    how: str
    """The name of the normalising rule, ``as printed`` where nothing changed."""
    place: str = ""
    """The cell of a spreadsheet, ``Programmes!B14``; empty where the page is place enough."""


class Cell(NamedTuple):
    """Where a value stands in a spreadsheet, and what the cell itself holds."""

    place: str
    printed: str


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation that takes part in what a record is about. Never a person."""

    name: str
    kind: str
    """What its name or its printed type says it is: company, university, …; ``unknown`` where nothing does."""
    how: str
    """The evidence for its being an organisation; empty where there is none, and then nothing is linked."""
    role: str
    original: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One organisation's profile page, as read."""

    values: tuple[Value, ...]
    unread: tuple[Value, ...] = ()
    """Labelled values that no synonym knows: kept and counted, so that a new field shows up."""


@dataclass(frozen=True, slots=True)
class DeclaredPriority:
    """One row of a region's priority table."""

    title: str
    description: str
    period: str | None
    """``2014-2020`` or ``2021-2027``, or None where nothing on the page tells."""
    period_confidence: str
    """``stated`` (printed), ``inferred`` (order of two tables, or generation of the page) or ``unknown``."""


@dataclass(frozen=True, slots=True)
class RegionPage:
    """One region's page, as read."""

    nuts: str
    values: tuple[Value, ...]
    priorities: tuple[DeclaredPriority, ...]
    unread: tuple[Value, ...] = ()
    """Values of a classification that knows none such, and what stands in columns that nobody knows."""
    generation: str = ""
    """Which of the platform's layouts it is: legacy, liferay or observatory."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as fetched, and where its body lies in the archive."""

    source: str
    url: str
    request_key: str
    """Fingerprint of the request (method, address, form data): one request, one page per run."""
    fetched_at: datetime
    http_status: int
    sha256_fetched: str
    sha256_archived: str
    """Of the body as archived: persons taken out, UTF-8."""
    archive_file: str
    archive_offset: int
    archive_length: int
    etag: str = ""
    last_modified: str = ""
    """What the site gave to ask by, the next time, whether the page has changed; empty where it gave nothing."""


# ---- items: what spiders yield and pipelines take ----


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that carries neither hits nor a record: a form; or a sitemap, with each record's id and last change."""

    page: Page
    addresses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPageRead:
    """A page of results of one search: its hits belong to the search, whoever else found the same records."""

    search_id: str
    rung: str
    page: Page
    claimed_total: int | None
    hits: tuple[Hit, ...]
    depth: str = RECORDS
    """``total``, ``hits`` or ``records``: what the search was asked for in the end."""


@dataclass(frozen=True, slots=True)
class OfferedValues:
    """The values that a source's own filters offer: the live list of facets, as the page prints it."""

    source: str
    page: Page
    values: tuple[tuple[str, str], ...]
    """(facet of a query, label of the value)."""


@dataclass(frozen=True, slots=True)
class SearchEnded:
    """One search is over. ``status``: complete, blocked, capped, changed or failed."""

    search_id: str
    rung: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two records are one organisation: ``same``, ``not the same`` or ``unsure``."""

    left: str
    right: str
    verdict: str
    score: float
    reasons: tuple[str, ...]
    decided_by: str


@dataclass(frozen=True, slots=True)
class RecordRead:
    """A record as its page states it. Pipelines fill ``statements``, then ``judgements``."""

    source: str
    source_id: str
    kind: str
    """``organisation``, ``programme`` or ``region``."""
    page: Page
    values: tuple[Value, ...]
    unread: tuple[Value, ...] = ()
    priorities: tuple[DeclaredPriority, ...] = ()
    statements: tuple[Statement, ...] = field(default=())
    judgements: tuple[Judgement, ...] = field(default=())
    cells: tuple[Cell, ...] = ()
    """Of a record from a spreadsheet: the cell of each of its values."""
    participants: tuple[Participant, ...] = ()

    @property
    def record_id(self) -> str:
        return record_id(self.source, self.source_id)


MOVED = "moved to "
"""How the reason begins where a record's address leads to another record's; that one's id at the source follows."""


@dataclass(frozen=True, slots=True)
class RecordMissing:
    """A hit whose record was not had: ``refused`` (an answer, but no record in it) or ``failed`` (no answer)."""

    source: str
    source_id: str
    url: str
    outcome: str
    reason: str
    page: Page | None = None

    @property
    def record_id(self) -> str:
        return record_id(self.source, self.source_id)


@dataclass(frozen=True, slots=True)
class RecordHeld:
    """A record that was not asked for again: what an earlier run made of its page stands."""

    record_id: str
    run_id: str
    """That run."""
    reason: str


@dataclass(frozen=True, slots=True)
class HitsHeld:
    """A search whose further pages were not asked for again: the hits that an earlier run found there stand."""

    search_id: str
    run_id: str


Item = PageRead | OfferedValues | SearchPageRead | SearchEnded | RecordRead | RecordMissing | RecordHeld | HitsHeld


def record_id(source: str, source_id: str) -> str:
    """A record is named by its source and the source's own raw name for it: ``eccp/bron-innovation``.

    Nothing cleaned goes into it: a better cleaner must not rename every record.
    """
    return f"{source}/{source_id}"


def organisation_id(record_ids: set[str]) -> str:
    """An organisation is named by the first of its records in alphabetical order: order-free, repeatable."""
    return f"org-{hashlib.sha256(min(record_ids).encode()).hexdigest()[:12]}"
