"""Profiles, asked for once each, whoever found them, and what their loss means for the searches that did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvest.errors import PageError
from harvest.records import Hit, Item, RecordMissing, RecordRead, Value
from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.search_page import source_id
from spiders.base import PlanSpider, html_of, missing, page_of, trouble
from spiders.search import Search


class ProfileSpider(PlanSpider):
    """A spider whose hits are organisations with a page each."""

    universe: Search
    searches: list[Search]

    def ask_profiles(self, hits: Iterable[Hit]) -> Iterator[Request]:
        """The profiles of these hits that were not asked for yet."""
        for hit in hits:
            if hit.source_id not in self.profiles_asked:
                self.profiles_asked.add(hit.source_id)
                yield self.ask(hit.url, self.parse_profile, self.profile_failed, hit=hit)

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
