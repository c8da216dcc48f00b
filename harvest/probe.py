"""Asks a site a few questions, slowly: the one place that uses an HTTP client beside Scrapy.

As strict as a harvest: robots.txt is asked for first and obeyed, one that can't be read forbids everything, its
Crawl-delay and the source's own pause are kept between any two requests to a host. What is blocked is reported and
left alone. A redirect is followed on the source's own hosts only, and is a request like any other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego
from w3lib.encoding import html_to_unicode

from harvest.agent import user_agent
from harvest.inspection import AS_EXPECTED, NOT_ASKED, Answer, Check, Wanted, inspect
from harvest.sources import load_source
from harvest.sources.eyeris3.addresses import hosts_of_source
from harvest.sources.kinds import block_of

BUDGET = 9
"""Requests to one source, robots.txt and redirects included."""
_LARGEST = 4 * 1024 * 1024
_TIMEOUT = 60.0
_REDIRECTS = 3


class Asker:
    """Asks within a budget, never faster than it should; remembers each host's robots.txt and last request."""

    def __init__(
        self,
        user_agent: str,
        hosts: Iterable[str],
        delay: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"User-Agent": user_agent, "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT, follow_redirects=False, transport=transport)
        self._user_agent, self._delay, self._sleep = user_agent, delay, sleep
        self._hosts = {_host(host) for host in hosts}
        self._robots: dict[str, Protego | str] = {}
        self._last: dict[str, float] = {}
        self._stopped: dict[str, str] = {}
        self.sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str) -> Answer:
        """The page at an address, or why there is none."""
        for _ in range(_REDIRECTS + 1):
            refused = self._stopped.get(_origin(url)) or self._forbidden(url)
            if refused:
                return Answer(url, None, trouble=refused)
            answer, target = self._send(url)
            if target is None:
                return answer
            if _host(target) not in self._hosts:
                return Answer(url, answer.status, trouble=f"leads away, to {target}")
            if "/user/login" in urlsplit(target).path:
                return Answer(url, answer.status, trouble=f"blocked: leads to a login, {urlsplit(target).path}")
            url = target
        return Answer(url, answer.status, trouble=f"redirected more than {_REDIRECTS} times")

    def robots(self, url: str) -> Protego | str:
        """The host's robots.txt, or why nothing may be asked there."""
        return self._robots.get(_origin(url), "not asked for")

    def crawl_delay(self, url: str) -> float | None:
        """What the host's robots.txt asks for; None where it asks for nothing, or was not read."""
        robots = self._robots.get(_origin(url))
        return robots.crawl_delay(self._user_agent) if isinstance(robots, Protego) else None

    def _forbidden(self, url: str) -> str:
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        robots = self._robots[origin]
        if isinstance(robots, str):
            return robots
        path = urlsplit(url).path
        return "" if robots.can_fetch(url, self._user_agent) else f"robots.txt forbids {path}"

    def _read_robots(self, origin: str) -> Protego | str:
        answer, target = self._send(f"{origin}/robots.txt")
        if target is not None and _host(target) in self._hosts:
            answer, target = self._send(target)
        if answer.status is None or answer.status >= 500 or target is not None:
            return f"robots.txt can't be read ({answer.trouble or f'answers {answer.status}'}), so nothing may be asked"
        return Protego.parse(answer.html if answer.status < 400 else "")

    def _send(self, url: str) -> tuple[Answer, str | None]:
        """One request, after the pause that is due. Gives the answer, and where it leads if it leads elsewhere."""
        if self.sent >= BUDGET:
            return Answer(url, None, trouble=f"not asked: the {BUDGET} requests are spent"), None
        self._wait(url)
        self.sent += 1
        try:
            with self._client.stream("GET", url) as response:
                body = b""
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > _LARGEST:
                        return Answer(url, response.status_code, trouble=f"larger than {_LARGEST >> 20} MiB"), None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer(url, None, trouble=f"{type(error).__name__}: {error}".strip(": ")), None
        finally:
            self._last[_origin(url)] = time.monotonic()
        status = response.status_code
        if response.is_redirect and "location" in response.headers:
            return Answer(url, status), urljoin(url, response.headers["location"])
        _, html = html_to_unicode(response.headers.get("content-type"), body, default_encoding="utf-8")
        blocked = "" if url.endswith("/robots.txt") else _block(response, html)
        if blocked:
            self._stopped[_origin(url)] = f"not asked: the host is {blocked}"
            return Answer(url, status, html, blocked), None
        fault = f"answers {status}" if status >= 400 and status not in (404, 410) else ""
        return Answer(url, status, html, fault), None

    def _wait(self, url: str) -> None:
        last = self._last.get(_origin(url))
        if last is not None:
            pause = max(self._delay, self.crawl_delay(url) or 0.0)
            self._sleep(max(0.0, last + pause - time.monotonic()))


def inspect_source(
    name: str, at: str | None, wanted: Wanted, contact: str | None, delay: float | None
) -> tuple[list[Check], int]:
    """The checks of one source and the requests that they took.

    Raises ConfigurationError where somebody's site would be asked without a contact.
    """
    address = at or load_source(name).address
    with _asker(name, address, contact, delay) as asker:
        checks = list(inspect(name, address, wanted, asker.get))
        return [*_robots(name, asker, address), *checks], asker.sent


def ask_once(name: str, url: str, contact: str | None, delay: float | None) -> Answer:
    """One page of a source, robots.txt obeyed. Raises ConfigurationError as ``inspect_source`` does."""
    with _asker(name, _origin(url), contact, delay) as asker:
        return asker.get(url)


def _asker(name: str, address: str, contact: str | None, delay: float | None) -> Asker:
    source = load_source(name)
    hosts = [address, *(hosts_of_source() if name == "eyeris3" and address == source.address else ())]
    return Asker(user_agent(contact, hosts), hosts, source.delay if delay is None else delay)


def _robots(name: str, asker: Asker, address: str) -> list[Check]:
    asked = asker.crawl_delay(address)
    pace = f"Crawl-delay {asked:g}" if asked else "no Crawl-delay"
    known = asker.robots(address)
    verdict = NOT_ASKED if isinstance(known, str) else AS_EXPECTED
    found = known if isinstance(known, str) else f"read, {pace}"
    return [Check(name, "robots.txt", "can be read", found, verdict)]


def _block(response: httpx.Response, html: str) -> str:
    """The sign that somebody does not want to be asked; empty where there is none."""
    block = block_of(html, f"{response.url}", response.status_code, dict(response.headers))
    return f"blocked: {block.evidence}" if block is not None else ""


def _host(address: str) -> str:
    return (urlsplit(address).netloc or address).removeprefix("www.")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
