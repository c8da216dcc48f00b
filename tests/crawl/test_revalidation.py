"""Pages that came with validators are asked about, and 304 is the archive's own page."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request, Response

from harvest.again import Before, HeldPage
from harvest.crawl.archive import Archive, ArchiveMiddleware
from harvest.crawl.revalidation import Revalidation
from harvest.records import Page

URL = "http://127.0.0.1/content/a"
BODY = "<html><head></head><body><main><h1>Å</h1></main></body></html>"


class Crawl:
    """What the two middlewares see of a crawl, by a run that comes after one that archived a page."""

    def __init__(self, folder: Path, relied: int = 0) -> None:
        first = Archive(folder, "first")
        self.page = self._archived(first)
        first.close()
        self.archive = Archive(folder, "second")
        held = {"key": HeldPage(self.page, relied)}
        context = SimpleNamespace(archive=self.archive)
        spider = SimpleNamespace(name="eccp", context=context, before=Before(pages=held, every=6))
        crawler: Any = SimpleNamespace(spider=spider)
        self.asks, self.keeps = Revalidation(crawler), ArchiveMiddleware(crawler)

    def _archived(self, archive: Archive) -> Page:
        crawler: Any = SimpleNamespace(spider=SimpleNamespace(name="eccp", context=SimpleNamespace(archive=archive)))
        request = asked()
        headers = {"Content-Type": "text/html; charset=latin-1", "ETag": '"one"', "Last-Modified": "Mon"}
        answer = HtmlResponse(URL, 200, headers, BODY.encode("latin-1"), request=request)
        asyncio.run(ArchiveMiddleware(crawler).process_response(request, answer))
        page: Page = request.meta["page"]
        return page

    def sent(self, request: Request) -> dict[str, str]:
        """The conditions that go out with a request."""
        asyncio.run(self.asks.process_request(request))
        return {name.decode(): value[0].decode() for name, value in request.headers.items() if name.startswith(b"If-")}

    def answered(self, request: Request, response: Response) -> Request | Response:
        passed = asyncio.run(self.asks.process_response(request, response))
        if isinstance(passed, Request):
            return passed
        return asyncio.run(self.keeps.process_response(request, passed))


def asked(url: str = URL) -> Request:
    return Request(url, meta={"archive": True, "request_key": "key"})


def test_a_page_keeps_its_validators_and_is_asked_about_with_them(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    assert (crawl.page.etag, crawl.page.last_modified) == ('"one"', "Mon")
    assert crawl.sent(asked()) == {"If-None-Match": '"one"', "If-Modified-Since": "Mon"}


def test_not_modified_is_the_page_as_archived_in_a_row_of_its_own(tmp_path: Path) -> None:
    crawl, request = Crawl(tmp_path), asked()
    crawl.sent(request)
    response = crawl.answered(request, Response(URL, 304, {"ETag": '"two"'}, request=request))
    assert isinstance(response, HtmlResponse)
    assert (response.status, "Å" in response.text) == (200, True)
    page: Page = request.meta["page"]
    assert (page.http_status, page.etag, page.last_modified) == (304, '"two"', "Mon")
    for name in ("sha256_fetched", "sha256_archived", "archive_file", "archive_offset", "archive_length"):
        assert getattr(page, name) == getattr(crawl.page, name)
    assert [path.name for path in tmp_path.iterdir()] == ["first-eccp.warc.gz"]


def test_another_answer_is_archived_as_ever(tmp_path: Path) -> None:
    crawl, request = Crawl(tmp_path), asked()
    crawl.sent(request)
    fresh = HtmlResponse(URL, 200, {"Content-Type": "text/html"}, BODY.replace("Å", "Ä").encode(), request=request)
    crawl.answered(request, fresh)
    crawl.archive.close()
    page: Page = request.meta["page"]
    assert (page.http_status, page.archive_file, page.etag) == (200, "second-eccp.warc.gz", "")
    assert page.sha256_archived != crawl.page.sha256_archived


@pytest.mark.parametrize("harm", ["gone", "cut", "another"])
def test_a_page_whose_body_is_lost_is_asked_for(tmp_path: Path, harm: str) -> None:
    crawl = Crawl(tmp_path)
    _harm(tmp_path / "first-eccp.warc.gz", harm)
    assert crawl.sent(asked()) == {}


@pytest.mark.parametrize("harm", ["gone", "cut", "another"])
def test_one_that_is_lost_meanwhile_is_asked_for_without_a_condition(tmp_path: Path, harm: str) -> None:
    crawl, request = Crawl(tmp_path), asked()
    assert crawl.sent(request)
    _harm(tmp_path / "first-eccp.warc.gz", harm)
    again = crawl.answered(request, Response(URL, 304, request=request))
    assert isinstance(again, Request)
    assert (again.url, again.dont_filter) == (URL, True)
    assert crawl.sent(again) == {}


def _harm(file: Path, harm: str) -> None:
    if harm == "gone":
        file.unlink()
    else:
        body = file.read_bytes()
        file.write_bytes(body[:-20] if harm == "cut" else bytes(len(body)))


def test_another_address_another_page_and_one_relied_on_too_often_are_asked_for(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    assert crawl.sent(asked("http://127.0.0.1/content/moved")) == {}
    assert crawl.sent(Request(URL)) == {}
    assert crawl.sent(Request(URL, meta={"archive": True, "request_key": "other"})) == {}
    # A redirect takes the headers of the request before it along.
    led = asked("http://127.0.0.1/content/moved").replace(headers={"If-None-Match": '"one"'})
    assert crawl.sent(led) == {}
    assert Crawl(tmp_path / "b", relied=4).sent(asked())
    assert Crawl(tmp_path / "c", relied=5).sent(asked()) == {}


def test_a_304_that_nobody_asked_for_is_passed_on(tmp_path: Path) -> None:
    crawl, request = Crawl(tmp_path), asked("http://127.0.0.1/content/moved")
    crawl.sent(request)
    response = asyncio.run(crawl.asks.process_response(request, Response(request.url, 304, request=request)))
    assert isinstance(response, Response)
    assert response.status == 304
