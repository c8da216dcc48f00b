"""A progress bar on a terminal, on standard error; nothing anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from scrapy import Spider, signals
from scrapy.exceptions import NotConfigured

from harvest.records import Item, RecordHeld, RecordMissing, RecordRead, SearchEnded, SearchPageRead

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Progress:
    """Extension: how many searches are over, and how many of the records found so far are read."""

    def __init__(self, crawler: Crawler) -> None:
        console = Console(stderr=True)
        if not console.is_terminal:
            raise NotConfigured
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._found: set[str] = set()
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._scraped, signal=signals.item_scraped)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        queries = spider.queries  # type: ignore[attr-defined]
        self._searches = self._bar.add_task(f"{spider.name}: searches", total=len(queries))
        self._records = self._bar.add_task(f"{spider.name}: records", total=None)
        self._bar.start()

    def _scraped(self, item: Item) -> None:
        match item:
            case SearchEnded():
                self._bar.advance(self._searches)
            case SearchPageRead(hits=hits):
                self._found.update(hit.source_id for hit in hits)
                self._bar.update(self._records, total=len(self._found))
            case RecordRead() | RecordMissing() | RecordHeld():
                self._bar.advance(self._records)

    def _closed(self) -> None:
        self._bar.stop()
