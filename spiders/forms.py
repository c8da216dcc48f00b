"""A search form, filled in and sent the way it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy import FormRequest, Request

from harvest.sources.eccp.search_form import SearchForm
from spiders.base import PlanSpider
from spiders.search import Search


def filled(
    spider: PlanSpider, form: SearchForm, search: Search, callback: Callable[..., Any], errback: Callable[..., Any]
) -> Request:
    """The request for the first page of a search. Raises NotOffered where the form lacks what the query needs.

    Searches go before profiles: a site that closes early has then answered what was asked.
    """
    fields = form.fill(search.query)
    search.rung = form.rung(search.query) if search.query.text or search.query.facets else search.rung
    if form.method == "POST":
        request = spider.ask(form.action, callback, errback, priority=1, search=search)
        return request.replace(cls=FormRequest, method="POST", formdata=fields)
    address = urlunsplit(urlsplit(form.action)._replace(query=urlencode(fields), fragment=""))
    return spider.ask(address, callback, errback, priority=1, search=search)


def turned(
    spider: PlanSpider,
    before: Request | None,
    url: str,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
    search: Search,
) -> Request:
    """The request for the next page of results. Where the form was posted, and the link does not say what was asked,
    it is posted again.
    """
    request = spider.ask(url, callback, errback, priority=1, search=search)
    if before is None or before.method != "POST":
        return request
    asked = {name for name, value in parse_qsl(before.body.decode()) if value}
    if asked & {name for name, _ in parse_qsl(urlsplit(url).query)}:
        return request
    return request.replace(method="POST", body=before.body, headers={"Content-Type": before.headers["Content-Type"]})
