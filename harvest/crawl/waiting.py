"""How long an answer asks us to wait (HTTP's ``Retry-After``), and a host that is left alone until then."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response


def asked_to_wait(response: Response, now: datetime | None = None) -> float | None:
    """Seconds that the answer asks for, None where it asks for none, or says so in no way that HTTP knows.

    Both forms are read: a number of seconds, and a date. A date that is past asks for nothing more: 0.
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, math.ceil((until - (now or datetime.now(UTC))).total_seconds()))


def leave_alone(crawler: Crawler, request: Request, seconds: float) -> None:
    """Nothing is sent to the request's host for so long, whatever waits to be sent; a longer wait is kept.

    The downloader has one queue per host, and looks into none that has a call pending: that call is what is put off.
    """
    downloader: Any = crawler.engine.downloader
    slot = downloader.slots.get(request.meta.get("download_slot") or urlparse_cached(request).hostname or "")
    if slot is None or seconds <= 0:
        return
    if slot.latercall is not None:
        slot.latercall.cancel()
    slot.latercall = call_later(seconds, downloader._latercall, slot)
