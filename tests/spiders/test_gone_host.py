"""When the platform's host is gone, its successor on another host is asked instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from twisted.python.failure import Failure

from harvest.crawl.archive import Archive
from harvest.crawl.context import RunContext
from harvest.crawl.robots import RobotsUnreadable
from harvest.plan import make_plan
from harvest.sources import load_source
from harvest.strategy import load
from spiders.eyeris3 import Eyeris3Spider

SOURCE = load_source("eyeris3")
OBSERVATORY = urlsplit(SOURCE.record_addresses[-1]).netloc


@pytest.fixture
def spider(tmp_path: Path) -> Eyeris3Spider:
    plan = make_plan([load()], sources=["eyeris3"])
    context = RunContext("run", plan, {"eyeris3": SOURCE.address}, Archive(tmp_path, "run"), {})
    return Eyeris3Spider(context)


def failure(request: Request, *, gone: bool) -> Any:
    failed: Any = Failure(RobotsUnreadable("DNS lookup failed", gone=gone))  # type: ignore[no-untyped-call]
    failed.request = request
    return failed


def asked(made: Any) -> list[Request]:
    return [one for one in made if isinstance(one, Request)]


def test_the_successor_is_asked_for_every_region(spider: Eyeris3Spider) -> None:
    assert OBSERVATORY in spider.allowed_domains
    requests = asked(spider.listing_failed(failure(Request(SOURCE.address), gone=True)))
    assert len(requests) == len(SOURCE.record_ids)
    for _ in SOURCE.record_addresses[1:]:
        requests = [asked(spider.guess_failed(failure(request, gone=True)))[0] for request in requests]
    assert {urlsplit(request.url).netloc for request in requests} == {OBSERVATORY}
    ends: list[Any] = [one for request in requests for one in spider.guess_failed(failure(request, gone=True))]
    (ended,) = ends
    assert (ended.status, len(spider.search.lost)) == ("failed", len(SOURCE.record_ids))


def test_a_host_that_only_gives_no_answer_is_not_taken_for_gone(spider: Eyeris3Spider) -> None:
    ends: list[Any] = list(spider.listing_failed(failure(Request(SOURCE.address), gone=False)))
    (ended,) = ends
    assert ended.status == "failed"
