"""The S3 Platform: every region's page, found through links or, where nothing links, asked for by NUTS code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from harvest.errors import PageError
from harvest.records import Hit, Item, PageRead, Query, RecordMissing, RecordRead, SearchPage
from harvest.sources.eyeris3.region_page import read_region_page, region_links
from spiders.base import ABSENT, PlanSpider, html_of, missing, page_of, trouble
from spiders.search import Search

LISTING, ADDRESSES = "listing", "addresses"


class Eyeris3Spider(PlanSpider):
    """Reads the region pages whole: the platform's own search is not known well enough to ask it."""

    name = "eyeris3"

    async def start(self) -> AsyncIterator[Request]:
        """One request: the page that may list the regions."""
        self.search = Search(Query(self.name, ""), LISTING)
        self.owed = 0
        yield self.ask(self.address + self.source.entry, self.parse_listing, self.listing_failed)

    def parse_listing(self, response: Response) -> Iterator[Item | Request]:
        """Every region that the page links to; none: the regions are asked for by address."""
        try:
            links = region_links(html_of(response), response.url)
        except PageError:
            links = []
        if not links:
            yield PageRead(page_of(response))
            yield from self.by_address()
            return
        hits = tuple(Hit(rank, nuts, url, nuts) for rank, (nuts, url) in enumerate(links, 1))
        fresh = self.search.take(SearchPage(None, hits, None))
        yield self.search.found(page_of(response), None, fresh)
        for hit in fresh:
            yield self.ask(hit.url, self.parse_region, self.region_failed, hit=hit)
        yield self.search.end()

    def listing_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """Not there is no fault; anything else is."""
        if isinstance(failure.value, HttpError) and failure.value.response.status in ABSENT:
            yield PageRead(page_of(failure.value.response))
            yield from self.by_address()
        else:
            yield self.search.stop(*trouble(failure))

    def by_address(self) -> Iterator[Request]:
        """Asks for each known region at the newest of its addresses."""
        self.search.rung = ADDRESSES
        self.owed = len(self.source.record_ids)
        yield from (self.region_at(nuts, 0) for nuts in self.source.record_ids)

    def region_at(self, nuts: str, generation: int) -> Request:
        path = self.source.record_addresses[generation].format(id=nuts)
        return self.ask(self.address + path, self.parse_guess, self.guess_failed, nuts=nuts, generation=generation)

    def parse_guess(self, response: Response, nuts: str, generation: int) -> Iterator[Item]:
        """A region's page that nothing linked to is its own evidence of the hit."""
        hit = Hit(len(self.search.seen) + 1, nuts, response.url, nuts)
        fresh = self.search.take(SearchPage(None, (hit,), None))
        yield self.search.found(page_of(response), None, fresh)
        yield from self.parse_region(response, hit)
        yield from self.settle()

    def guess_failed(self, failure: Failure) -> Iterator[Item | Request]:
        nuts: str = failure.request.cb_kwargs["nuts"]  # type: ignore[attr-defined]
        generation: int = failure.request.cb_kwargs["generation"]  # type: ignore[attr-defined]
        absent = isinstance(failure.value, HttpError) and failure.value.response.status in ABSENT
        if absent and generation + 1 < len(self.source.record_addresses):
            yield self.region_at(nuts, generation + 1)
            return
        if not absent:
            self.search.lost[nuts] = trouble(failure)
        yield from self.settle()

    def settle(self) -> Iterator[Item]:
        """One region less is owed; after the last the search ends."""
        self.owed -= 1
        if self.owed == 0:
            yield self.search.end()

    def parse_region(self, response: Response, hit: Hit) -> Iterator[Item]:
        """A record, or the reason why the page holds none."""
        try:
            region = read_region_page(html_of(response), response.url)
        except PageError as error:
            yield RecordMissing(self.name, hit.source_id, hit.url, "refused", str(error), page_of(response))
            return
        yield RecordRead(
            self.name, region.nuts, "region", page_of(response), region.values, priorities=region.priorities
        )

    def region_failed(self, failure: Failure) -> Iterator[Item]:
        hit: Hit = failure.request.cb_kwargs["hit"]  # type: ignore[attr-defined]
        lost = missing(self.name, hit.source_id, hit.url, failure)
        yield lost
        if lost.outcome == "failed":
            ended = self.search.lose(hit.source_id, *trouble(failure))
            if ended is not None:
                yield ended
