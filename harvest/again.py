"""What earlier runs leave to a later one: pages to ask about instead of for, and what need not be asked again at all.

Three kinds of evidence, each of which can be wrong for a while, so that none is trusted for more than a few runs in a
row (``full_reading_every`` in ``source.toml``):

- the site says that a page has not changed since (a validator, answered with 304);
- the site's sitemap dates a record's page well before we last read it, and what the list says of it is as it was;
- a search still claims as many hits, its first page lists what it listed, and none of the hits that it had on its
  other pages was edited or taken away: then none can have left, and so none can have joined.

The search form is not trusted at all: the first page of results has it, and where that is another one it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from harvest.records import Hit, Page

MARGIN = timedelta(days=1)
"""By how much a date must lie before our reading: sitemaps know days, time zones and clocks differ."""


def card_sha256(hit: Hit) -> str:
    """Of all that the list says of a record: another one means that the record is to be read again."""
    return sha256(f"{hit.url}\n{hit.card or hit.name}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page that came with validators, as last fetched."""

    page: Page
    relied: int
    """In how many runs in a row the site said that it had not changed."""


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """What is known of one record's page, or of a page that turned out to hold no record."""

    run_id: str
    """The last run that read it, or did without."""
    read_at: datetime
    """When its page was last fetched."""
    has_validators: bool
    """Then it is asked for, and the site says whether it has changed."""
    cards: frozenset[str]
    """What lists said of it, in the run that read it and since (``card_sha256``)."""
    relied: int
    """How many runs did without asking since."""

    def says(self, dated: datetime) -> str:
        """Why it is not asked for again."""
        return f"not asked again: read on {self.read_at:%Y-%m-%d}, last changed on {dated:%Y-%m-%d} by the sitemap"


@dataclass(frozen=True, slots=True)
class KnownHit:
    """One hit of the last complete reading of a search."""

    hit: Hit
    card: str | None
    listed_at: datetime
    """When the page that lists it was fetched."""


@dataclass(frozen=True, slots=True)
class KnownSearch:
    """The last complete reading of one search, its hits in the order of their ranks."""

    run_id: str
    claimed: int | None
    hits: tuple[KnownHit, ...]
    relied: int


@dataclass(frozen=True, slots=True)
class Before:
    """All that earlier runs know of one source at one address; empty before the first, and in a full reading."""

    pages: Mapping[str, HeldPage] = field(default_factory=dict)
    """By ``Page.request_key``."""
    records: Mapping[str, KnownRecord] = field(default_factory=dict)
    """By the source's own id."""
    searches: Mapping[str, KnownSearch] = field(default_factory=dict)
    form: Page | None = None
    """The page on which the last run found the search form."""
    maps: Mapping[str, HeldPage] = field(default_factory=dict)
    """By address, the pages of the sitemap as last fetched."""
    every: int = 1
    """One reading in so many is a full one."""

    @property
    def wants_dates(self) -> bool:
        """Whether the sitemap's dates could spare more than they cost."""
        return any(map(self.may_spare, self.records.values()))

    def may_spare(self, record: KnownRecord) -> bool:
        """Whether a date in the sitemap could spare the request for this record."""
        return not record.has_validators and not self._is_due(record.relied)

    def held(self, request_key: str) -> HeldPage | None:
        """The page to ask about; None where it is to be asked for."""
        page = self.pages.get(request_key)
        return None if page is None or self._is_due(page.relied) else page

    def map_stands(self, url: str, dated: datetime | None) -> Page | None:
        """A page of the sitemap as last fetched, if by its date in the index it is the same today."""
        held = self.maps.get(url)
        if held is None or self._is_due(held.relied) or not _before(dated, held.page.fetched_at):
            return None
        return held.page

    def stands(self, source_id: str, card: str | None, dates: Mapping[str, datetime]) -> KnownRecord | None:
        """What is known of a record, if it need not be asked for again. ``card``: what the list says of it now."""
        known = self.records.get(source_id)
        if known is None or not self.may_spare(known):
            return None
        same = card in known.cards and _before(dates.get(source_id), known.read_at)
        return known if same else None

    def rest_stands(
        self, search_id: str, claimed: int | None, first: Iterable[Hit], dates: Mapping[str, datetime]
    ) -> KnownSearch | None:
        """The last reading of a search, if its first page tells that nothing on the others has changed."""
        known = self.searches.get(search_id)
        if known is None or self._is_due(known.relied) or claimed is None or claimed != known.claimed:
            return None
        if claimed != len(known.hits):
            return None
        listed = [(hit.source_id, card_sha256(hit)) for hit in first]
        if listed != [(one.hit.source_id, one.card) for one in known.hits[: len(listed)]]:
            return None
        still = all(_before(dates.get(one.hit.source_id), one.listed_at) for one in known.hits)
        return known if still else None

    def _is_due(self, relied: int) -> bool:
        return relied + 1 >= self.every


def _before(dated: datetime | None, read_at: datetime) -> bool:
    return dated is not None and dated + MARGIN < read_at
