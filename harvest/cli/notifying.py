"""What ``harvest run`` and ``resume`` do for ``--notify``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from harvest.cli.options import configuration

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvest.crawl.run import Ended


def notifying(given: str | None, run: Callable[[], Ended]) -> Ended:
    """Runs, then tells the command of the option or of harvest.toml, if there is news; its failure is only told.

    Raises ConfigurationError before the run where the command is none, and whatever the run raises.
    """
    from harvest.crawl import notify  # noqa: PLC0415
    from harvest.crawl.run import BrokenRun  # noqa: PLC0415

    written = given if given is not None else configuration().notify
    if written is None:
        return run()
    command = notify.words("--notify" if given is not None else "harvest.toml: notify", written)
    try:
        ended = run()
    except BrokenRun as broken:
        because = [f"the run broke off: {broken.reason}"]
        _tell(command, {"run": broken.run_id, "status": "broken off", "because": because})
        raise
    with ended.engine.connect() as connection:
        because = notify.news(connection, ended.summary)
    if because:
        _tell(command, {**ended.summary, "because": because})
    return ended


def _tell(command: list[str], document: dict[str, object]) -> None:
    from harvest.crawl.notify import tell  # noqa: PLC0415

    failure = tell(command, document)
    if failure:
        print(f"harvest: nobody was notified: {failure}", file=sys.stderr)
