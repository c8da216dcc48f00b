"""Processes forked from one that has loaded everything: each costs its own work, and not the two seconds of a start."""

from __future__ import annotations

import multiprocessing
import sys
from typing import Any

LOADED = [
    "harvest.cli",
    "harvest.cli.asking",
    "harvest.cli.yields",
    "harvest.crawl.run",
    "harvest.crawl.resume",
    "harvest.crawl.saved",
    "harvest.settings",
    "harvest.evidence.trail",
    "harvest.evidence.find",
    "harvest.evidence.judging",
    "harvest.evidence.registration",
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
    "rich.table",
    "tests.support.command",
    "tests.support.crashing",
]
"""No reactor among them: each process installs its own."""


def context() -> Any:
    """What starts such processes; where there is no forking, they load everything themselves."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(LOADED)
    return forking
