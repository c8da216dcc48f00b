"""Profiles, asked for once each, whoever found them, and what their loss means for the searches that did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvest.again import KnownSearch, card_sha256
from harvest.errors import PageError
from harvest.records import (
    Hit,
    HitsHeld,
    Item,
    RecordHeld,
    RecordMissing,
    RecordRead,
    SearchPageRead,
    Value,
    record_id,
)
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_page import source_id
from spiders.base import html_of, missing, page_of, trouble
from spiders.dates import DatedSpider
from spiders.search import Search


class ProfileSpider(DatedSpider):
    """A spider whose hits are organisations with a page each."""

    universe: Search
    searches: list[Search]

    def ask_profiles(
        self, hits: Iterable[Hit], cards: Mapping[str, str | None] | None = None
    ) -> Iterator[Item | Request]:
        """The profiles of these hits that were not asked for yet, and need to be.

        ``cards``: what lists said of hits that no page of this run lists; of the others their own page says it.
        """
        for hit in hits:
            if hit.source_id not in self.profiles_asked:
                self.profiles_asked.add(hit.source_id)
                card = cards[hit.source_id] if cards is not None else card_sha256(hit)
                known = self.before.stands(hit.source_id, card, self.dates)
                if known is not None:
                    name, dated = record_id(self.name, hit.source_id), self.dates[hit.source_id]
                    yield RecordHeld(name, known.run_id, known.says(dated))
                else:
                    yield self.ask(hit.url, self.parse_profile, self.profile_failed, hit=hit)

    def known_rest(self, search: Search, first: SearchPageRead) -> KnownSearch | None:
        """What an earlier run found on the further pages of a search, if they need not be asked for again."""
        if search.pages > 1:
            return None
        return self.before.rest_stands(search.search_id, first.claimed_total, first.hits, self.dates)

    def hold_rest(self, search: Search, known: KnownSearch) -> Iterator[Item | Request]:
        """The further hits as they were found, and the end of the search."""
        rest = [one for one in known.hits if one.hit.source_id not in search.seen]
        search.seen.update(one.hit.source_id for one in rest)
        yield HitsHeld(search.search_id, known.run_id)
        if search.follows:
            yield from self.ask_profiles([one.hit for one in rest], {one.hit.source_id: one.card for one in rest})
        yield search.end_on_first(len(rest))

    def parse_hit(self, response: Response, hit: Hit) -> Iterator[Item]:
        return self.parse_profile(response, hit)

    def id_of(self, url: str) -> str | None:
        return source_id(url)

    def parse_profile(self, response: Response, hit: Hit) -> Iterator[Item]:
        """A record, or the reason why the page holds none."""
        try:
            profile = read_profile(html_of(response), response.url)
        except PageError as error:
            yield RecordMissing(self.name, hit.source_id, hit.url, "refused", str(error), page_of(response))
            return
        changed = self.changed.get(hit.url, "")
        values = (*profile.values, Value("changed_at_source", changed, "sitemap")) if changed else profile.values
        yield RecordRead(self.name, hit.source_id, "organisation", page_of(response), values, profile.unread)

    def profile_failed(self, failure: Failure) -> Iterator[Item]:
        """A record that is not there is an answer; one that can't be had for now leaves its searches incomplete."""
        hit: Hit = failure.request.cb_kwargs["hit"]  # type: ignore[attr-defined]
        lost = missing(self.name, hit.source_id, hit.url, failure)
        yield lost
        if lost.outcome == "failed":
            for search in (self.universe, *self.searches):
                if search.follows and hit.source_id in search.seen:
                    ended = search.lose(hit.source_id, *trouble(failure))
                    if ended is not None:
                        yield ended
