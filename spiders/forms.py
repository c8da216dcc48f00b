"""A search form, filled in and sent the way it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

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
    if form.method == "POST":
        request = spider.ask(form.action, callback, errback, priority=1, search=search)
        return request.replace(cls=FormRequest, method="POST", formdata=fields)
    address = urlunsplit(urlsplit(form.action)._replace(query=urlencode(fields), fragment=""))
    return spider.ask(address, callback, errback, priority=1, search=search)
