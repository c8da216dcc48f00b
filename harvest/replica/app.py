"""Both platforms as one ASGI application; their addresses do not collide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from harvest.replica import s3platform
from harvest.replica.content import index
from harvest.replica.eccp import Eccp, not_found
from harvest.replica.hostile import Challenged
from harvest.replica.nights import ERROR, Fault, Night
from harvest.replica.pages import page
from harvest.replica.scenarios import Scenario, scenario_named
from harvest.replica.search import Index
from harvest.replica.validated import Validated
from harvest.replica.year import AT, BLOCKED, DOWN, MONTHS, SEARCH_CHANGES, year

NEXT_MONTH = "/next-month"


def build_app(scenario: str = "plain", most: int | None = None) -> ASGIApp:
    """A fresh application in this scenario, with all organisations or at ``most`` so many.

    Raises ConfigurationError about a scenario that there is not.
    """
    chosen = scenario_named(scenario)
    if chosen.month:
        return Calendar(chosen.month, lambda month: _month(chosen, month))
    return _app(chosen, index(stems=chosen.stems, most=most))


def _month(chosen: Scenario, number: int) -> ASGIApp:
    """The platform in one month of the year."""
    month = year()[0][number - 1]
    of_it = replace(
        chosen,
        all_words=number >= SEARCH_CHANGES,
        challenge_at=AT if number == BLOCKED else 0,
        night=Fault(ERROR, first=AT) if number == DOWN else None,
    )
    return _app(of_it, Index(month.organisations), month.moved, month.changed)


def _app(
    scenario: Scenario,
    searched: Index,
    moved: Mapping[str, str] | None = None,
    changed: Mapping[str, str] | None = None,
) -> Starlette:
    routes = [Route("/", _front), *Eccp(scenario, searched, moved, changed).routes(), *s3platform.routes()]
    guards = [Middleware(Challenged, at=scenario.challenge_at)] if scenario.challenge_at else []
    guards += [Middleware(Night, fault=scenario.night)] if scenario.night else []
    guards += [Middleware(Validated)] if scenario.validators else []
    return Starlette(routes=routes, middleware=guards, exception_handlers={404: _nowhere})


class Calendar:
    """A platform that goes on by a month whenever somebody asks for ``/next-month``."""

    def __init__(self, month: int, build: Callable[[int], ASGIApp]) -> None:
        self._month, self._build = month, build
        self._app = build(month)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == NEXT_MONTH:
            self._month = min(self._month + 1, MONTHS[-1])
            self._app = self._build(self._month)
            now = page("message.html", title=f"Month {self._month}", text="So it is on this platform from now on.")
            await now(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _front(_: Request) -> Response:
    return page("message.html", title="Offline replica", text="Start at /search-results or at /map.")


async def _nowhere(_: Request, __: Exception) -> Response:
    return not_found()
