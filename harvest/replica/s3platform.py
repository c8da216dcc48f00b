"""The S3 Platform: the map with its form and its list of regions, and region pages in three generations."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harvest.normalise.classifications import KINDS, classes
from harvest.normalise.text import fold
from harvest.replica.content import content
from harvest.replica.eccp import not_found
from harvest.replica.pages import page
from harvest.replica.regions import OBSERVATORY, Region

PORTLET = "captargmap_WAR_CapTargMapportlet"
"""As somebody remembered it: never seen, and nothing that reads the page may know it."""


def routes() -> list[Route]:
    """The platform's addresses, and the Observatory's, which is another host in life."""
    return [
        Route("/map", _map),
        Route("/map/search", _form),
        Route("/regions/{nuts}/tags/{tag}", _region),
        Route("/region-page-test/-/regions/{nuts}", _region),
        Route(OBSERVATORY + "/{page}", _region),
    ]


async def _map(request: Request) -> Response:
    return _filled(request, _found(request))


async def _form(request: Request) -> Response:
    """The form alone, as a platform would show it that lists nothing before it is asked."""
    return _filled(request, None)


def _filled(request: Request, regions: list[Region] | None) -> Response:
    filters = [(kind, title, [one.name for one in classes(kind)]) for kind, title in KINDS.items()]
    keyword = request.query_params.get(f"_{PORTLET}_keyword", "")
    return page("map.html", title="Eye@RIS3", regions=regions, portlet=PORTLET, keyword=keyword, filters=filters)


def _found(request: Request) -> list[Region]:
    """The regions with a priority that has the word and the classes; all where nothing was asked for."""
    asked = request.query_params
    word = fold(asked.get(f"_{PORTLET}_keyword", ""))
    chosen = [value.rpartition("» ")[2] for kind in KINDS if (value := asked.get(f"_{PORTLET}_{kind}", ""))]
    return [
        region
        for region in content().regions
        if any(
            word in fold(f"{title} {told}")
            and all(any(value in line for line in region.classes.get(title, ())) for value in chosen)
            for table in region.tables
            for title, told in table.rows
        )
    ]


async def _region(request: Request) -> Response:
    for region in content().regions:
        if region.path == request.url.path:
            title = f"{region.name} ({region.nuts})" if region.generation == "liferay" else region.name
            return page(f"region_{region.generation}.html", title=title, region=region)
    return not_found()
