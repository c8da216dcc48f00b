"""A log of each run for machines: one JSON object a line, one file per run. ``docs/schedule.md`` names the fields.

It tells what went otherwise than it should and how searches and the run ended, not every page: those are rows of the
database. What it quotes of a page it quotes of the archived one, persons taken out.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from sqlalchemy import Connection, text

from harvest import __version__
from harvest.crawl.log import LOG
from harvest.records import Item, RecordMissing, SearchEnded
from pipelines.storing.runs import ENDED_BEFORE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Events:
    """Extension: searches that end, and records that were not had."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self._scraped, signal=signals.item_scraped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Events:
        return cls(crawler)

    def _scraped(self, item: Item, spider: Spider) -> None:
        match item:
            case SearchEnded():
                _search_ended(spider.name, item.search_id, item.rung, item.status, item.reason)
            case RecordMissing():
                LOG.warning(
                    "page refused" if item.outcome == "refused" else "page not had",
                    source=item.source,
                    record=item.record_id,
                    reason=item.reason,
                )


def _at(well: bool) -> Any:
    return LOG.info if well else LOG.warning


def run_started(sources: Collection[str], mode: str, searches: int, *, resumed: bool) -> None:
    """The first line of a run, or of what is done of it after an interruption."""
    LOG.info("run resumed" if resumed else "run started", version=__version__, sources=list(sources), mode=mode,
             searches=searches)  # fmt: skip


def searches_ended_here(connection: Connection, run_id: str) -> None:
    """The searches that no crawl ended: they were answered here, or nobody will answer them."""
    for row in connection.execute(text(_ENDED_HERE), {"run_id": run_id, "lost": ENDED_BEFORE}):
        _search_ended(*row)


def _search_ended(source: str, search: str, rung: str | None, status: str, reason: str) -> None:
    _at(status == "complete")("search ended", source=source, search=search, rung=rung, status=status, reason=reason)


def run_ended(summary: dict[str, Any]) -> None:
    """The last line of a run that ended: how, and its counts."""
    counts = ("requests", "pages", "not_modified", "records", "changes", "balanced", "quarantined", "seconds")
    well = summary["status"] == "complete"
    _at(well)("run ended", status=summary["status"], **{name: summary.get(name) for name in counts})


_ENDED_HERE = """
    SELECT source, search_id, rung, status, reason FROM v1_searches
    WHERE run_id = :run_id AND (reading IS NOT NULL OR reason = :lost)
    ORDER BY source, search_id
"""
