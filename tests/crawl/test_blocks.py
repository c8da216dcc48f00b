"""An answer that keeps us out is marked before Scrapy acts on it, and its host is left alone after it."""

from __future__ import annotations

import asyncio

import pytest
from scrapy.http import HtmlResponse, Request, Response

from harvest.crawl.blocks import Blocked, HostStop, LoginRedirect, Recogniser

PAGE = "https://x.example/content/x"


def asked(url: str = PAGE, *, ours: bool = True) -> Request:
    return Request(url, meta={"archive": True} if ours else {})


def through(request: Request, response: Response, stop: HostStop) -> Response:
    """As Scrapy passes an answer on: from the network towards the spider."""

    async def passed() -> Response:
        answer = await LoginRedirect().process_response(request, response)
        answer = await Recogniser().process_response(request, answer)
        return await stop.process_response(request, answer)

    return asyncio.run(passed())


@pytest.mark.parametrize(
    ("response", "evidence"),
    [
        (HtmlResponse(PAGE, 429, {}, b"<p>Slowly</p>"), "answers 429"),
        (HtmlResponse(PAGE, 403, {"cf-mitigated": "challenge"}, b"<p>x</p>"), "a check for humans"),
        (HtmlResponse(PAGE, 503, {}, b"<title>Just a moment...</title>"), "a check for humans"),
        (Response(PAGE, 302, {"Location": "/user/login?destination=/content/x"}), "/content/x leads to a login"),
        (Response(PAGE, 451, {}, b""), "/content/x answers 451"),
        (HtmlResponse(PAGE, 200, {}, b"<html></html>"), "a page without a word"),
    ],
)
def test_what_keeps_us_out_ends_the_asking(response: Response, evidence: str) -> None:
    request, stop = asked(), HostStop()
    with pytest.raises(Blocked) as blocked:
        through(request, response, stop)
    assert evidence in blocked.value.evidence
    # Neither asked for again nor followed.
    assert request.meta.get("dont_retry") or request.meta.get("dont_redirect")
    with pytest.raises(Blocked):
        asyncio.run(stop.process_request(asked("https://x.example/content/y")))
    asyncio.run(stop.process_request(asked("https://y.example/content/y")))


@pytest.mark.parametrize(
    "response",
    [
        HtmlResponse(PAGE, 200, {}, b"<main><h1>A cluster</h1></main>"),
        HtmlResponse(PAGE, 404, {}, b"<h1>Page not found</h1>"),
        HtmlResponse(PAGE, 500, {}, b""),
        # Asked for again first: see test_retry.py.
        HtmlResponse(PAGE, 429, {"Retry-After": "120"}, b"<p>Slowly</p>"),
        HtmlResponse(PAGE, 200, {}, b""),
        Response(PAGE, 301, {"Location": "/content/new-name"}),
        Response(PAGE, 200, {"Content-Type": "application/pdf"}, b"%PDF"),
    ],
)
def test_other_answers_pass(response: Response) -> None:
    request, stop = asked(), HostStop()
    assert through(request, response, stop) is response
    assert "block" not in request.meta
    asyncio.run(stop.process_request(asked()))


def test_what_no_spider_asked_for_is_not_judged() -> None:
    """robots.txt: that there is none for us is said by 4xx as well."""
    request = asked("https://x.example/robots.txt", ours=False)
    response = Response(request.url, 403)
    assert through(request, response, HostStop()) is response
