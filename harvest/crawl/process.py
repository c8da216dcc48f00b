"""Scrapy's process: one source after the other, and what went wrong that is nobody's fault but ours."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from harvest.crawl.context import RunContext
from pipelines.store import Store

_OWN_WORDS = (
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.core.downloader.handlers.http11",
)
"""Loggers whose errors the ledger tells in the house's words: a refused connection is a search that failed."""


def crawl(context: RunContext, store: Store, settings: Mapping[str, Mapping[str, Any]], *, verbose: bool) -> str:
    """Crawls each source of the plan in turn: two sources on one host must not be asked at once.

    Returns what broke the run, empty where nothing did. Blocks until the end; can be called once in a process.
    """
    base = Settings()
    base.setmodule("harvest.settings")
    base.set("LOG_LEVEL", "DEBUG" if verbose else "ERROR", priority="cmdline")
    process = AsyncCrawlerProcess(base)
    if not verbose:
        _leave_to_the_ledger()
    crawlers = [_crawler(process, name, settings[name], store) for name in context.plan.sources]
    follower = _Follower(process, crawlers, context)
    follower.next()
    process.start()
    return follower.broken or (f"the database: {store.broken}" if store.broken else "")


def _crawler(process: AsyncCrawlerProcess, source: str, chosen: Mapping[str, Any], store: Store) -> Crawler:
    settings = process.settings.copy()
    settings.setdict({**chosen, "HARVEST_STORE": store}, priority="cmdline")
    return Crawler(process.spider_loader.load(source), settings)


class _Follower:
    """Starts each crawl when the one before has ended, unless somebody asked to stop."""

    def __init__(self, process: AsyncCrawlerProcess, crawlers: list[Crawler], context: RunContext) -> None:
        self.broken = ""
        self._process, self._waiting, self._context = process, list(crawlers), context
        for crawler in crawlers:
            crawler.signals.connect(self._closed, signal=signals.spider_closed)
            crawler.signals.connect(self._error, signal=signals.spider_error)
            crawler.signals.connect(self._item_error, signal=signals.item_error)

    def next(self) -> None:
        if self._waiting:
            task = self._process.crawl(self._waiting.pop(0), context=self._context)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.broken = self.broken or f"{task.exception()}"
        if not self.broken:
            self.next()

    def _closed(self, spider: Spider, reason: str) -> None:
        if reason != "finished":
            self.broken = self.broken or f"{spider.name} was closed: {reason}"

    def _error(self, failure: Any, spider: Spider) -> None:
        # Scrapy has logged the traceback: our own bug is to be seen.
        self.broken = self.broken or f"{spider.name}: {type(failure.value).__name__}: {failure.value}"

    async def _item_error(self, failure: Any, spider: Spider) -> None:
        """What can't be stored must not be asked for: the crawl ends here."""
        self._error(failure, spider)
        engine = spider.crawler.engine
        if engine is not None:
            await engine.close_spider_async(reason="the last page could not be stored")


def _leave_to_the_ledger() -> None:
    """After Scrapy has set its logging up: setting it up resets every level below ``scrapy``."""
    for name in _OWN_WORDS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
