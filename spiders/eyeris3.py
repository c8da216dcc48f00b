"""The S3 Platform: every region's page, found through links or asked for by NUTS code, in any of three generations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import FormRequest, Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from harvest.crawl.robots import RobotsUnreadable
from harvest.errors import PageError
from harvest.records import Hit, Item, Page, PageRead, Query, RecordMissing, RecordRead, SearchPage
from harvest.sources.eyeris3.addresses import hosts_of_source, page_addresses, region_links, source_id
from harvest.sources.eyeris3.map_search import read_map_form
from harvest.sources.eyeris3.region_page import read_region_page
from spiders.base import ABSENT, PlanSpider, evidence, html_of, missing, page_of, trouble
from spiders.search import Search

LISTING, MAP, ADDRESSES = "listing", "search form", "addresses"


class Eyeris3Spider(PlanSpider):
    """Reads the region pages whole: the platform's own search is not known well enough to ask it more than all."""

    name = "eyeris3"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.address == self.source.address:
            self.allowed_domains += [urlsplit(host).hostname or "" for host in hosts_of_source()]
        self.search = Search(Query(self.name, ""), LISTING)
        self.owed = 0
        self.unreadable: dict[str, tuple[Page, str]] = {}

    async def start(self) -> AsyncIterator[Request]:
        """One request: the page that may list the regions."""
        yield self.ask(self.address + self.source.entry, self.parse_listing, self.listing_failed)

    def parse_listing(self, response: Response) -> Iterator[Item | Request]:
        """Every region that the page links to; where it links to none, what its form finds when asked for all."""
        try:
            html = html_of(response)
            links, form = region_links(html, response.url), read_map_form(html, response.url)
        except PageError:
            links, form = [], None
        if not links:
            yield PageRead(page_of(response))
            if form is not None and self.search.rung == LISTING:
                self.search.rung = MAP
                request = self.ask(form.everything(), self.parse_listing, self.listing_failed)
                if form.method == "POST":
                    request = request.replace(cls=FormRequest, method="POST", formdata=form.fields)
                yield request
            else:
                yield from self.by_address()
            return
        hits = tuple(Hit(rank, nuts, url, nuts) for rank, (nuts, url) in enumerate(links, 1))
        fresh = self.search.take(SearchPage(None, hits, None))
        yield self.search.found(page_of(response), None, fresh)
        for hit in fresh:
            yield self.ask(hit.url, self.parse_region, self.region_failed, hit=hit)
        yield from self.by_address()

    def listing_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """A page or a host that is not there is no fault; anything else is."""
        if _is_gone(failure):
            yield from self.by_address()
        elif isinstance(failure.value, HttpError) and failure.value.response.status in ABSENT:
            yield PageRead(page_of(failure.value.response))
            yield from self.by_address()
        else:
            yield from evidence(failure)
            yield self.search.stop(*trouble(failure))

    def by_address(self) -> Iterator[Item | Request]:
        """Asks for each region that is known, or listed by the user, and that nothing linked to.

        A page that links to fewer regions than are known is not the list of them, to more of them it is.
        """
        few = len(self.search.seen) < len(self.source.record_ids)
        urls = [self.address + path for path in self.context.listed.get(self.name, ())]
        listed = {nuts: url for url in urls if (nuts := source_id(url)) is not None}
        wanted = dict.fromkeys([*listed, *(self.source.record_ids if few else ())])
        left = [nuts for nuts in wanted if nuts not in self.search.seen]
        if not self.search.seen:
            self.search.rung = ADDRESSES
        self.owed = len(left)
        for nuts in left:
            addresses = [*filter(None, [listed.get(nuts)]), *page_addresses(nuts, self.address)]
            yield self.ask(addresses[0], self.parse_guess, self.guess_failed, nuts=nuts, further=addresses[1:])
        if not left:
            yield self.search.end()

    def parse_guess(self, response: Response, nuts: str, further: list[str]) -> Iterator[Item | Request]:
        """A region's page that nothing linked to is its own evidence of the hit; a page of another kind is not."""
        try:
            read_region_page(html_of(response), response.url)
        except PageError as error:
            yield PageRead(page_of(response))
            self.unreadable.setdefault(nuts, (page_of(response), str(error)))
            yield from self.next_address(nuts, further)
            return
        hit = self.guessed(nuts, response.url)
        yield self.found_at(hit, page_of(response))
        yield from self.parse_region(response, hit)
        yield from self.settle()

    def guess_failed(self, failure: Failure) -> Iterator[Item | Request]:
        nuts: str = failure.request.cb_kwargs["nuts"]  # type: ignore[attr-defined]
        further: list[str] = failure.request.cb_kwargs["further"]  # type: ignore[attr-defined]
        absent = isinstance(failure.value, HttpError) and failure.value.response.status in ABSENT
        if not absent and not (further and _is_gone(failure)):
            yield from evidence(failure)
            self.search.lost[nuts] = trouble(failure)
            yield from self.settle()
        else:
            # Also where there is no such page: a resume must not ask for it again.
            yield from evidence(failure)
            yield from self.next_address(nuts, further)

    def next_address(self, nuts: str, further: list[str]) -> Iterator[Item | Request]:
        """The region's next address; after the last, a page that was there and could not be read is a refusal."""
        if further:
            yield self.ask(further[0], self.parse_guess, self.guess_failed, nuts=nuts, further=further[1:])
            return
        if nuts in self.unreadable:
            page, reason = self.unreadable[nuts]
            hit = self.guessed(nuts, page.url)
            yield self.found_at(hit, page)
            yield RecordMissing(self.name, nuts, page.url, "refused", reason, page)
        yield from self.settle()

    def guessed(self, nuts: str, url: str) -> Hit:
        return Hit(len(self.search.seen) + 1, nuts, url, nuts)

    def found_at(self, hit: Hit, page: Page) -> Item:
        return self.search.found(page, None, self.search.take(SearchPage(None, (hit,), None)))

    def settle(self) -> Iterator[Item]:
        """One region less is owed; after the last the search ends."""
        self.owed -= 1
        if self.owed:
            return
        if self.search.seen or self.search.lost:
            yield self.search.end()
        else:
            asked = len(self.source.record_ids)
            yield self.search.stop("changed", f"none of the {asked} regions asked for by address has a page")

    def parse_hit(self, response: Response, hit: Hit) -> Iterator[Item]:
        return self.parse_region(response, hit)

    def id_of(self, url: str) -> str | None:
        return source_id(url)

    def parse_region(self, response: Response, hit: Hit) -> Iterator[Item]:
        """A record, or the reason why the page holds none."""
        page = page_of(response)
        try:
            region = read_region_page(html_of(response), response.url)
        except PageError as error:
            yield RecordMissing(self.name, hit.source_id, hit.url, "refused", str(error), page)
            return
        if region.nuts != hit.source_id:
            reason = f"the address of {hit.source_id} leads to the page of {region.nuts}"
            yield RecordMissing(self.name, hit.source_id, hit.url, "refused", reason, page)
        yield RecordRead(
            self.name, region.nuts, "region", page, region.values, region.unread, priorities=region.priorities
        )

    def region_failed(self, failure: Failure) -> Iterator[Item]:
        hit: Hit = failure.request.cb_kwargs["hit"]  # type: ignore[attr-defined]
        lost = missing(self.name, hit.source_id, hit.url, failure)
        yield lost
        if lost.outcome == "failed":
            ended = self.search.lose(hit.source_id, *trouble(failure))
            if ended is not None:
                yield ended


def _is_gone(failure: Failure) -> bool:
    return isinstance(failure.value, RobotsUnreadable) and failure.value.gone
