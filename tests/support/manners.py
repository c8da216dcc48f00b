"""How a harvest behaved, by the server's own log: the same for every scenario."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from urllib.parse import urlsplit

from protego import Protego

from harvest.replica.serve import Running

_HASTE = 0.01
"""Seconds. The server notes a request when it has come, and a wait just before it is sent."""


def polite(replica: Running, apart: Collection[int] = ()) -> None:
    """Never two requests at once, Crawl-delay and Retry-After to the second, no path that robots.txt forbids.

    ``apart``: the places in the log of requests that another process begins with: it knows of no pause before it.
    """
    seen = list(replica.requests)
    assert replica.together == 1
    assert replica.robots
    assert seen[0].path == "/robots.txt"
    robots = Protego.parse(replica.robots)
    delay = robots.crawl_delay("*") or 0.0
    for place, (earlier, later) in enumerate(itertools.pairwise(seen), 1):
        assert place in apart or later.at - earlier.at >= delay - _HASTE, (earlier.path, later.path)
    for at, seconds in replica.waits:
        hasty = [one.path for one in seen if at < one.at < at + seconds - _HASTE]
        assert not hasty, f"asked to wait {seconds} s, and was asked for {hasty}"
    agents = {urlsplit(one.path).path: one.headers["user-agent"] for one in seen}
    forbidden = [path for path, agent in agents.items() if not robots.can_fetch(replica.url + path, agent)]
    assert not forbidden
