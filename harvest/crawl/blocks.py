"""Pages that keep us out are recognised before anything reads them, and their host is not asked again.

Three middlewares, because what leads to a login has to be seen before Scrapy follows, a check for humans before Scrapy
asks again (it often answers 503), and the stop has to come after the archive, where the page is evidence. Whoever waits
for an answer gets ``Blocked``, the request that met the block and every later one alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.httpobj import urlparse_cached

from harvest.crawl.log import LOG
from harvest.crawl.waiting import asked_to_wait
from harvest.records import Page
from harvest.sources.kinds import BUSY, DOWN, LOGIN, Kind, block_of, is_login

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_HEADERS = ("cf-mitigated", "retry-after")


class Blocked(IgnoreRequest):
    """Raised for the request that met a block, with the page that says so, and for every later one to the host."""

    def __init__(self, block: Kind, page: Page | None = None) -> None:
        super().__init__(block.evidence)
        self.evidence, self.page = block.evidence, page
        self.status = "failed" if block.name in (BUSY, DOWN) else "blocked"
        """Of the searches that wait for the answer."""


class Recogniser:
    """Marks an answer that keeps us out, so that it is not asked for again but archived."""

    @classmethod
    def from_crawler(cls, _: Crawler) -> Recogniser:
        return cls()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Leaves a ``Kind`` in ``request.meta["block"]``. Only pages that a spider asked for are looked at."""
        waits = response.status == 429 and asked_to_wait(response) is not None
        empty = response.status == 200 and not response.body
        # Both are asked for again first: see harvest.crawl.retry.
        if request.meta.get("archive") and "block" not in request.meta and not (waits or empty):
            headers = {name: (response.headers.get(name) or b"").decode("latin-1") for name in _HEADERS}
            html = response.text if isinstance(response, HtmlResponse) else None
            block = block_of(html, response.url, response.status, headers)
            if block is not None:
                request.meta["block"] = block
                request.meta["dont_retry"] = True
        return response


class LoginRedirect:
    """Marks an answer that sends us to a login, so that it is not followed but archived."""

    @classmethod
    def from_crawler(cls, _: Crawler) -> LoginRedirect:
        return cls()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Leaves a ``Kind`` in ``request.meta["block"]``, before Scrapy follows."""
        place = (response.headers.get("Location") or b"").decode("latin-1")
        if request.meta.get("archive") and 300 <= response.status < 400 and is_login(place):
            request.meta["block"] = Kind(LOGIN, f"{urlsplit(response.url).path} leads to a login ({place})")
            request.meta["dont_redirect"] = True
        return response


class HostStop:
    """Refuses every request to a host that keeps us out, is down, or asks to be left alone for long."""

    def __init__(self) -> None:
        self._stopped: dict[str, Kind] = {}

    @classmethod
    def from_crawler(cls, _: Crawler) -> HostStop:
        return cls()

    async def process_request(self, request: Request) -> None:
        """Nothing more is sent to a stopped host."""
        block = self._stopped.get(urlparse_cached(request).netloc)
        if block is not None:
            raise Blocked(block)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Stops the host of a blocking page, which is archived by now."""
        block: Kind | None = request.meta.get("block")
        if block is None:
            return response
        LOG.warning("blocked", kind=block.name, url=response.url, evidence=block.evidence)
        for url in (request, response):
            self._stopped.setdefault(urlparse_cached(url).netloc, block)
        raise Blocked(block, request.meta.get("page"))

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Stops the host of a request that got no answer, where it was the last of too many."""
        block: Kind | None = request.meta.get("block")
        if block is not None:
            LOG.warning("blocked", kind=block.name, url=request.url, evidence=block.evidence)
            self._stopped.setdefault(urlparse_cached(request).netloc, block)
            raise Blocked(block)
