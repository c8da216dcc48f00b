"""The European Cluster Collaboration Platform: its form is filled in for each query, its result pages are followed
to the end, and each profile is asked for once, however many searches found it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode, urlsplit, urlunsplit

from scrapy import FormRequest, Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvest.errors import NotOffered, PageError
from harvest.records import Hit, Item, PageRead, RecordMissing, RecordRead, SearchPageRead
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_form import SearchForm, read_search_form
from harvest.sources.eccp.search_page import read_search_page
from spiders.base import PlanSpider, html_of, missing, page_of, trouble
from spiders.search import Search

RUNG = "search form"


class EccpSpider(PlanSpider):
    """Asks the ECCP's own search."""

    name = "eccp"

    async def start(self) -> AsyncIterator[Request]:
        """One request: the page with the search form."""
        self.searches = [Search(query, RUNG) for query in self.queries]
        self.asked: set[str] = set()
        yield self.ask(self.address + self.source.entry, self.parse_form, self.form_failed)

    def parse_form(self, response: Response) -> Iterator[Item | Request]:
        """Fills the form in once per query."""
        yield PageRead(page_of(response))
        try:
            form = read_search_form(html_of(response), response.url)
        except PageError as error:
            yield from (search.stop("changed", str(error)) for search in self.searches)
            return
        for search in self.searches:
            try:
                yield self.fill(form, search)
            except NotOffered as error:
                yield search.stop("changed", str(error))

    def form_failed(self, failure: Failure) -> Iterator[Item]:
        yield from (search.stop(*trouble(failure)) for search in self.searches)

    def fill(self, form: SearchForm, search: Search) -> Request:
        """The request for the first page of a search."""
        fields = form.fill(search.query)
        # Searches go before profiles: a site that closes early has then answered what was asked.
        if form.method == "POST":
            request = self.ask(form.action, self.parse_results, self.results_failed, priority=1, search=search)
            return request.replace(cls=FormRequest, method="POST", formdata=fields)
        address = urlunsplit(urlsplit(form.action)._replace(query=urlencode(fields), fragment=""))
        return self.ask(address, self.parse_results, self.results_failed, priority=1, search=search)

    def parse_results(self, response: Response, search: Search) -> Iterator[Item | Request]:
        """Hits belong to this page; profiles not yet asked for are asked for; the next page follows."""
        try:
            page = read_search_page(html_of(response), response.url, len(search.seen))
        except PageError as error:
            yield PageRead(page_of(response))
            yield search.stop("changed", str(error))
            return
        fresh = search.take(page)
        yield SearchPageRead(search.search_id, search.rung, page_of(response), page.claimed_total, fresh)
        for hit in fresh:
            if hit.source_id not in self.asked:
                self.asked.add(hit.source_id)
                yield self.ask(hit.url, self.parse_profile, self.profile_failed, hit=hit)
        if page.next_url and fresh:
            yield self.ask(page.next_url, self.parse_results, self.results_failed, priority=1, search=search)
        else:
            yield search.end()

    def results_failed(self, failure: Failure) -> Iterator[Item]:
        search: Search = failure.request.cb_kwargs["search"]  # type: ignore[attr-defined]
        yield search.stop(*trouble(failure))

    def parse_profile(self, response: Response, hit: Hit) -> Iterator[Item]:
        """A record, or the reason why the page holds none."""
        try:
            profile = read_profile(html_of(response), response.url)
        except PageError as error:
            yield RecordMissing(self.name, hit.source_id, hit.url, "refused", str(error), page_of(response))
            return
        yield RecordRead(self.name, hit.source_id, "organisation", page_of(response), profile.values, profile.unread)

    def profile_failed(self, failure: Failure) -> Iterator[Item]:
        """A record that is not there is an answer; one that can't be had for now leaves its searches incomplete."""
        hit: Hit = failure.request.cb_kwargs["hit"]  # type: ignore[attr-defined]
        lost = missing(self.name, hit.source_id, hit.url, failure)
        yield lost
        if lost.outcome == "failed":
            for search in self.searches:
                if hit.source_id in search.seen:
                    ended = search.lose(hit.source_id, *trouble(failure))
                    if ended is not None:
                        yield ended
