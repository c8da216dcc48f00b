"""What a run was answered, and what its spiders make of it today: read from the archive alone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from harvest.again import Before
from harvest.crawl.archive import Archive
from harvest.crawl.context import RunContext
from harvest.crawl.kept_plan import Kept
from harvest.crawl.replay import ANSWERS, read_back
from harvest.crawl.walk import walk
from harvest.records import Item, Page, record_id
from pipelines.storing.reread_searches import Pages


class KeptPages:
    """A run's pages, and those of earlier runs that it relied on."""

    def __init__(self, connection: Connection, run_id: str, kept: Kept, folder: Path) -> None:
        this = {"run_id": run_id}
        rows = connection.execute(text(_PAGES), this).all()
        self._run_id, self._kept, self._folder = run_id, kept, folder
        self._place = {_page(row): row.page_id for row in rows}
        self._own = {row.page_id for row in rows if row.run_id == run_id}
        # Of pages that answer one request the run's own come last, and what is an answer after what is none.
        last = sorted(self._place.items(), key=lambda one: (one[1] in self._own, one[0].http_status in ANSWERS, one[1]))
        self._answers = {(page.source, page.request_key): page for page, _ in last}
        self._addresses = {row.source: row.address for row in connection.execute(text(_ADDRESSES), this)}
        self._failed = {row.search_id: row.status for row in connection.execute(text(_FAILED), this)}
        by_id = {page_id: page for page, page_id in self._place.items()}
        self._forms = {by_id[row.page_id].source: by_id[row.page_id] for row in connection.execute(text(_FORMS), this)}
        unlisted = connection.execute(text(_UNLISTED), this).all()
        self._unlisted = {row.record_id: by_id[row.page_id] for row in unlisted if row.page_id in self._own}

    def read_again(self) -> Pages:
        """Everything that today's readers find, source by source."""
        items: list[Item] = []
        sources = []
        context = RunContext(
            self._run_id, self._kept.plan, self._addresses, Archive(self._folder, self._run_id), self._kept.listed,
            self._answers, before={source: Before(form=page) for source, page in self._forms.items()},
        )  # fmt: skip
        for source in self._kept.plan.sources:
            before = record_id(source, "")
            unlisted = {
                name.removeprefix(before): page for name, page in self._unlisted.items() if name.startswith(before)
            }
            walked = asyncio.run(walk(context, source, self._failed, unlisted, self._folder))
            if walked.whole:
                sources.append(source)
                items += walked.items
        lost = {page_id for page, page_id in self._place.items() if read_back(self._folder, page) is None}
        return Pages(self._run_id, tuple(sources), self._place, self._own, lost, items)


def _page(row: Row[Any]) -> Page:
    return Page(
        row.source,
        row.url,
        row.request_key,
        datetime.fromisoformat(row.fetched_at),
        row.http_status,
        row.sha256_fetched,
        row.sha256_archived,
        row.archive_file,
        row.archive_offset,
        row.archive_length,
    )


_PAGES = """
    SELECT p.* FROM pages p
    WHERE p.run_id = :run_id
      OR p.page_id IN (SELECT v.page_id FROM visits v WHERE v.run_id = :run_id)
      OR p.page_id IN (SELECT h.page_id FROM hits h WHERE h.run_id = :run_id)
      OR p.page_id IN (SELECT a.page_id FROM addresses a WHERE a.run_id = :run_id)
    ORDER BY p.page_id
"""

_FORMS = """
    SELECT DISTINCT o.page_id FROM offered_values o
    JOIN search_pages s ON s.run_id = o.run_id AND s.page_id = o.page_id
    WHERE o.run_id = :run_id
"""
"""Pages of results on which the run found the form that it knew: it did not ask for the form's own page."""

_ADDRESSES = "SELECT source, address FROM run_sources WHERE run_id = :run_id"

_FAILED = "SELECT search_id, status FROM searches WHERE run_id = :run_id AND status IN ('failed', 'blocked')"

_UNLISTED = """
    SELECT v.record_id, v.page_id FROM visits v
    WHERE v.run_id = :run_id AND v.page_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM hits h JOIN queries q ON q.search_id = h.search_id
        WHERE h.run_id = v.run_id AND q.source || '/' || h.source_id = v.record_id)
    ORDER BY v.record_id
"""
"""Records that the run asked for when all else was done, since nothing listed them any more."""
