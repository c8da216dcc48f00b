"""A platform read whole: every profile once, through its listing, else through its sitemap, else by the addresses
that the user lists.

What was to be searched is then answered here, from what was read (``harvest.crawl.answers``): the spider leaves those
searches open. The next way in is tried only where one is not offered; a refusal is an answer, and ends the reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvest.errors import PageError
from harvest.records import Hit, Item, Page, PageRead, SearchPage
from harvest.sources.eccp.search_form import SearchForm
from harvest.sources.eccp.search_page import read_search_page, source_id
from harvest.sources.sitemap import Sitemap, read_sitemap
from spiders.base import evidence, html_of, missing, page_of, trouble
from spiders.forms import filled, turned
from spiders.profiles import ProfileSpider
from spiders.search import WHOLLY, Search

LISTING, SITEMAP, ADDRESSES = "listing", "sitemap", "addresses"
_MOST_MAPS = 500
"""Pages of a sitemap. Three are known; a sitemap that goes on for ever is none."""


class WholeReading(ProfileSpider):
    """The part of a spider that reads everything, under the one search for everything."""

    def read_whole(
        self, response: Response | None, form: SearchForm | None, first: Response | None = None
    ) -> Iterator[Item | Request]:
        """Starts at the entry: an empty form asks for all there is; without a form the entry may be a listing.

        ``first``: what the empty form gives, where it was asked already.
        """
        self.universe.asked, self.universe.rung = WHOLLY, LISTING
        if first is not None:
            yield from self.parse_listing(first, self.universe)
        elif form is not None:
            yield filled(self, form, self.universe, self.parse_listing, self.listing_failed)
        elif response is not None:
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
        onwards = bool(read.next_url and item.hits)
        why_not = self.universe.goes_on() if onwards else ""
        known = self.known_rest(self.universe, item) if onwards else None
        if known is not None:
            yield from self.hold_rest(self.universe, known)
        elif read.next_url and onwards and not why_not:
            asked = response.request
            yield turned(self, asked, read.next_url, self.parse_listing, self.listing_failed, self.universe)
        else:
            yield self.universe.stop("capped", why_not) if why_not else self.universe.end()

    def listing_failed(self, failure: Failure) -> Iterator[Item]:
        yield from evidence(failure)
        yield self.universe.stop(*trouble(failure))

    def by_sitemap(self) -> Iterator[Item | Request]:
        """The sitemap, and all of its pages; those that were read for their dates are not asked for twice."""
        self.universe.asked, self.universe.rung = WHOLLY, SITEMAP
        self.maps_asked |= set(self.dated)
        self.maps = len(self.dated)
        for page, found in self.dated.values():
            yield from self.take_map(page, found)
        if not self.dated:
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
        yield from self.take_map(page, found)

    def take_map(self, page: Page, found: Sitemap) -> Iterator[Item | Request]:
        """The hits of one page of the sitemap, and the further pages that it names."""
        listed = [(slug, entry.url) for entry in found.entries if (slug := source_id(entry.url)) is not None]
        for entry in found.entries:
            self.changed[entry.url] = entry.changed
        before = len(self.universe.seen)
        hits = tuple(Hit(before + rank, slug, url, slug) for rank, (slug, url) in enumerate(dict(listed).items(), 1))
        item = self.universe.found(page, None, self.universe.take(SearchPage(None, hits, None)))
        yield item
        yield from self.ask_profiles(item.hits)
        for one in found.further:
            yield from self.ask_map(one.url)
        yield from self.settle_map()

    def map_failed(self, failure: Failure) -> Iterator[Item | Request]:
        yield from evidence(failure)
        yield from self.settle_map(*trouble(failure))

    def settle_map(self, status: str = "", reason: str = "") -> Iterator[Item | Request]:
        """One page of the sitemap less is owed. The reading is complete only if each of them was read."""
        self.maps -= 1
        if status and self.map_trouble is None:
            self.map_trouble = (status, f"neither a search nor a listing is offered, and of the sitemap {reason}")
        if self.maps:
            return
        not_offered = self.map_trouble is None or self.map_trouble[0] == "changed"
        if not_offered and not self.universe.seen and self.context.listed.get(self.name):
            yield from self.by_addresses(self.context.listed[self.name])
        else:
            yield self.universe.stop(*self.map_trouble) if self.map_trouble else self.universe.end()

    def by_addresses(self, paths: Sequence[str]) -> Iterator[Request]:
        """The records that the user knows of."""
        self.universe.rung = ADDRESSES
        self.owed = len(paths)
        for rank, path in enumerate(paths, 1):
            slug = source_id(path)
            if slug is not None:
                hit = Hit(rank, slug, self.address + path, slug)
                self.profiles_asked.add(slug)
                yield self.ask(hit.url, self.parse_listed, self.listed_failed, hit=hit)

    def parse_listed(self, response: Response, hit: Hit) -> Iterator[Item]:
        """A record that nothing linked to is its own evidence of the hit."""
        fresh = self.universe.take(SearchPage(None, (hit,), None))
        yield self.universe.found(page_of(response), None, fresh)
        yield from self.parse_profile(response, hit)
        yield from self.settle_listed()

    def listed_failed(self, failure: Failure) -> Iterator[Item]:
        """An address that leads nowhere is the list's fault; any other failure is a record that is owed."""
        hit: Hit = failure.request.cb_kwargs["hit"]  # type: ignore[attr-defined]
        lost = missing(self.name, hit.source_id, hit.url, failure)
        yield from evidence(failure)
        if lost.outcome == "failed":
            self.universe.lost[hit.source_id] = trouble(failure)
        yield from self.settle_listed()

    def settle_listed(self) -> Iterator[Item]:
        """One address less is owed; after the last the reading ends."""
        self.owed -= 1
        if self.owed == 0:
            yield self.universe.end()
