"""The probe asks as a careful guest: robots.txt first, slowly, within its budget, and not again where it is refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import httpx
import pytest

from harvest.probe import BUDGET, Asker

SITE = "https://platform.example"
OK = "<html><body><h1>Here</h1></body></html>"
Handler = Callable[[httpx.Request], httpx.Response]


class World:
    """A site in a dictionary, its log, and a clock that only sleeping moves."""

    def __init__(self, pages: dict[str, httpx.Response], delay: float = 10.0) -> None:
        self.asked: list[str] = []
        self.slept: list[float] = []
        self._pages = {"/robots.txt": httpx.Response(404), **pages}
        transport = httpx.MockTransport(self._answer)
        self.asker = Asker("harvest/0 (+tests)", [SITE], delay, sleep=self.slept.append, transport=transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.url}".removeprefix(SITE))
        assert request.headers["user-agent"] == "harvest/0 (+tests)"
        answer = self._pages.get(request.url.path, httpx.Response(404))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, path: str):  # type: ignore[no-untyped-def]
        return self.asker.get(SITE + path)


def html(text: str = OK, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, text=text, headers={"content-type": "text/html; charset=utf-8", **headers})


def test_robots_txt_is_asked_for_first_and_once() -> None:
    world = World({"/a": html(), "/b": html()})
    assert (world.get("/a").html, world.get("/b").status) == (OK, 200)
    assert world.asked == ["/robots.txt", "/a", "/b"]
    assert world.asker.sent == 3


def test_the_source_s_pause_is_kept_and_a_crawl_delay_lengthens_it() -> None:
    world = World({"/a": html(), "/b": html()})
    world.get("/a")
    world.get("/b")
    assert len(world.slept) == 2
    assert all(9 < pause <= 10 for pause in world.slept)
    slow = World({"/robots.txt": httpx.Response(200, text="User-agent: *\nCrawl-delay: 30"), "/a": html()})
    slow.get("/a")
    assert [round(pause) for pause in slow.slept] == [30]


def test_what_robots_txt_forbids_is_not_asked() -> None:
    world = World({"/robots.txt": httpx.Response(200, text="User-agent: *\nDisallow: /a")})
    answer = world.get("/a")
    assert (answer.status, answer.trouble) == (None, "robots.txt forbids /a")
    assert world.asked == ["/robots.txt"]


@pytest.mark.parametrize(
    "robots",
    [httpx.Response(503), httpx.ConnectError("nobody there"), httpx.Response(302, headers={"location": "https://x.example"})],
)  # fmt: skip
def test_a_robots_txt_that_can_not_be_read_forbids_everything(robots: httpx.Response) -> None:
    world = World({"/robots.txt": robots, "/a": html()})
    assert "robots.txt can't be read" in world.get("/a").trouble
    world.get("/b")
    assert world.asked == ["/robots.txt"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (html("", 403), "answers 403"),
        (html("", 429, **{"retry-after": "120"}), "asks to wait (120)"),
        (html("", 503, **{"cf-mitigated": "challenge"}), "check for humans"),
        (html("<title>Just a moment...</title><p>Verify you are human</p>"), "check for humans"),
    ],
)
def test_a_block_is_said_and_never_asked_round(answer: httpx.Response, said: str) -> None:
    world = World({"/a": answer, "/b": html()})
    assert said in world.get("/a").trouble
    assert "not asked: the host is blocked" in world.get("/b").trouble
    assert world.asked == ["/robots.txt", "/a"]


def test_a_redirect_stays_on_the_source_s_hosts_and_counts() -> None:
    world = World(
        {
            "/a": httpx.Response(301, headers={"location": "/b"}),
            "/b": html(),
            "/away": httpx.Response(302, headers={"location": "https://elsewhere.example/x"}),
            "/member": httpx.Response(302, headers={"location": "/user/login?destination=/x"}),
        }
    )
    assert (world.get("/a").url, world.asker.sent) == (f"{SITE}/b", 3)
    assert "leads away, to https://elsewhere.example/x" in world.get("/away").trouble
    assert "leads to a login" in world.get("/member").trouble
    assert world.asked == ["/robots.txt", "/a", "/b", "/away", "/member"]


def test_a_circle_of_redirects_ends() -> None:
    world = World({"/a": httpx.Response(302, headers={"location": "/a"})})
    assert "redirected more than" in world.get("/a").trouble
    assert world.asker.sent < BUDGET


def test_the_budget_is_kept() -> None:
    world = World({f"/{number}": html() for number in range(20)})
    answers = [world.get(f"/{number}") for number in range(20)]
    assert len(world.asked) == BUDGET < 10
    assert [answer.trouble == "" for answer in answers] == [True] * (BUDGET - 1) + [False] * (21 - BUDGET)


def test_a_page_without_end_is_left(tmp_path: object) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    world = World({"/a": httpx.Response(200, content=bomb, headers={"content-encoding": "gzip"})})
    answer = world.get("/a")
    assert "larger than" in answer.trouble
    assert answer.html == ""


def test_trouble_on_the_way_is_told() -> None:
    world = World({"/a": httpx.ReadTimeout("too slow"), "/b": html("", 500), "/c": html("", 404)})  # type: ignore[dict-item]
    assert world.get("/a").trouble == "ReadTimeout: too slow"
    assert world.get("/b").trouble == "answers 500"
    assert (world.get("/c").trouble, world.get("/c").absent) == ("", True)
