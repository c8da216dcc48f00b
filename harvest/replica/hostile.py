"""Answers that are out of all bounds, and pages that keep visitors out."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from harvest.replica.pages import page

_MEGABYTE = 1024 * 1024
_HUGE = 50
_DEEP = 10_000
_BROKEN = b"<main><h1>Br\xff\xfeken</h1><h2>About us</h2><p>\xe5\xe4</p></main>"
_CHECKED = ("/search-results", "/content/", "/cluster-", "/sitemap.xml")


class Challenged:
    """Lets requests through up to a number, then answers each with a check for humans, as Cloudflare does it."""

    def __init__(self, app: ASGIApp, at: int) -> None:
        self._app, self._at, self._count = app, at, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_CHECKED):
            self._count += 1
            if self._count >= self._at:
                challenge = page("challenge.html", status=403)
                challenge.headers["cf-mitigated"] = "challenge"
                await challenge(scope, receive, send)
                return
        await self._app(scope, receive, send)


def out_of_bounds(path: str) -> list[Callable[[], Response]]:
    """Six answers for the profile at ``path``: huge, deep, in no encoding, in circles, a bomb, no page."""
    return [
        lambda: StreamingResponse(_pieces(), media_type="text/html"),
        lambda: HTMLResponse(f"<main><h1>Deep</h1>{'<div>' * _DEEP}</main>"),
        lambda: Response(_BROKEN, media_type="text/html; charset=utf-8"),
        lambda: RedirectResponse(f"{path}?again", status_code=302),
        lambda: Response(_bomb(), media_type="text/html", headers={"Content-Encoding": "gzip"}),
        lambda: Response(b"%PDF-1.7 an invented document", media_type="application/pdf"),
    ]


def _pieces() -> Iterator[bytes]:
    yield b"<main><h1>Huge</h1><p>"
    for _ in range(_HUGE):
        yield b"x " * (_MEGABYTE // 2)


def _bomb() -> bytes:
    return gzip.compress(b"<main><h1>Bomb</h1><p>" + bytes(_HUGE * _MEGABYTE), compresslevel=9)
