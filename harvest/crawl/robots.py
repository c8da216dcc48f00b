"""robots.txt, obeyed more strictly than Scrapy does by itself.

What can't be read is not taken for a permission: without an answer, or with a server error, nothing else is asked of
the host. Only "there is none" (4xx) allows everything. ``Crawl-delay`` becomes the least pause between two requests
to the host, which AutoThrottle and ``--delay`` can lengthen but not shorten.
"""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached


class RobotsUnreadable(IgnoreRequest):
    """Raised for every request to a host whose robots.txt gave no usable answer; ``gone``: there is no such host."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class RobotsForbidden(IgnoreRequest):
    """Raised for a request that robots.txt forbids."""


class StrictRobots(RobotsTxtMiddleware):
    """Replaces Scrapy's middleware."""

    def __init__(self, crawler) -> None:  # type: ignore[no-untyped-def]
        super().__init__(crawler)
        self._unreadable: dict[str, RobotsUnreadable] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuses what robots.txt forbids, and everything where robots.txt can't be read."""
        unreadable = self._unreadable.get(urlparse_cached(request).netloc)
        if unreadable is not None:
            raise RobotsUnreadable(str(unreadable), gone=unreadable.gone)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden(str(error)) from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            # "Not now" is no permission either.
            raise RobotsUnreadable(f"it answers {response.status}")
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # Twisted repeats the system's own words behind a number: "… by other side: 111: Connection refused."
        words = re.sub(r": \d+: .*$", "", str(exc).strip()).rstrip(".") or type(exc).__name__
        self._unreadable[netloc] = RobotsUnreadable(words, gone=isinstance(exc, CannotResolveHostError))
        super()._robots_error(exc, netloc)
