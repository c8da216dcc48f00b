"""What a run has been answered already it does not ask again: a resumed run reads it from its own archive.

So a run that was killed is simply started once more with the same plan. The spider walks the way that it has walked,
without a request, finds in the store what it puts there, and asks from the first page on that is not in the archive.
Nothing about half-read lists has to be remembered, and nothing but pages can be lost.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.responsetypes import responsetypes
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from harvest.records import Page
from harvest.sources.kinds import block_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ANSWERS = frozenset((200, 304, 404, 410))
"""Statuses that are an answer. Whatever else a site said, asking again may be answered better."""


class Unanswered(Exception):
    """Raised where only the archive is read, and has no answer to a request."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason
        """Of the searches that wait for the answer."""


@dataclass(frozen=True, slots=True)
class Archived:
    """An answer as the archive has it: persons taken out."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_back(folder: Path, page: Page) -> Archived | None:
    """The answer behind a page; None where the archive does not have it, or not as it was."""
    try:
        with (folder / page.archive_file).open("rb") as file:
            file.seek(page.archive_offset)
            member = file.read(page.archive_length)
    except OSError:
        return None
    if len(member) < page.archive_length:
        return None
    try:
        record = next(iter(ArchiveIterator(BytesIO(member))))
        body: bytes = record.content_stream().read()
        headers = dict(record.http_headers.headers)
    except (ArchiveLoadFailed, StopIteration, AttributeError, EOFError, zlib.error):
        return None
    if sha256(body).hexdigest() != page.sha256_archived:
        return None
    # What has not changed (304) is the page that it was.
    return Archived(200 if page.http_status == 304 else page.http_status, headers, body)


def response_of(page: Page, archived: Archived) -> Response:
    """The answer as a spider would have got it from the network."""
    kind = responsetypes.from_args(headers=_bytes(archived.headers), url=page.url, body=archived.body)
    if issubclass(kind, TextResponse):
        return kind(page.url, archived.status, archived.headers, archived.body, encoding="utf-8")
    return kind(page.url, archived.status, archived.headers, archived.body)


class Replay:
    """The downloader middleware that answers from the archive, before robots.txt or the network are asked.

    It also names each request before redirects and retries make others of it: ``request.meta["request_key"]``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Replay:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """The archived answer, with its ``Page`` in ``request.meta["page"]``, if this run has one."""
        if not request.meta.get("archive"):
            return None
        fingerprinter: Any = self._crawler.request_fingerprinter
        key = request.meta.setdefault("request_key", fingerprinter.fingerprint(request).hex())
        spider: Any = self._crawler.spider
        page: Page | None = spider.context.answered.get((spider.name, key))
        archived = None if page is None else read_back(spider.context.archive.folder, page)
        if page is None or archived is None:
            return None
        response = response_of(page, archived)
        html = response.text if isinstance(response, HtmlResponse) else None
        if block_of(html, page.url, page.http_status) is not None:
            return None
        request.meta["page"] = page
        return response


def _bytes(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    return {name.encode("latin-1"): value.encode("latin-1") for name, value in headers.items()}
