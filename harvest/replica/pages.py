"""Templates to pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def page(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A template of the replica, filled. Without validators: whether the live sites send any is not known."""
    return HTMLResponse(_templates().get_template(template).render(values), status_code=status)
