"""Bad nights: answers that break off, are empty, come too late or not at all, and a server that asks for patience."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGES = ("/search-results", "/content/", "/cluster-", "/sitemap.xml", "/map", "/regions/")
RESET, TRUNCATED, EMPTY, ERROR, BUSY, BUSY_FOR_HOURS, SILENT = (
    "reset", "truncated", "empty", "error", "busy", "busy for hours", "silent",
)  # fmt: skip
PATIENCE = 2
"""Seconds that a busy server asks for."""
_HOURS = 7200


class BrokenOff(Exception):
    """Raised so that the server drops the connection in the middle of an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and when: every so many-th page when first asked for, or all from one request to another."""

    kind: str
    every: int = 1
    first: int = 1
    last: int | None = None
    stays: bool = False
    """The page stays bad however often it is asked for."""


class Night:
    """Answers some requests badly."""

    def __init__(self, app: ASGIApp, fault: Fault) -> None:
        self._app, self._fault, self._count = app, fault, 0
        self._paths: set[str] = set()
        self._bad: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_PAGES) and self._strikes(scope):
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _strikes(self, scope: Scope) -> bool:
        self._count += 1
        fault = self._fault
        if self._count < fault.first or (fault.last is not None and self._count > fault.last):
            return False
        if fault.every == 1:
            return True
        path = f"{scope['path']}?{scope['query_string'].decode()}"
        if path in self._paths:
            return fault.stays and path in self._bad
        self._paths.add(path)
        if len(self._paths) % fault.every == 0:
            self._bad.add(path)
        return path in self._bad

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = self._fault.kind
        if kind == SILENT:
            while (await receive())["type"] != "http.disconnect":
                """Who asks has more patience yet."""
            return
        if kind in (RESET, TRUNCATED):
            await self._app(scope, receive, _broken_off(send, kind))
            return
        answers: dict[str, Callable[[], Response]] = {
            EMPTY: lambda: Response(b"", media_type="text/html"),
            ERROR: lambda: PlainTextResponse("Out of order", 503),
            BUSY: lambda: PlainTextResponse("Slowly, please", 429, {"Retry-After": str(PATIENCE)}),
            BUSY_FOR_HOURS: lambda: PlainTextResponse("Later, please", 503, {"Retry-After": str(_HOURS)}),
        }
        await answers[kind]()(scope, receive, send)


def _broken_off(send: Send, fault: str) -> Send:
    """A ``send`` that gives away half of a body; the client misses the last chunk, or the length that was said."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [one for one in message["headers"] if one[0] != b"content-length" or fault == TRUNCATED]
            await send({**message, "headers": kept})
        else:
            body = message.get("body", b"")
            await send({**message, "body": body[: len(body) // 2], "more_body": True})
            raise BrokenOff

    return half
