"""What is asked for again, and how often: the faults of a bad night, within a budget.

Scrapy's middleware knows which errors of the network pass, counts the tries of a page and makes the new request. Added
are the pauses between tries, what a site asks for with ``Retry-After``, answers that look well and are not (empty, or
broken off), and an end to all patience: a budget for the run, and a host that is down is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadFailedError
from scrapy.http import HtmlResponse, Request, Response

from harvest.crawl.log import LOG
from harvest.crawl.waiting import asked_to_wait, leave_alone
from harvest.settings import (
    HARVEST_MOST_FAILURES,
    HARVEST_MOST_RETRIES,
    HARVEST_MOST_WAIT,
    HARVEST_MOST_WAITED,
)
from harvest.sources.kinds import BUSY, DOWN, Kind

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SAYING_WHEN = frozenset((429, 503))


class BadAnswer(DownloadFailedError):
    """Raised for an answer that says 200 and holds no page, or not all of one."""


class Retry(RetryMiddleware):
    """Replaces Scrapy's middleware; one per source and run, so that what it counts is theirs."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._pause = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.retries = 0
        self.waited = 0.0
        self.in_a_row = 0
        """Tries that brought no page, without one between them that did."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Retry:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The answer; a request for another try; or BadAnswer, where the last try brought no page."""
        if request.meta.get("dont_retry") or "page" in request.meta:
            return response
        if response.status in _SAYING_WHEN and asked_to_wait(response) is not None:
            return self._wait(request, response)
        if response.status in self.retry_http_codes:
            path = urlsplit(response.url).path
            return self._again(request, f"{path} answers {response.status}") or self._given_up(request, response)
        fault = fault_of(request, response)
        if fault:
            again = self._again(request, fault)
            if again is None:
                self._given_up(request, fault)
                raise BadAnswer(fault)
            return again
        self.in_a_row = 0
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        """A request for another try, None where there is none to be had."""
        if not isinstance(exception, self.exceptions_to_retry) or request.meta.get("dont_retry"):
            return None
        reason = f"{type(exception).__name__}: {exception}"
        again = self._again(request, reason)
        if again is None:
            self._given_up(request, reason)
        return again

    def _wait(self, request: Request, response: Response) -> Request | Response:
        """Another try when the site said; where that is too long, or too often, its host is left alone."""
        seconds = asked_to_wait(response) or 0.0
        path = urlsplit(response.url).path
        says = f"{path} answers {response.status} and asks to wait {seconds:.0f} s"
        if seconds > HARVEST_MOST_WAIT or self.waited + seconds > HARVEST_MOST_WAITED:
            limit = HARVEST_MOST_WAIT if seconds > HARVEST_MOST_WAIT else HARVEST_MOST_WAITED
            request.meta["block"] = Kind(BUSY, f"{says}: longer than the {limit} s that are waited for")
            return response
        again = self._again(request, says, seconds)
        if again is None:
            request.meta["block"] = Kind(BUSY, f"{says}, once more after {self.max_retry_times} tries")
            return response
        self.waited += seconds
        return again

    def _again(self, request: Request, reason: str, seconds: float | None = None) -> Request | None:
        """The request for another try, its host left alone until then; None where no try is left."""
        self.in_a_row += 1
        if self.retries >= HARVEST_MOST_RETRIES or self.in_a_row >= HARVEST_MOST_FAILURES:
            return None
        again = self._retry(request, reason)
        if again is not None:
            tried: int = again.meta["retry_times"]
            self.retries += 1
            wait = self._pause * 2**tried if seconds is None else seconds
            LOG.info("request retried", url=request.url, nth=tried, wait=wait, reason=reason)
            leave_alone(self.crawler, request, wait)
        return again

    def _given_up(self, request: Request, answer: Any) -> Any:
        """The answer of the last try; a host that gave nothing so many times in a row is not asked any more."""
        if self.in_a_row >= HARVEST_MOST_FAILURES and request.meta.get("archive"):
            why = f"{urlsplit(request.url).path} answers {answer.status}" if isinstance(answer, Response) else answer
            evidence = f"{self.in_a_row} requests in a row brought no page, so no more were sent; the last: {why}"
            request.meta["block"] = Kind(DOWN, evidence)
        return answer


def fault_of(request: Request, response: Response) -> str:
    """What is wrong with an answer that says that all is well; empty where nothing is.

    An answer shorter than it said is Scrapy's to find. One that said no length ends where the connection does: only
    a page's own last tag tells whether that was its end.
    """
    if not request.meta.get("archive") or response.status != 200:
        return ""
    path = urlsplit(response.url).path
    if not response.body:
        return f"{path} answers with nothing at all"
    cut_off = "partial" in response.flags and isinstance(response, HtmlResponse)
    if cut_off and b"</html" not in response.body[-2000:].lower():
        return f"the answer of {path} breaks off in the middle of the page"
    return ""
