"""The sitemap: what it lists is on the platform, and its dates spare requests.

Read in every run, first where the dates could spare more than they cost, else last, where it can do no harm. By its
addresses the next run tells a record that has come to the platform from one that was there and is only found now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvest.crawl.replay import read_back
from harvest.errors import PageError
from harvest.records import Item, Page, PageRead
from harvest.sources.eccp.search_page import source_id
from harvest.sources.sitemap import Entry, Sitemap, read_sitemap
from spiders.base import PlanSpider, evidence, html_of, page_of

_FEW = 20
"""Pages of a sitemap that are read in any case. Two are known of the platform, and the page that lists them."""


class DatedSpider(PlanSpider):
    """Knows which records the site lists, and when it says that their pages last changed. A site that does not say is
    asked as ever.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates: dict[str, datetime] = {}
        """By the source's own id, the newest date of any of its addresses."""
        self.dated: dict[str, tuple[Page, Sitemap]] = {}
        """The pages of the sitemap that were read for it, by address."""
        self.held_maps: list[tuple[Page, Sitemap]] = []
        """Those of an earlier run that need not be asked for again."""
        self.dates_asked: set[str] = set()
        self.dates_owed = 0
        self.dates_whole = True
        """Every page of the sitemap was read: only then does it tell what is not on the platform."""

    def after_dates(self) -> Iterator[Item | Request]:
        """What the spider begins with, once the dates are there or can't be had."""
        raise NotImplementedError

    def ask_last(self) -> Iterator[Request]:
        yield from super().ask_last()
        if not self.dates_asked and self.may_list:
            yield from self.ask_dates()

    @property
    def may_list(self) -> bool:
        """Whether the sitemap is worth its requests at the end. For the source's own spider to say."""
        raise NotImplementedError

    def ask_dates(self) -> Iterator[Request]:
        """The sitemap."""
        yield from self._ask_dates(self.address + self.source.sitemap)

    def _ask_dates(self, url: str) -> Iterator[Request]:
        if url not in self.dates_asked:
            self.dates_asked.add(url)
            self.dates_owed += 1
            yield self.ask(url, self.parse_dates, self.dates_failed, priority=2)

    def parse_dates(self, response: Response) -> Iterator[Item | Request]:
        """One page of it. A sitemap of many more pages than are known is not read on, unless it could spare more."""
        page = page_of(response)
        yield PageRead(page)
        try:
            found = read_sitemap(html_of(response), response.url)
        except PageError:
            self.dates_whole = False
            yield from self.settle_dates()
            return
        self.dated[response.url] = (page, found)
        self.take_dates(found)
        if len(found.further) < max(_FEW, len(self.before.records)):
            for one in found.further:
                known = self.known_map(one)
                if known is not None:
                    self.take_dates(known[1])
                    self.held_maps.append(known)
                else:
                    yield from self._ask_dates(one.url)
        else:
            self.dates_whole = False
        yield from self.settle_dates()

    def take_dates(self, found: Sitemap) -> None:
        for entry in found.entries:
            name, at = source_id(entry.url), entry.changed_at
            if name is not None and at is not None:
                self.dates[name] = max(at, self.dates.get(name, at))

    def known_map(self, further: Entry) -> tuple[Page, Sitemap] | None:
        """A page of the sitemap as it was read before, if the index says that it has not changed since."""
        page = self.before.map_stands(further.url, further.changed_at)
        archived = None if page is None else read_back(self.context.archive.folder, page)
        if page is None or archived is None:
            return None
        try:
            return page, read_sitemap(archived.body.decode("utf-8", "replace"), page.url)
        except PageError:
            return None

    def dates_failed(self, failure: Failure) -> Iterator[Item | Request]:
        self.dates_whole = False
        yield from evidence(failure)
        yield from self.settle_dates()

    def settle_dates(self) -> Iterator[Item | Request]:
        """One page of the sitemap less is owed; after the last the spider begins, if it has not ended."""
        self.dates_owed -= 1
        if self.dates_owed:
            return
        if self.dates_whole:
            for page, found in (*self.dated.values(), *self.held_maps):
                named = ((source_id(entry.url), entry.changed) for entry in found.entries)
                yield PageRead(page, tuple((name, changed) for name, changed in named if name is not None))
        if not self.looked_again:
            yield from self.after_dates()
