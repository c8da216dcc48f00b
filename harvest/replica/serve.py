"""The replica on a port: for a person who looks at it, and for the demo and the tests."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harvest.replica.app import build_app
from harvest.replica.nights import BrokenOff

_PATIENCE = 10.0
"""Seconds within which the server must stand, and stop."""


class Seen(NamedTuple):
    """One request as the server saw it."""

    method: str
    path: str
    """With the query, as sent."""
    at: float
    """Seconds on this machine's monotonic clock."""
    headers: dict[str, str]


@dataclass(slots=True)
class Running:
    """A replica that answers, and its log so far."""

    url: str
    requests: list[Seen] = field(default_factory=list)
    together: int = 0
    """The most requests that were being answered at once."""
    waits: list[tuple[float, float]] = field(default_factory=list)
    """When it asked to be left alone (on the same clock), and for how many seconds."""
    robots: str = ""
    """The last robots.txt that it gave."""


def serve(
    port: int = 0,
    scenario: str = "plain",
    host: str = "127.0.0.1",
    *,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serves until interrupted. Port 0 takes a free one; ``ready`` is told the address before that.

    Raises ConfigurationError about an unknown scenario, OSError where the port is taken.
    """
    app = build_app(scenario)
    with socket.create_server((host, port)) as listener:
        if ready is not None:
            ready(_url(listener))
        # uvicorn closes in good order on Ctrl-C, and then raises it again.
        with suppress(KeyboardInterrupt):
            _server(app).run(sockets=[listener])


@contextmanager
def running(scenario: str = "plain", most: int | None = None) -> Iterator[Running]:
    """A replica on a free loopback port in a thread of its own, ready when entered, gone when left.

    ``most``: with no more than so many organisations, for a test that reads every one of them.
    """
    app = build_app(scenario, most)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        replica = Running(_url(listener))
        server = _server(_Logged(app, replica))
        thread = threading.Thread(target=server.run, args=([listener],), name="replica", daemon=True)
        thread.start()
        try:
            _await_start(server, thread)
            yield replica
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


class _Logged:
    """Writes down each request before the application answers it, and how many are being answered."""

    def __init__(self, app: ASGIApp, replica: Running) -> None:
        self._app, self._replica, self._answering = app, replica, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"].decode("ascii")
            path = scope["raw_path"].decode("ascii") + (f"?{query}" if query else "")
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            self._replica.requests.append(Seen(scope["method"], path, time.monotonic(), headers))
        self._answering += 1
        self._replica.together = max(self._replica.together, self._answering)
        try:
            await self._app(scope, receive, self._noted(scope, send))
        finally:
            self._answering -= 1

    def _noted(self, scope: Scope, send: Send) -> Send:
        """Writes down what the answer asks of who harvests."""
        replica = self._replica

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked = dict(message["headers"]).get(b"retry-after")
                if asked is not None:
                    replica.waits.append((time.monotonic(), float(asked)))
            elif message["type"] == "http.response.body" and scope["path"] == "/robots.txt":
                replica.robots = message["body"].decode()
            await send(message)

        return noted


def _server(app: ASGIApp) -> uvicorn.Server:
    logging.getLogger("uvicorn.error").addFilter(_unless_meant)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=2
    )
    return uvicorn.Server(config)


def _unless_meant(record: logging.LogRecord) -> bool:
    """The server closes a connection that is to break off when it hears of an error: nobody need read of that one."""
    return not (record.exc_info and isinstance(record.exc_info[1], BrokenOff))


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the replica did not start")
        time.sleep(0.005)
