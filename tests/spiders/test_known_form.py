"""The form that the last run found spares the page that it stands on, where the first page of results has the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from twisted.python.failure import Failure

from harvest.again import Before
from harvest.crawl.archive import Archive
from harvest.crawl.blocks import Blocked
from harvest.crawl.context import RunContext
from harvest.plan import make_plan
from harvest.records import Item, OfferedValues, Page, PageRead, SearchEnded
from harvest.sources.kinds import CHALLENGE, Kind
from harvest.strategy import load
from spiders.eccp import EccpSpider

PAGES = Path(__file__).parents[1] / "pages" / "eccp"
ADDRESS = "http://127.0.0.1:8000"
ENTRY = f"{ADDRESS}/search-results"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def html(name: str) -> bytes:
    return (PAGES / name / "page.html").read_bytes()


def archived(archive: Archive, body: bytes, url: str = ENTRY) -> Page:
    place = archive.write("eccp", url, 200, [("Content-Type", "text/html; charset=utf-8")], body, NOW)
    archive.close()
    digest = sha256(body).hexdigest()
    return Page("eccp", url, f"GET {url}", NOW, 200, digest, digest, *place)


class Led:
    """A spider without a crawl: what it asks, and what it makes of an answer."""

    def __init__(self, folder: Path, mode: str = "auto", known: str = "form-selects") -> None:
        self.archive = Archive(folder, "before")
        before = Before(form=archived(self.archive, html(known)))
        plan = make_plan([load()], only=["a1-govtech-01"], sources=["eccp"], mode=mode)
        self.spider = EccpSpider(RunContext("run", plan, {"eccp": ADDRESS}, self.archive, before={"eccp": before}))
        (first,) = asyncio.run(self._begun())
        assert isinstance(first, Request)
        self.first: Request = first

    async def _begun(self) -> list[Item | Request]:
        return [one async for one in self.spider.start()]

    def answer(self, name: str) -> list[Item | Request]:
        self.first.meta["page"] = archived(self.archive, html(name), self.first.url)
        response = HtmlResponse(self.first.url, body=html(name), encoding="utf-8", request=self.first)
        assert callable(self.first.callback)
        return list(self.first.callback(response, **self.first.cb_kwargs))

    def fail(self, error: Exception) -> list[Item | Request]:
        failure: Any = Failure(error)  # type: ignore[no-untyped-call]
        failure.request = self.first
        assert callable(self.first.errback)
        return list(self.first.errback(failure))


@pytest.mark.parametrize("mode", ["auto", "directory"])
def test_everything_is_asked_first_and_the_same_form_goes_on_from_there(mode: str, tmp_path: Path) -> None:
    led = Led(tmp_path, mode)
    assert led.first.url.startswith(f"{ENTRY}?")
    made = led.answer("form-selects")
    assert len([one for one in made if isinstance(one, OfferedValues)]) == 1
    assert ENTRY not in [one.url for one in made if isinstance(one, Request)]


@pytest.mark.parametrize("name", ["form-check-boxes", "form-is-missing"])
def test_another_form_or_none_is_looked_for_where_it_belongs(name: str, tmp_path: Path) -> None:
    read, entry = Led(tmp_path).answer(name)
    assert isinstance(read, PageRead)
    assert isinstance(entry, Request)
    assert entry.url == ENTRY


def test_an_answer_that_fails_may_be_the_form_s_fault_a_refusal_is_not(tmp_path: Path) -> None:
    led = Led(tmp_path)
    (entry,) = led.fail(TimeoutError("no answer"))
    assert isinstance(entry, Request)
    assert entry.url == ENTRY
    ended = Led(tmp_path / "other").fail(Blocked(Kind(CHALLENGE, "a check for humans"), None))
    assert all(isinstance(one, SearchEnded) and one.status == "blocked" for one in ended)
    assert ended


def test_a_form_that_the_archive_has_lost_is_asked_for(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "before")
    page = archived(archive, html("form-selects"))
    (tmp_path / page.archive_file).unlink()
    plan = make_plan([load()], only=["a1-govtech-01"], sources=["eccp"])
    spider = EccpSpider(RunContext("run", plan, {"eccp": ADDRESS}, archive, before={"eccp": Before(form=page)}))

    async def begun() -> list[Any]:
        return [one async for one in spider.start()]

    (first,) = asyncio.run(begun())
    assert first.url == ENTRY
