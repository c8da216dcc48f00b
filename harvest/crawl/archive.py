"""Every page's body, persons taken out, in a WARC file: one file per run and source.

The page is redacted before anything else sees it, so that what is read, what is stored and what is archived are one
and the same text: reading the archive again gives what the run gave.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvest.errors import HarvestError, UnexpectedPage
from harvest.records import Page
from harvest.sources.recognise import REDACT

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_KEPT_HEADERS = ("Content-Type", "Content-Language", "Date", "ETag", "Last-Modified")
"""No others: cookies and the like are nobody's business later."""


_PAUSES = (1, 2, 4, 8, 15, 30)
"""Seconds between two tries to write."""
_HOLE = "\ufffd"


class Unreadable(IgnoreRequest):
    """Raised for an answer that can't be read safely: nothing of it is kept, since persons could not be taken out."""


class NotKept(Exception):
    """Raised for a page that could not be written to the archive."""


class Archive:
    """Writes WARC records; each is on disk before its place is given out.

    A row that points to a record is written after it, so whatever kills the run, no row points to nothing. What may be
    left is a record without a row, or the beginning of one: a resume cuts it off before it goes on.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self.folder = folder
        self._run_id = run_id
        self._open: dict[str, FileIO] = {}
        self.given_up = False
        """The disk stayed full: the crawl is ending."""

    def write(self, source: str, url: str, status: int, headers: list[tuple[str, str]], body: bytes,
              fetched_at: datetime) -> tuple[str, int, int]:  # fmt: skip
        """Stores one body. Returns the file's name, and offset and length in bytes of the gzip member in it."""
        name = f"{self._run_id}-{source}.warc.gz"
        if source not in self._open:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._open[source] = (self.folder / name).open("ab", buffering=0)
        made = BytesIO()
        writer = WARCWriter(made, gzip=True)
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(f"{status} ", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ")},
        )
        writer.write_record(record)
        member = made.getvalue()
        return name, _append(self._open[source], member), len(member)

    def cut(self, ends: Mapping[str, int]) -> None:
        """Takes off what stands behind the last record that a row points to; ``ends``: file to its length in bytes.

        Raises HarvestError where a file is shorter than that: it is another one, or was lost.
        """
        for name, end in ends.items():
            path = self.folder / name
            length = path.stat().st_size if path.exists() else 0
            if length < end:
                raise HarvestError(
                    f"the archive at {path} has {length} bytes, and the database knows of {end}: name the folder in "
                    "which it is now with --archive, or start anew with `harvest run`"
                )
            os.truncate(path, end)

    def close(self) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()


def _append(file: FileIO, member: bytes) -> int:
    """Writes a record to the disk, whole or not at all; gives where it begins. Raises OSError, as a full disk does."""
    offset = file.seek(0, os.SEEK_END)
    left = memoryview(member)
    try:
        while left:
            left = left[file.write(left) or 0 :]
        os.fsync(file.fileno())
    except OSError:
        file.truncate(offset)
        raise
    return offset


class ArchiveMiddleware:
    """The downloader middleware nearest to the engine: redacts and archives, then lets the page go on.

    Leaves a ``Page`` in ``response.meta["page"]``. robots.txt passes by: it carries no ``archive`` mark; and so does
    what comes from the archive, which has its ``Page`` already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Redacts, archives, describes."""
        if not request.meta.get("archive") or "page" in request.meta:
            return response
        spider: Any = self._crawler.spider
        source: str = spider.name
        held: Page | None = request.meta.pop("not_modified", None)
        fetched = held.sha256_fetched if held else hashlib.sha256(response.body).hexdigest()
        body = response.body
        if isinstance(response, TextResponse):
            _refuse_broken(response)
            try:
                body = REDACT[source](response.text).encode()
            except UnexpectedPage as error:
                raise Unreadable(str(error)) from None
            response = response.replace(body=body, encoding="utf-8")
        fetched_at = datetime.now(UTC).replace(microsecond=0)
        headers = [(name, value) for name in _KEPT_HEADERS if (value := _header(response, name))]
        archived = hashlib.sha256(body).hexdigest()
        if held and held.sha256_archived == archived:
            place = (held.archive_file, held.archive_offset, held.archive_length)
        else:
            # New, or an old body that today's redaction takes more out of.
            place = await self._written(source, response.url, response.status, headers, body, fetched_at)
        request.meta["page"] = Page(
            source,
            response.url,
            request.meta["request_key"],
            fetched_at,
            304 if held else response.status,
            fetched,
            archived,
            *place,
            etag=_header(response, "ETag") or (held.etag if held else ""),
            last_modified=_header(response, "Last-Modified") or (held.last_modified if held else ""),
        )
        return response

    async def _written(self, *page: Any) -> tuple[str, int, int]:
        """The page's place in the archive. A disk that is full is given a minute, since somebody may clear it up.

        After that the crawl ends: what can't be kept must not be asked for.
        """
        spider: Any = self._crawler.spider
        archive: Archive = spider.context.archive
        for pause in (*_PAUSES, None):
            try:
                return archive.write(*page)
            except OSError as error:
                trouble = f"the archive at {archive.folder} can't be written: {error.strerror}"
                if pause is not None:
                    await asyncio.sleep(pause)
        engine = self._crawler.engine
        if not archive.given_up:
            archive.given_up = True
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason=trouble))
        raise NotKept(trouble)


def _refuse_broken(response: TextResponse) -> None:
    """Where bytes fit no letter, names would be stored with holes in them. One that the site itself prints may stay."""
    holes = response.text.count(_HOLE)
    printed = response.body.count(_HOLE.encode(response.encoding, "ignore") or b"\0")
    if holes > printed:
        raise Unreadable(f"{holes - printed} places in it are no {response.encoding}")


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    text = value.decode("latin-1") if value else ""
    return "text/html; charset=utf-8" if name == "Content-Type" and text.startswith("text/html") else text
