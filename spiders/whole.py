"""A platform read whole: every profile once, through its listing, else through its sitemap.

What was to be searched is then answered here, from what was read (``harvest.crawl.answers``): the spider leaves those
searches open. The next way in is tried only where one is not offered; a refusal is an answer, and ends the reading.
"""

from __future__ import annotations

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from harvest.errors import PageError
from harvest.records import Hit, Item, PageRead, SearchPage
from harvest.sources.eccp.search_form import SearchForm
from harvest.sources.eccp.search_page import read_search_page, source_id
from harvest.sources.sitemap import read_sitemap
from spiders.base import ABSENT, html_of, page_of, trouble
from spiders.forms import filled
from spiders.profiles import ProfileSpider
from spiders.search import WHOLLY, Search

LISTING, SITEMAP = "listing", "sitemap"
_MOST_MAPS = 500
"""Pages of a sitemap. Three are known; a sitemap that goes on for ever is none."""


class WholeReading(ProfileSpider):
    """The part of a spider that reads everything, under the one search for everything."""

    def read_whole(self, response: Response, form: SearchForm | None) -> Iterator[Item | Request]:
        """Starts at the entry: an empty form asks for all there is; without a form the entry may be a listing."""
        self.universe.asked, self.universe.rung = WHOLLY, LISTING
        if form is not None:
            yield filled(self, form, self.universe, self.parse_listing, self.listing_failed)
        else:
            yield from self.parse_listing(response, self.universe)

    def parse_listing(self, response: Response, search: Search) -> Iterator[Item | Request]:
        """One page of the listing; the first may turn out to be none, and then the sitemap is tried."""
        page = page_of(response)
        try:
            read = read_search_page(html_of(response), response.url, len(self.universe.seen))
        except PageError as error:
            yield PageRead(page)
            if self.universe.pages:
                yield self.universe.stop("changed", str(error))
            else:
                yield from self.by_sitemap()
            return
        if not read.hits and not self.universe.pages:
            yield PageRead(page)
            yield from self.by_sitemap()
            return
        item = self.universe.found(page, read.claimed_total, self.universe.take(read))
        yield item
        yield from self.ask_profiles(item.hits)
        if read.next_url and item.hits:
            yield self.ask(read.next_url, self.parse_listing, self.listing_failed, priority=1, search=self.universe)
        else:
            yield self.universe.end()

    def listing_failed(self, failure: Failure) -> Iterator[Item]:
        yield self.universe.stop(*trouble(failure))

    def by_sitemap(self) -> Iterator[Request]:
        """The sitemap, and all of its pages."""
        self.universe.asked, self.universe.rung = WHOLLY, SITEMAP
        self.maps = 0
        yield from self.ask_map(self.address + self.source.sitemap)

    def ask_map(self, url: str) -> Iterator[Request]:
        if len(self.maps_asked) == _MOST_MAPS:
            self.map_trouble = ("changed", f"the sitemap has more than {_MOST_MAPS} pages")
        elif url not in self.maps_asked:
            self.maps_asked.add(url)
            self.maps += 1
            yield self.ask(url, self.parse_map, self.map_failed, priority=1)

    def parse_map(self, response: Response) -> Iterator[Item | Request]:
        """Addresses of records are hits; what else a sitemap lists is not ours."""
        page = page_of(response)
        try:
            found = read_sitemap(html_of(response), response.url)
        except PageError as error:
            yield PageRead(page)
            yield from self.settle_map("changed", str(error))
            return
        listed = [(slug, entry.url) for entry in found.entries if (slug := source_id(entry.url)) is not None]
        before = len(self.universe.seen)
        hits = tuple(Hit(before + rank, slug, url, slug) for rank, (slug, url) in enumerate(dict(listed).items(), 1))
        item = self.universe.found(page, None, self.universe.take(SearchPage(None, hits, None)))
        yield item
        yield from self.ask_profiles(item.hits)
        for url in found.further:
            yield from self.ask_map(url)
        yield from self.settle_map()

    def map_failed(self, failure: Failure) -> Iterator[Item]:
        error = failure.value
        if isinstance(error, HttpError) and error.response.status in ABSENT:
            yield PageRead(page_of(error.response))
        yield from self.settle_map(*trouble(failure))

    def settle_map(self, status: str = "", reason: str = "") -> Iterator[Item]:
        """One page of the sitemap less is owed. The reading is complete only if each of them was read."""
        self.maps -= 1
        if status and self.map_trouble is None:
            self.map_trouble = (status, f"neither a search nor a listing is offered, and of the sitemap {reason}")
        if self.maps == 0:
            yield self.universe.stop(*self.map_trouble) if self.map_trouble else self.universe.end()
