"""Both platforms as one ASGI application; their addresses do not collide."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harvest.replica import s3platform
from harvest.replica.eccp import Eccp, not_found
from harvest.replica.hostile import Challenged
from harvest.replica.nights import Night
from harvest.replica.pages import page
from harvest.replica.scenarios import scenario_named
from harvest.replica.validated import Validated


def build_app(scenario: str = "plain", most: int | None = None) -> Starlette:
    """A fresh application in this scenario, with all organisations or at ``most`` so many.

    Raises ConfigurationError about a scenario that there is not.
    """
    chosen = scenario_named(scenario)
    eccp = Eccp(chosen, most)
    routes = [Route("/", _front), *eccp.routes(), *s3platform.routes()]
    guards = [Middleware(Challenged, at=chosen.challenge_at)] if chosen.challenge_at else []
    guards += [Middleware(Night, fault=chosen.night)] if chosen.night else []
    guards += [Middleware(Validated)] if chosen.validators else []
    return Starlette(routes=routes, middleware=guards, exception_handlers={404: _nowhere})


async def _front(_: Request) -> Response:
    return page("message.html", title="Offline replica", text="Start at /search-results or at /map.")


async def _nowhere(_: Request, __: Exception) -> Response:
    return not_found()
