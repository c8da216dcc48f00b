"""Harvests one after the other, each in a process of its own, since a reactor starts once in a process.

The processes are forked from one that has loaded everything, so that each costs its harvest and hardly more.
"""

from __future__ import annotations

import time
import traceback
from contextlib import nullcontext
from typing import Any

from harvest.crawl.run import RunOptions, harvest
from tests.support.command import Meanwhile
from tests.support.loaded import context


class Harvests:
    """Runs harvests."""

    def __init__(self) -> None:
        self._context = context()

    def run(self, options: RunOptions, meanwhile: Meanwhile = nullcontext) -> dict[str, Any]:
        """The run's summary. Runs are told apart by the second in which they start.

        ``meanwhile``: what is to be otherwise while it runs.
        """
        started = int(time.time())
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_run, args=(options, meanwhile, theirs))
        process.start()
        theirs.close()
        try:
            summary = ours.recv()
        finally:
            process.join()
        while int(time.time()) == started:
            time.sleep(0.05)
        if isinstance(summary, str):
            raise RuntimeError(summary)
        told: dict[str, Any] = summary
        return told


def _run(options: RunOptions, meanwhile: Meanwhile, pipe: Any) -> None:
    try:
        with meanwhile():
            pipe.send(harvest(options).summary)
    except BaseException:
        pipe.send(traceback.format_exc())
        raise
