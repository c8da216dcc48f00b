"""Which search a saved page of results answers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from harvest.errors import NotOffered
from harvest.records import Query
from harvest.sources.eccp.search_form import SearchForm
from harvest.sources.recognise import Recognised

_NUMBER = "page"
"""The parameter that names one page of a result list: no part of the question."""


def question(url: str, page: Recognised, queries: Iterable[Query]) -> Query | None:
    """The query that a result page's address asks, as the form on the page would have asked it; None for another."""
    form = page.read.get("form")
    asked = _parameters(parse_qsl(urlsplit(url).query))
    if "search" not in page.kinds or not isinstance(form, SearchForm) or not asked:
        return None
    unset = _without_choices(form)
    for query in queries:
        with suppress(NotOffered):
            if _parameters(unset.fill(query)) == asked:
                return query
    return None


def _without_choices(form: SearchForm) -> SearchForm:
    """The form as it was before anything was asked: the form beside an answer still has the question chosen in it."""
    options = {pair for one in form.filters for pairs in one.options.values() for pair in pairs}
    return replace(form, fixed=tuple(pair for pair in form.fixed if pair not in options))


def page_number(url: str) -> int:
    """The place of a page among its search's pages, from 0; several pagers share the parameter: ``page=0,2``."""
    numbers = [value.rpartition(",")[2] for name, value in parse_qsl(urlsplit(url).query) if name == _NUMBER]
    return int(numbers[0]) if numbers and numbers[0].isdigit() else 0


def _parameters(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((name, value) for name, value in pairs if value and name != _NUMBER)
