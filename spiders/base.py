"""What both spiders need: requests that are archived, and failures put into the house's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from harvest.crawl.context import RunContext
from harvest.crawl.robots import RobotsUnreadable
from harvest.errors import UnexpectedPage
from harvest.records import Page, Query, RecordMissing
from harvest.sources import Source, load_source

BLOCKING = frozenset((401, 403, 407, 429, 451))
"""HTTP's ways of saying "not you" or "not now"."""
ABSENT = frozenset((404, 410))


class PlanSpider(Spider):
    """Walks the part of a plan that one source answers."""

    name: str = ""
    item_classes: ClassVar[tuple[type, ...]] = ()

    def __init__(self, context: RunContext, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self.source: Source = load_source(self.name)
        self.queries: tuple[Query, ...] = context.plan.of(self.name)
        self.begun: set[Query] = set()
        self.profiles_asked: set[str] = set()
        self.maps_asked: set[str] = set()
        self.map_trouble: tuple[str, str] | None = None
        self.address = context.addresses[self.name]
        # The live hosts serve with and without "www": both belong to the site.
        self.allowed_domains = [(urlsplit(self.address).hostname or "").removeprefix("www.")]

    def ask(
        self,
        url: str,
        callback: Callable[..., Any],
        errback: Callable[..., Any],
        *,
        priority: int = 0,
        **kwargs: Any,
    ) -> Request:
        """A request whose answer is archived. ``dont_filter``: the spider itself asks for each page once."""
        return Request(
            url,
            callback=callback,
            errback=errback,
            priority=priority,
            dont_filter=True,
            cb_kwargs=kwargs,
            meta={"archive": True},
        )


def page_of(response: Response) -> Page:
    """The archived page behind an answer."""
    page: Page = response.meta["page"]
    return page


def html_of(response: Response) -> str:
    """The answer's text. Raises UnexpectedPage where it is no text (a picture, a PDF)."""
    if not isinstance(response, TextResponse):
        kind = response.headers.get("Content-Type") or b"nothing that says so"
        raise UnexpectedPage(f"expected HTML, found {kind.decode('latin-1')}")
    return response.text


def trouble(failure: Failure) -> tuple[str, str]:
    """(status of a search, reason in words) for a request that gave no page to read.

    ``blocked`` where the site says so, ``changed`` where the address is gone, ``failed`` for everything else.
    """
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        path = urlsplit(error.response.url).path
        if status in BLOCKING:
            return "blocked", f"{path} answers {status}"
        return ("changed" if status in ABSENT else "failed"), f"{path} answers {status}"
    if isinstance(error, RobotsUnreadable):
        return "failed", f"robots.txt can't be read ({error}), so nothing else may be asked"
    if isinstance(error, IgnoreRequest):
        path = urlsplit(failure.request.url).path  # type: ignore[attr-defined]
        return "blocked", f"{path}: {str(error).rstrip('.') or 'not allowed'}"
    words = str(error).strip().rstrip(".") or type(error).__name__
    return "failed", f"{type(error).__name__}: {words}"


def missing(source: str, source_id: str, url: str, failure: Failure) -> RecordMissing:
    """A record that was asked for in vain: ``refused`` where the site answered that there is none, else ``failed``."""
    response = failure.value.response if isinstance(failure.value, HttpError) else None
    page = response.meta.get("page") if response is not None else None
    _, reason = trouble(failure)
    outcome = "refused" if response is not None and response.status in ABSENT else "failed"
    return RecordMissing(source, source_id, url, outcome, reason, page)
