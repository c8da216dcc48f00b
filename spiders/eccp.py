"""The European Cluster Collaboration Platform, asked through its own search: its form is filled in for each query.

First the probes, each for the total on its first page; then the searches. Result pages are followed to the end, or no
further than the first where the total is unmanageable, and each profile is asked for once, however many searches
found it. Where the platform offers no usable search, it is read whole instead (``spiders.whole``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from harvest.crawl.replay import read_back, response_of
from harvest.errors import NotOffered, PageError
from harvest.plan import AUTO
from harvest.records import Item, OfferedValues, PageRead, Query, SearchPageRead
from harvest.sources.eccp.search_form import SearchForm, read_search_form
from harvest.sources.eccp.search_page import read_search_page
from spiders.base import ABSENT, evidence, html_of, page_of, trouble
from spiders.forms import filled, turned
from spiders.search import Search
from spiders.whole import WholeReading

SEARCH_FORM = "search form"


class EccpSpider(WholeReading):
    """Asks the ECCP's own search; reads the ECCP whole where that is wanted, or where there is no search."""

    name = "eccp"

    async def start(self) -> AsyncIterator[Item | Request]:
        """The sitemap, where its dates may spare something; then one request: the page with the search form, or the
        search for everything where the form is known.
        """
        asked = self.context.plan.asked
        everything = Query(self.name, "")
        self.searches = [Search(query, SEARCH_FORM, asked[query]) for query in self.queries if query != everything]
        self.universe = Search(everything, SEARCH_FORM, asked[everything])
        self.probing: set[str] = set()
        self.left_open = False
        for one in self.ask_dates() if self.before.wants_dates else self.after_dates():
            yield one

    def after_dates(self) -> Iterator[Item | Request]:
        """The page with the form; or at once the search for everything, with the form as it was last."""
        self.assumed = self.known_form()
        if self.assumed is not None and (self.whole or self.universe.query in self.context.plan.probes_of(self.name)):
            yield filled(self, self.assumed, self.universe, self.parse_first, self.first_failed)
        else:
            yield from self.ask_entry()

    def known_form(self) -> SearchForm | None:
        """The form that the last run found, read from its archive; None where there is none."""
        page = self.before.form
        archived = None if page is None else read_back(self.context.archive.folder, page)
        if page is None or archived is None:
            return None
        try:
            return read_search_form(html_of(response_of(page, archived)), page.url)
        except PageError:
            return None

    def ask_entry(self) -> Iterator[Request]:
        yield self.ask(self.address + self.source.entry, self.parse_entry, self.entry_failed)

    def parse_first(self, response: Response, search: Search) -> Iterator[Item | Request]:
        """The first page of everything: an answer only if the form on it is the one that was filled in."""
        try:
            form = read_search_form(html_of(response), response.url)
        except PageError:
            form = None
        if form is None or form != self.assumed:
            yield PageRead(page_of(response))
            yield from self.ask_entry()
        else:
            yield from self.parse_form(form, response, first=response)

    def first_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """A refusal is an answer; anything else may be because the form is another one now."""
        yield from evidence(failure)
        status, reason = trouble(failure)
        if status == "blocked":
            yield from self.give_up(status, reason)
        else:
            yield from self.ask_entry()

    def parse_entry(self, response: Response) -> Iterator[Item | Request]:
        """The form, and then the probes; without a form, the platform is read whole if that is left to us."""
        try:
            form = read_search_form(html_of(response), response.url)
        except PageError as error:
            if self.context.plan.mode == AUTO or self.whole:
                yield from self.read_whole(response, None)
            else:
                yield PageRead(page_of(response))
                yield from self.give_up("changed", str(error))
            return
        yield from self.parse_form(form, response)

    def parse_form(
        self, form: SearchForm, response: Response, first: Response | None = None
    ) -> Iterator[Item | Request]:
        """What the platform's search offers, and all that is asked of it.

        ``first``: the first page of the search for everything, where it is there already.
        """
        yield OfferedValues(self.name, page_of(response), tuple(form.offered()))
        self.form = form
        if self.whole:
            yield from self.lacking(form)
            yield from self.read_whole(response, form, first)
            return
        probes = self.context.plan.probes_of(self.name)
        probing = [search for search in (self.universe, *self.searches) if search.query in probes]
        self.probing = {search.search_id for search in probing}
        for search in probing:
            if search is self.universe and first is not None:
                self.begun.add(search.query)
                yield from self.parse_results(first, search)
            else:
                yield from self.begin(search)
        if not self.probing:
            yield from self.ask_the_rest()

    def entry_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """An entry that is not there is no search; anything else is an answer, and no leave to go round it."""
        error = failure.value
        may_go_on = self.whole or self.context.plan.mode == AUTO
        if may_go_on and isinstance(error, HttpError) and error.response.status in ABSENT:
            yield PageRead(page_of(error.response))
            yield from self.by_sitemap()
        else:
            yield from evidence(failure)
            yield from self.give_up(*trouble(failure))

    @property
    def whole(self) -> bool:
        return self.context.plan.whole(self.name)

    @property
    def may_list(self) -> bool:
        """Not where the platform was read whole, which tells as much, or could not be asked what it has."""
        ended = self.universe.ended
        return not self.universe.follows and ended is not None and ended.status == "complete"

    def give_up(self, status: str, reason: str) -> Iterator[Item]:
        yield from (search.stop(status, reason) for search in (self.universe, *self.searches))

    def lacking(self, form: SearchForm) -> Iterator[Item]:
        """Queries that need a value which the platform's own list does not have: no record can answer them."""
        for search in self.searches:
            reason = form.lacks(search.query)
            if reason:
                yield search.stop("changed", reason)

    def ask_the_rest(self) -> Iterator[Item | Request]:
        """Every search that was no probe."""
        for search in self.searches:
            if search.ended is None and search.pages == 0 and search.query not in self.begun:
                yield from self.begin(search)
        if self.left_open:
            # Only now, so that what the platform's search does answer is asked first.
            self.universe = Search(self.universe.query, SEARCH_FORM, claimed=self.universe.claimed)
            yield from self.read_whole(None, self.form)

    def begin(self, search: Search) -> Iterator[Item | Request]:
        """The first page of a search, or its end where the form lacks the value that it needs.

        A search for which there is no box or no filter is left open where that is left to us: it is answered here.
        """
        self.begun.add(search.query)
        if self.context.plan.mode == AUTO and not self.form.asks(search.query):
            self.left_open = True
            yield from self.probed(search)
            return
        try:
            yield filled(self, self.form, search, self.parse_results, self.results_failed)
        except NotOffered as error:
            yield search.stop("changed", str(error))
            yield from self.probed(search)

    def parse_results(self, response: Response, search: Search) -> Iterator[Item | Request]:
        """Hits belong to this page; profiles not yet asked for are asked for; the next page follows."""
        page = page_of(response)
        try:
            read = read_search_page(html_of(response), response.url, len(search.seen))
        except PageError as error:
            yield PageRead(page)
            yield search.stop("changed", str(error))
            yield from self.probed(search)
            return
        too_many = search.too_many(read, self.universe.claimed)
        if search.only_total:
            search.claimed = read.claimed_total
            yield from search.told(page, read)
        elif too_many:
            item, ended = search.cap(page, read, too_many)
            yield item
            yield from self.follow(search, item)
            yield ended
        else:
            item = search.found(page, read.claimed_total, search.take(read))
            yield item
            yield from self.follow(search, item)
            onwards = bool(read.next_url and item.hits)
            why_not = search.goes_on() if onwards else ""
            known = self.known_rest(search, item) if onwards else None
            if known is not None:
                yield from self.hold_rest(search, known)
            elif read.next_url and onwards and not why_not:
                yield turned(self, response.request, read.next_url, self.parse_results, self.results_failed, search)
            else:
                yield search.stop("capped", why_not) if why_not else search.end()
        yield from self.probed(search)

    def follow(self, search: Search, item: SearchPageRead) -> Iterator[Item | Request]:
        """The profiles behind the hits of a page, where they are wanted."""
        if search.follows:
            yield from self.ask_profiles(item.hits)

    def probed(self, search: Search) -> Iterator[Item | Request]:
        """One probe less is owed; after the last the searches begin."""
        if search.search_id in self.probing:
            self.probing.remove(search.search_id)
            if not self.probing:
                yield from self.ask_the_rest()

    def results_failed(self, failure: Failure) -> Iterator[Item | Request]:
        search: Search = failure.request.cb_kwargs["search"]  # type: ignore[attr-defined]
        yield from evidence(failure)
        yield search.stop(*trouble(failure))
        yield from self.probed(search)
