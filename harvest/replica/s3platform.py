"""The S3 Platform: a list of regions, and region pages in both generations."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harvest.replica.content import content
from harvest.replica.eccp import not_found
from harvest.replica.pages import page


def routes() -> list[Route]:
    """The platform's addresses."""
    return [
        Route("/map", _map),
        Route("/regions/{nuts}/tags/{tag}", _region),
        Route("/region-page-test/-/regions/{nuts}", _region),
    ]


async def _map(_: Request) -> Response:
    return page("map.html", title="Eye@RIS3", regions=content().regions)


async def _region(request: Request) -> Response:
    for region in content().regions:
        if region.path == request.url.path:
            title = f"{region.name} ({region.nuts})" if region.generation == "liferay" else region.name
            return page(f"region_{region.generation}.html", title=title, region=region)
    return not_found()
