"""How fast a host is asked: Crawl-delay and AutoThrottle, with a floor under both."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.extensions.throttle import AutoThrottle
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class CrawlDelay:
    """Extension: robots.txt's Crawl-delay becomes the pause between two requests to its host, never a shorter one.

    A pause begins with the answer, not when Scrapy sent the request: a slow connection would shorten it where it
    counts, at the server.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self._answered, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        return cls(crawler)

    def _answered(self, request: Request) -> None:
        engine: Any = self._crawler.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot"))
        if slot is not None:
            slot.lastseen = monotonic()

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"])
        floor = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        if not asked or asked <= floor:
            return
        engine: Any = self._crawler.engine
        host = urlparse_cached(request).hostname or ""
        # One at a time and without jitter: a Crawl-delay is a least pause, and jitter would go below it.
        pace = {"concurrency": 1, "delay": float(asked), "jitter": 0.0}
        engine.downloader.per_slot_settings[host] = pace
        slot = engine.downloader.slots.get(host)
        if slot is not None:
            slot.concurrency, slot.delay, slot.jitter = 1, float(asked), 0.0


class FlooredThrottle(AutoThrottle):
    """AutoThrottle that never goes below a host's own Crawl-delay."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        pace = self.crawler.engine.downloader.per_slot_settings
        host = urlparse_cached(response).hostname or ""
        slot.delay = max(slot.delay, pace.get(host, {}).get("delay", 0.0))
