"""A page that was had before, with validators, is asked about: has it changed since?

Not Scrapy's HTTP cache: that keeps bodies of its own, persons included, and answers from them without asking where a
header allows it. Here the only copy is the archive's, and nothing is read from it that the site has not just vouched
for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response

from harvest.crawl.replay import read_back, response_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from harvest.again import HeldPage

_CONDITIONS = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}
_NEWS = ("ETag", "Last-Modified", "Date")
"""Headers of the 304 that count: it may bring new validators."""


class Revalidation:
    """Sends the validators that a page came with, and answers 304 with the archive's body."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Revalidation:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Conditions only for a page whose body is still in the archive, as it was."""
        # A redirect takes over the headers of the request before it, whose page is another one.
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        request.meta.pop("held", None)
        if not request.meta.get("archive"):
            return
        spider: Any = self._crawler.spider
        held: HeldPage | None = spider.before.held(request.meta["request_key"])
        # Validators are those of the address that gave the page, which need not be the one that was asked first.
        if held is None or held.page.url != request.url or read_back(spider.context.archive.folder, held.page) is None:
            return
        for name, validator in _CONDITIONS.items():
            value = getattr(held.page, validator)
            if value:
                request.headers[name] = value
        request.meta["held"] = held.page

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The page as it was for a 304; the page itself, asked for anew, where the archive has lost it meanwhile."""
        held = request.meta.pop("held", None)
        if response.status != 304 or held is None:
            return response
        spider: Any = self._crawler.spider
        archived = read_back(spider.context.archive.folder, held)
        if archived is None:
            # Without a body there is no condition the next time, so this can't go round.
            return request.replace(dont_filter=True)
        request.meta["not_modified"] = held
        news = {name: value.decode("latin-1") for name in _NEWS if (value := response.headers.get(name))}
        return response_of(held, replace(archived, headers={**archived.headers, **news}))
