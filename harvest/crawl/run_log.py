"""A log of each run for machines: one JSON object a line, one file per run. ``docs/schedule.md`` names the fields.

It tells what went otherwise than it should and how searches and the run ended, not every page: those are rows of the
database. What it quotes of a page it quotes of the archived one, persons taken out.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from scrapy import Spider, signals
from sqlalchemy import Connection, text
from structlog.stdlib import BoundLogger, ProcessorFormatter

from harvest import __version__
from harvest.records import Item, RecordMissing, SearchEnded
from pipelines.storing.runs import ENDED_BEFORE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_logger = logging.getLogger("harvest.run_log")
_logger.propagate = False
_logger.setLevel(logging.INFO)
# Where no run is on, nobody listens; without this, Python would print warnings.
_logger.addHandler(logging.NullHandler())

LOG: BoundLogger = structlog.wrap_logger(
    _logger,
    wrapper_class=BoundLogger,
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        ProcessorFormatter.wrap_for_formatter,
    ],
)
"""Says one event of the run that is on; nothing happens where none is."""


def log_file(archive: Path, run_id: str) -> Path:
    """Where a run's log is: in a folder beside that of its pages."""
    return archive.with_name(archive.name.removesuffix("-archive") + "-log") / f"{run_id}.jsonl"


@contextmanager
def logged(file: Path, run_id: str) -> Iterator[None]:
    """Writes what ``LOG`` says into the file, behind what is there: a resumed run has one log."""
    handler = _File(file)
    render = structlog.processors.JSONRenderer(ensure_ascii=False)

    def named(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        first = {key: event.pop(key) for key in ("at", "level", "event")}
        return {**first, "run": run_id, **event}

    handler.setFormatter(ProcessorFormatter(processors=[ProcessorFormatter.remove_processors_meta, named, render]))
    _logger.addHandler(handler)
    try:
        yield
    finally:
        _logger.removeHandler(handler)
        handler.close()


class _File(logging.FileHandler):
    """A log that can't be written is no reason to end a run: it is told, once."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, encoding="utf-8", delay=True)
        self._file, self._told = file, False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told:
            sys.stderr.write(f"harvest: the run's log at {self._file} can't be written: {error.strerror}\n")
            self._told = True


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
