"""Harvests one after the other, each in a process of its own, since a reactor starts once in a process.

The processes are forked from one that has loaded everything, so that each costs its harvest and hardly more.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
import traceback
from typing import Any
from unittest.mock import patch

from harvest.crawl.run import RunOptions, harvest
from tests.support.modest import modest

_LOADED = [
    "harvest.crawl.run",
    "harvest.settings",
    "spiders.eccp",
    "spiders.eyeris3",
    "pipelines.normalise",
    "pipelines.validate",
    "pipelines.deduplicate",
    "harvest.crawl.blocks",
    "harvest.crawl.pace",
    "harvest.crawl.progress",
    "harvest.crawl.robots",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.extensions.remote_control",
    "scrapy.extensions.throttle",
    "scrapy.pqueues",
    "scrapy.squeues",
    "babel.dates",
    "tests.support.modest",
]


class Harvests:
    """Runs harvests over small replicas: no number of organisations is expected of them."""

    def __init__(self) -> None:
        self._context: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
        if sys.platform != "win32":
            self._context.set_forkserver_preload(_LOADED)

    def run(self, options: RunOptions) -> dict[str, Any]:
        """The run's summary. Runs are told apart by the second in which they start."""
        started = int(time.time())
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_run, args=(options, theirs))
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


def _run(options: RunOptions, pipe: Any) -> None:
    try:
        with patch("harvest.evidence.expectations.load_source", modest):
            pipe.send(harvest(options).summary)
    except BaseException:
        pipe.send(traceback.format_exc())
        raise
