"""What both spiders need: requests that are archived, and failures put into the house's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from harvest.again import Before
from harvest.crawl.blocks import Blocked
from harvest.crawl.context import RunContext
from harvest.crawl.replay import Unanswered
from harvest.crawl.retry import BadAnswer
from harvest.crawl.robots import RobotsForbidden, RobotsUnreadable
from harvest.errors import UnexpectedPage
from harvest.records import MOVED, Hit, Item, Page, PageRead, Query, RecordMissing
from harvest.settings import DOWNLOAD_MAXSIZE, DOWNLOAD_TIMEOUT
from harvest.sources import Source, load_source

ABSENT = frozenset((404, 410))
UNREADABLE = (IgnoreRequest, DownloadCancelledError)
"""What Scrapy and the archive raise for answers out of all bounds: too large, packed too small, redirected in circles,
nested too deep, in no encoding."""

_SAID = {
    CannotResolveHostError: "was not asked for: the name of its host can't be resolved",
    DownloadTimeoutError: f"gave no answer within {DOWNLOAD_TIMEOUT} s",
    ResponseDataLossError: "broke off before its end",
}
"""What happened to a page, in words, after every try."""


class PlanSpider(Spider):
    """Walks the part of a plan that one source answers."""

    name: str = ""
    item_classes: ClassVar[tuple[type, ...]] = ()

    def __init__(self, context: RunContext, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self.source: Source = load_source(self.name)
        self.queries: tuple[Query, ...] = context.plan.of(self.name)
        self.before: Before = context.before.get(self.name, Before())
        self.begun: set[Query] = set()
        self.profiles_asked: set[str] = set()
        self.maps_asked: set[str] = set()
        self.map_trouble: tuple[str, str] | None = None
        self.changed: dict[str, str] = {}
        """By address, when the sitemap says that a page last changed."""
        self.address = context.addresses[self.name]
        self.looked_again = False
        # The live hosts serve with and without "www": both belong to the site.
        self.allowed_domains = [(urlsplit(self.address).hostname or "").removeprefix("www.")]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.look_again, signal=signals.spider_idle)
        return spider

    def look_again(self) -> None:
        """Nothing is left to ask but what is asked last."""
        engine = self.crawler.engine
        if self.looked_again or engine is None:
            return
        last = list(self.ask_last())
        for request in last:
            engine.crawl(request)
        if last:
            raise DontCloseSpider

    def ask_last(self) -> Iterator[Request]:
        """The addresses of known records that nothing lists any more, once each."""
        self.looked_again = True
        for hit in self.context.absent(self.name):
            url = hit.url if urlsplit(hit.url).scheme else self.address + hit.url
            yield self.ask(url, self.parse_absent, self.absent_failed, hit=hit)

    def parse_absent(self, response: Response, hit: Hit) -> Iterator[Item]:
        """A record that is there although nothing lists it; or an address that leads elsewhere now."""
        leads_to = self.id_of(response.url)
        if leads_to == hit.source_id:
            yield from self.parse_hit(response, hit)
            return
        reason = f"{MOVED}{leads_to}" if leads_to else f"leads to {urlsplit(response.url).path}"
        yield RecordMissing(self.name, hit.source_id, hit.url, "refused", reason, page_of(response))
        if leads_to and leads_to not in self.profiles_asked:
            self.profiles_asked.add(leads_to)
            yield from self.parse_hit(response, replace(hit, source_id=leads_to, url=response.url))

    def absent_failed(self, failure: Failure) -> Iterator[Item]:
        """Only an answer says that a record is not there; its searches are complete, whatever comes of this."""
        hit: Hit = failure.request.cb_kwargs["hit"]  # type: ignore[attr-defined]
        lost = missing(self.name, hit.source_id, hit.url, failure)
        if lost.outcome == "refused":
            yield lost
        else:
            yield from evidence(failure)

    def parse_hit(self, response: Response, hit: Hit) -> Iterator[Item]:
        """The record behind a hit. For the source's own spider to say."""
        raise NotImplementedError

    def id_of(self, url: str) -> str | None:
        """The record that an address names, None where it names none. For the source's own spider to say."""
        raise NotImplementedError

    def ask(
        self,
        url: str,
        callback: Callable[..., Any],
        errback: Callable[..., Any],
        *,
        priority: int = 0,
        **kwargs: Any,
    ) -> Request:
        """A request whose answer is archived. ``dont_filter``: the spider itself asks for each page once."""
        return Request(
            url,
            callback=callback,
            errback=errback,
            priority=priority,
            dont_filter=True,
            cb_kwargs=kwargs,
            meta={"archive": True},
        )


def page_of(response: Response) -> Page:
    """The archived page behind an answer."""
    page: Page = response.meta["page"]
    return page


def html_of(response: Response) -> str:
    """The answer's text. Raises UnexpectedPage where it is no text (a picture, a PDF)."""
    if not isinstance(response, TextResponse):
        kind = response.headers.get("Content-Type") or b"nothing that says so"
        raise UnexpectedPage(f"expected HTML, found {kind.decode('latin-1')}")
    return response.text


def trouble(failure: Failure) -> tuple[str, str]:
    """(status of a search, reason in words) for a request that gave no page to read.

    ``blocked`` where the site says so, ``changed`` where the address is gone or gives what can't be read, ``failed``
    for everything else.
    """
    error = failure.value
    words = str(error).strip().rstrip(".") or type(error).__name__
    if isinstance(error, Blocked):
        return error.status, error.evidence
    if isinstance(error, Unanswered):
        return error.status, error.reason
    if isinstance(error, HttpError):
        path, status = urlsplit(error.response.url).path, error.response.status
        return ("changed" if status in ABSENT else "failed"), f"{path} answers {status}"
    if isinstance(error, RobotsUnreadable):
        return "failed", f"robots.txt can't be read ({error}), so nothing else may be asked"
    path = urlsplit(failure.request.url).path  # type: ignore[attr-defined]
    if isinstance(error, RobotsForbidden):
        return "blocked", f"{path}: {words}"
    if isinstance(error, DownloadCancelledError):
        return "changed", f"{path} can't be read: it is larger than {DOWNLOAD_MAXSIZE} bytes"
    if isinstance(error, UNREADABLE):
        return "changed", f"{path} can't be read: {words}"
    for kind, said in _SAID.items():
        if isinstance(error, kind):
            return "failed", f"{path} {said}"
    return "failed", words if isinstance(error, BadAnswer) else f"{type(error).__name__}: {words}"


def missing(source: str, source_id: str, url: str, failure: Failure) -> RecordMissing:
    """A record that was asked for in vain: ``refused`` where the site answered that there is none, or with what can't
    be read, else ``failed``.
    """
    error = failure.value
    absent = isinstance(error, HttpError) and error.response.status in ABSENT
    out_of_bounds = isinstance(error, UNREADABLE) and not isinstance(
        error, (Blocked, RobotsForbidden, RobotsUnreadable)
    )
    outcome = "refused" if absent or out_of_bounds else "failed"
    return RecordMissing(source, source_id, url, outcome, trouble(failure)[1], page_behind(failure))


def page_behind(failure: Failure) -> Page | None:
    """The archived page that a failed request met, None where there was no answer: the evidence of a block."""
    error = failure.value
    if isinstance(error, Blocked):
        return error.page
    page: Page | None = error.response.meta.get("page") if isinstance(error, HttpError) else None
    return page


def evidence(failure: Failure) -> Iterator[PageRead]:
    """The page that a failed request met, if it met one: what is refused, and how, is to be seen later."""
    page = page_behind(failure)
    if page is not None:
        yield PageRead(page)
