"""What is asked for again, how often, after how long, and when all patience ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import Settings
from scrapy.spiders import Spider
from scrapy.statscollectors import DummyStatsCollector

from harvest import settings as ours
from harvest.crawl import retry as module
from harvest.crawl.retry import BadAnswer, Retry
from harvest.crawl.waiting import asked_to_wait
from harvest.settings import HARVEST_MOST_FAILURES, HARVEST_MOST_RETRIES, HARVEST_MOST_WAIT, HARVEST_MOST_WAITED

PAGE = "https://x.example/content/x"
TRIES = 1 + ours.RETRY_TIMES


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every pause that the host is given, in seconds."""
    made: list[float] = []
    monkeypatch.setattr(module, "leave_alone", lambda crawler, request, seconds: made.append(seconds))
    return made


@pytest.fixture
def retry() -> Retry:
    chosen = Settings()
    chosen.setmodule(ours)
    crawler: Any = SimpleNamespace(settings=chosen, spider=Spider("x"))
    crawler.stats = DummyStatsCollector(crawler)
    crawler.spider.crawler = crawler
    return Retry(crawler)


def asked(number: int = 0) -> Request:
    return Request(f"{PAGE}{number}", meta={"archive": True})


def through(retry: Retry, answer: Response | Exception, request: Request | None = None) -> list[Any]:
    """What becomes of a request that is answered like this every time: each further try, and the outcome."""
    made: list[Any] = [request or asked()]
    while isinstance(made[-1], Request):
        now = made[-1]
        if isinstance(answer, Response):
            try:
                made.append(asyncio.run(retry.process_response(now, answer)))
            except BadAnswer as error:
                made.append(error)
        else:
            made.append(asyncio.run(retry.process_exception(now, answer)))
    return made


@pytest.mark.parametrize(
    "fault",
    [
        HtmlResponse(PAGE, 503, {}, b"<p>Out of order</p>"),
        HtmlResponse(PAGE, 524, {}, b""),
        DownloadTimeoutError(),
        ResponseDataLossError(),
        CannotResolveHostError("no such host"),
    ],
)
def test_faults_are_asked_for_again_with_growing_pauses(
    fault: Response | Exception, retry: Retry, waits: list[float]
) -> None:
    made = through(retry, fault)
    assert sum(isinstance(one, Request) for one in made) == TRIES
    assert made[-1] is (fault if isinstance(fault, Response) else None)
    assert waits == [ours.DOWNLOAD_DELAY * 2, ours.DOWNLOAD_DELAY * 4]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (HtmlResponse(PAGE, 200, {}, b""), "/content/x answers with nothing at all"),
        (HtmlResponse(PAGE, 200, {}, b"<html><p>Half", flags=["partial"]), "breaks off in the middle"),
    ],
)
@pytest.mark.usefixtures("waits")
def test_an_answer_without_a_whole_page_is_a_fault(answer: Response, says: str, retry: Retry) -> None:
    made = through(retry, answer)
    assert sum(isinstance(one, Request) for one in made) == TRIES
    assert isinstance(made[-1], BadAnswer)
    assert says in str(made[-1])


@pytest.mark.parametrize(
    "answer",
    [
        HtmlResponse(PAGE, 200, {}, b"<html><p>Whole</p></HTML>\n", flags=["partial"]),
        HtmlResponse(PAGE, 200, {}, b"<p>Whole as well: its length was said"),
        HtmlResponse(PAGE, 404, {}, b""),
        HtmlResponse(PAGE, 429, {}, b"No word of how long"),
    ],
)
def test_other_answers_are_not_asked_for_again(answer: Response, retry: Retry, waits: list[float]) -> None:
    assert through(retry, answer)[1:] == [answer]
    assert waits == []


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_out(status: int, retry: Retry, waits: list[float]) -> None:
    made = through(retry, Response(PAGE, status, {"Retry-After": "7"}))
    assert waits == [7.0, 7.0]
    assert made[-1].status == status
    block = made[-2].meta["block"]
    assert (block.name, "asks to wait 7 s, once more after 2 tries" in block.evidence) == ("busy", True)


def test_what_takes_too_long_is_not_waited_for(retry: Retry, waits: list[float]) -> None:
    request = asked()
    through(retry, Response(PAGE, 503, {"Retry-After": str(HARVEST_MOST_WAIT + 1)}), request)
    assert waits == []
    assert f"longer than the {HARVEST_MOST_WAIT} s" in request.meta["block"].evidence


def test_all_waits_of_a_run_together_have_an_end(retry: Retry, waits: list[float]) -> None:
    for number in range(10):
        request = asked(number)
        asyncio.run(retry.process_response(request, Response(PAGE, 503, {"Retry-After": str(HARVEST_MOST_WAIT)})))
    assert sum(waits) == HARVEST_MOST_WAITED
    assert f"longer than the {HARVEST_MOST_WAITED} s" in request.meta["block"].evidence


@pytest.mark.usefixtures("waits")
def test_a_host_that_gives_nothing_is_left_alone(retry: Retry) -> None:
    pages, rest = divmod(HARVEST_MOST_FAILURES, TRIES)
    assert rest == 0
    for number in range(pages - 1):
        assert "block" not in through(retry, DownloadTimeoutError(), asked(number))[-2].meta
    last = through(retry, HtmlResponse(PAGE, 500, {}, b""), asked(99))[-2]
    assert last.meta["block"].name == "down"
    assert "30 requests in a row brought no page" in last.meta["block"].evidence
    through(retry, HtmlResponse(PAGE, 200, {}, b"<p>Well"), asked(100))
    assert "block" not in through(retry, DownloadTimeoutError(), asked(101))[-2].meta


@pytest.mark.usefixtures("waits")
def test_a_run_has_a_budget_of_further_tries(retry: Retry) -> None:
    tries = 0
    for number in range(HARVEST_MOST_RETRIES):
        retry.in_a_row = 0
        tries += sum(isinstance(one, Request) for one in through(retry, DownloadTimeoutError(), asked(number))) - 1
    assert tries == HARVEST_MOST_RETRIES


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Tue, 24 Nov 2026 10:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_both_forms_of_retry_after_are_read(value: str, seconds: float | None) -> None:
    now = datetime(2026, 11, 24, 10, 0, 0, tzinfo=UTC)
    assert asked_to_wait(Response(PAGE, 429, {"Retry-After": value}), now) == seconds
