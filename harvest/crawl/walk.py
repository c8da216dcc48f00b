"""A spider led once more over what a run was answered: page by page from the archive, and nobody is asked anything.

There is no downloader here, so that no request can leave. What the archive has no answer to fails as it failed then.
"""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.request import RequestFingerprinter
from twisted.python.failure import Failure

from harvest.crawl.blocks import Blocked
from harvest.crawl.context import RunContext
from harvest.crawl.replay import Unanswered, read_back, response_of
from harvest.records import Hit, Item, Page, RecordMissing, RecordRead
from harvest.sources.kinds import block_of
from pipelines.normalise import NormalisePipeline
from pipelines.validate import ValidatePipeline


@dataclass(frozen=True, slots=True)
class Walked:
    """What today's readers make of a run's pages."""

    items: tuple[Item, ...]
    """Validated and normalised; not judged yet."""
    whole: bool
    """Whether the archive has every page of the way in: else nothing can be said of what lies behind."""


async def walk(
    context: RunContext, source: str, failed: Mapping[str, str], unlisted: Mapping[str, Page], folder: Path
) -> Walked:
    """Leads the source's spider to its end. ``context.answered`` has every page there is.

    ``failed``: by its id, the status with which a search failed then. ``unlisted``: by the source's own id, the pages
    of records that the run asked for although nothing listed them.
    """
    settings = Settings()
    settings.setmodule("harvest.settings")
    crawler = Crawler(SpiderLoader.from_settings(settings).load(source), settings)
    led = _Led(crawler.spidercls.from_crawler(crawler, context=context), context, failed, folder)
    await led.on(led.spider.start())
    met = {item.source_id for item in led.items if isinstance(item, RecordRead | RecordMissing)}
    for source_id, page in unlisted.items():
        if source_id not in met:
            led.push(led.unlisted(source_id, page))
    for request in led.spider.ask_last():
        led.push(request)
    led.to_the_end()
    steps = (ValidatePipeline(), NormalisePipeline())
    items = []
    for item in led.items:
        done = item
        for step in steps:
            done = await step.process_item(done)
        items.append(done)
    return Walked(tuple(items), led.whole)


_BEHIND = frozenset(("search", "hit", "nuts"))
"""What requests carry that are for one search or one record."""


class _Led:
    def __init__(self, spider: Any, context: RunContext, failed: Mapping[str, str], folder: Path) -> None:
        self.spider = spider
        self.items: list[Item] = []
        self.whole = True
        self._context, self._failed, self._folder = context, failed, folder
        self._waiting: list[tuple[int, int, Request]] = []
        self._nth = count()
        self._fingerprint = RequestFingerprinter().fingerprint

    async def on(self, begun: AsyncIterator[Item | Request]) -> None:
        """From the spider's first request to its last."""
        async for one in begun:
            self._take([one])
        self.to_the_end()

    def push(self, request: Request) -> None:
        heapq.heappush(self._waiting, (-request.priority, next(self._nth), request))

    def to_the_end(self) -> None:
        """Until nothing is left to ask the archive for."""
        while self._waiting:
            request = heapq.heappop(self._waiting)[2]
            try:
                response = self._answer(request)
            except (Unanswered, Blocked, HttpError) as error:
                failure: Any = Failure(error)  # type: ignore[no-untyped-call]
                failure.request = request
                self._take(request.errback(failure) if request.errback else ())
            else:
                self._take(request.callback(response, **request.cb_kwargs) if callable(request.callback) else ())

    def unlisted(self, source_id: str, page: Page) -> Request:
        """The request for a record that nothing lists."""
        hit = Hit(0, source_id, page.url, source_id)
        request: Request = self.spider.ask(page.url, self.spider.parse_absent, self.spider.absent_failed, hit=hit)
        request.meta["request_key"] = page.request_key
        return request

    def _take(self, given: Iterable[Item | Request]) -> None:
        for one in given:
            if isinstance(one, Request):
                self.push(one)
            else:
                self.items.append(one)

    def _answer(self, request: Request) -> Response:
        """Raises Unanswered, Blocked or HttpError where there is none that can be read."""
        key = request.meta.setdefault("request_key", self._fingerprint(request).hex())
        page = self._context.answered.get((self.spider.name, key))
        archived = None if page is None else read_back(self._folder, page)
        if page is None or archived is None:
            self.whole = self.whole and (page is None or not _BEHIND.isdisjoint(request.cb_kwargs))
            search = request.cb_kwargs.get("search")
            status = "failed" if search is None else self._failed.get(search.search_id, "failed")
            raise Unanswered(status, f"{urlsplit(request.url).path} is not in the archive of the run")
        request.meta["page"] = page
        response = response_of(page, archived)
        response.request = request
        html = response.text if isinstance(response, HtmlResponse) else None
        block = block_of(html, page.url, page.http_status)
        if block is not None:
            raise Blocked(block, page)
        if not 200 <= response.status < 300:
            raise HttpError(response)
        return response
