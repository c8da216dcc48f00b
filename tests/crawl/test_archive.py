"""A record is on disk, whole, before anybody hears of it; what is not whole is taken off again."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request

from harvest.crawl import archive as module
from harvest.crawl.archive import Archive, ArchiveMiddleware, NotKept
from harvest.crawl.replay import read_back, response_of
from harvest.errors import HarvestError
from harvest.records import Page

NOW = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)
HEADERS = [("Content-Type", "text/html; charset=utf-8")]
NAME = "r1-eccp.warc.gz"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path, "r1")
    yield made
    made.close()


def written(archive: Archive, body: bytes, status: int = 200) -> Page:
    url = "http://127.0.0.1/content/x"
    place = archive.write("eccp", url, status, HEADERS, body, NOW)
    digest = sha256(body).hexdigest()
    return Page("eccp", url, "key", NOW, status, digest, digest, *place)


def test_what_was_written_is_read_back(tmp_path: Path, archive: Archive) -> None:
    pages = [written(archive, f"<p>Övik {number}".encode()) for number in range(3)]
    # Nothing was closed: a process may be killed at any moment.
    for number, page in enumerate(pages):
        found = read_back(tmp_path, page)
        assert found is not None
        response = response_of(page, found)
        assert isinstance(response, HtmlResponse)
        assert (response.text, response.status, response.encoding) == (f"<p>Övik {number}", 200, "utf-8")


def test_what_is_not_there_is_not_read_back(tmp_path: Path, archive: Archive) -> None:
    page = written(archive, b"<p>x")
    assert read_back(tmp_path / "elsewhere", page) is None
    with (tmp_path / NAME).open("r+b") as file:
        file.truncate(page.archive_length - 1)
    assert read_back(tmp_path, page) is None


def test_a_torn_end_is_cut_off_before_the_next_record(tmp_path: Path, archive: Archive) -> None:
    whole = written(archive, b"<p>whole")
    torn = written(archive, b"<p>torn")
    archive.close()
    with (tmp_path / NAME).open("r+b") as file:
        file.truncate(torn.archive_offset + torn.archive_length // 2)
    archive.cut({NAME: whole.archive_offset + whole.archive_length})
    after = written(archive, b"<p>after")
    assert after.archive_offset == whole.archive_length
    assert all(read_back(tmp_path, page) is not None for page in (whole, after))


def test_an_archive_that_is_too_short_is_not_gone_on_with(tmp_path: Path, archive: Archive) -> None:
    written(archive, b"<p>x")
    with pytest.raises(HarvestError, match="--archive"):
        archive.cut({NAME: 10_000})
    with pytest.raises(HarvestError, match="has 0 bytes"):
        Archive(tmp_path / "elsewhere", "r1").cut({NAME: 10})


class FullDisk(FileIO):
    """Takes a hundred bytes of a record, and then no more."""

    room = 100

    def write(self, data: Any) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = super().write(bytes(data)[: self.room]) or 0
        self.room -= taken
        return taken


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, archive: Archive) -> None:
    before = written(archive, b"<p>before")
    archive.close()
    with FullDisk(str(tmp_path / NAME), "ab") as full:
        archive._open["eccp"] = full
        with pytest.raises(OSError, match="No space left"):
            written(archive, b"<p>" + bytes(range(256)) * 20)
    assert (tmp_path / NAME).stat().st_size == before.archive_length


def test_a_disk_that_stays_full_ends_the_crawl(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    closed: list[str] = []

    async def slept(seconds: float) -> None:
        pauses.append(seconds)

    async def close_spider_async(reason: str) -> None:
        closed.append(reason)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(asyncio, "sleep", slept)
    monkeypatch.setattr(module, "_append", full)
    spider = SimpleNamespace(name="eccp", context=SimpleNamespace(archive=archive))
    crawler: Any = SimpleNamespace(spider=spider, engine=SimpleNamespace(close_spider_async=close_spider_async))
    middleware = ArchiveMiddleware(crawler)

    async def two_pages() -> None:
        for number in range(2):
            request = Request(f"http://127.0.0.1/{number}", meta={"archive": True, "request_key": str(number)})
            response = HtmlResponse(request.url, body=b"<html><body><p>x</p></body></html>", request=request)
            with pytest.raises(NotKept, match="No space left"):
                await middleware.process_response(request, response)
        await middleware._ending

    asyncio.run(two_pages())
    assert sum(pauses[: len(pauses) // 2]) == 60
    assert closed == [f"the archive at {tmp_path} can't be written: No space left on device"]
