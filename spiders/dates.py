"""The sitemap's dates, read before anything else where they could spare more requests than they cost."""

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


class DatedSpider(PlanSpider):
    """Knows when the site says that each record's page last changed. A site that does not say is asked as ever."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates: dict[str, datetime] = {}
        """By the source's own id, the newest date of any of its addresses."""
        self.dated: dict[str, tuple[Page, Sitemap]] = {}
        """The pages of the sitemap that were read for it, by address."""
        self.dates_asked: set[str] = set()
        self.dates_owed = 0

    def after_dates(self) -> Iterator[Item | Request]:
        """What the spider begins with, once the dates are there or can't be had."""
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
        """One page of it. A sitemap of more pages than requests could be spared is not read on."""
        page = page_of(response)
        yield PageRead(page)
        try:
            found = read_sitemap(html_of(response), response.url)
        except PageError:
            yield from self.settle_dates()
            return
        self.dated[response.url] = (page, found)
        self.take_dates(found)
        if len(found.further) < len(self.before.records):
            for one in found.further:
                known = self.known_map(one)
                if known is not None:
                    self.take_dates(known)
                else:
                    yield from self._ask_dates(one.url)
        yield from self.settle_dates()

    def take_dates(self, found: Sitemap) -> None:
        for entry in found.entries:
            name, at = source_id(entry.url), entry.changed_at
            if name is not None and at is not None:
                self.dates[name] = max(at, self.dates.get(name, at))

    def known_map(self, further: Entry) -> Sitemap | None:
        """A page of the sitemap as it was read before, if the index says that it has not changed since."""
        page = self.before.map_stands(further.url, further.changed_at)
        archived = None if page is None else read_back(self.context.archive.folder, page)
        if page is None or archived is None:
            return None
        try:
            return read_sitemap(archived.body.decode("utf-8", "replace"), page.url)
        except PageError:
            return None

    def dates_failed(self, failure: Failure) -> Iterator[Item | Request]:
        yield from evidence(failure)
        yield from self.settle_dates()

    def settle_dates(self) -> Iterator[Item | Request]:
        """One page of the sitemap less is owed; after the last the spider begins."""
        self.dates_owed -= 1
        if not self.dates_owed:
            yield from self.after_dates()
