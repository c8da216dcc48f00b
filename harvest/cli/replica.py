"""``harvest replica``."""

from __future__ import annotations

from typing import Annotated

import typer

from harvest.cli import app


@app.command()
def replica(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 takes a free one.")] = 8000,
    scenario: Annotated[str, typer.Option(metavar="NAME", help="How the platforms behave.")] = "plain",
) -> None:
    """Serves the offline replica of both platforms.

    Its counts are arranged and its organisations mostly invented: see docs/replica.md.

    Example: `harvest replica --port 8000`, and in another terminal
    `harvest run --at eccp=http://127.0.0.1:8000 --at eyeris3=http://127.0.0.1:8000 --delay 0`
    """
    from harvest.replica.serve import serve  # noqa: PLC0415  # a server is loaded only to serve

    serve(port=port, scenario=scenario, ready=_tell)


def _tell(url: str) -> None:
    print(f"The replica answers at {url} for both platforms. Ctrl-C stops it.\n")
    print(f"  harvest run --at eccp={url} --at eyeris3={url} --delay 0", flush=True)
