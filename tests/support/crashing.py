"""Harvests that die, in processes of their own, forked from one that has loaded everything: each costs little."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from harvest.crawl import archive
from harvest.crawl.resume import ResumeOptions, resume
from harvest.crawl.run import Ended, RunOptions, harvest
from harvest.errors import HarvestError
from pipelines.store import Store
from tests.support.loaded import context

ARCHIVED, TORN, BEFORE, AFTER = "archived", "torn", "before a commit", "after a commit"
MOMENTS = (ARCHIVED, TORN, BEFORE, AFTER)
DEAD = 137
"""The exit status of a process that died as if by kill -9: no handler ran, nothing was closed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One harvest, or its resume."""

    folder: Path
    url: str
    only: tuple[str, ...]
    mode: str = "auto"
    sources: tuple[str, ...] = ()
    resume: bool = False

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'harvest.db'}"

    @property
    def archive(self) -> Path:
        return self.folder / "harvest-archive"

    @property
    def told(self) -> dict[str, Any]:
        """What the process said at its end."""
        said: dict[str, Any] = json.loads((self.folder / "told.json").read_text("utf-8"))
        return said


def start(asked: Asked, die: tuple[str, int] | None = None) -> ForkServerProcess:
    """The process, under way. ``die``: at the so many-th of these moments."""
    process: ForkServerProcess = context().Process(target=_live, args=(asked, die))
    process.start()
    return process


def done(asked: Asked, die: tuple[str, int] | None = None) -> int:
    """The process, at its end: its exit status."""
    process = start(asked, die)
    process.join()
    status = process.exitcode
    process.close()
    return -1 if status is None else status


def _live(asked: Asked, die: tuple[str, int] | None) -> None:
    moments: Counter[str] = Counter()

    def passed(moment: str) -> bool:
        moments[moment] += 1
        return (moment, moments[moment]) == die

    _watch_archive(passed)
    _watch_store(passed)
    try:
        ended = _resumed(asked) if asked.resume else _harvested(asked)
        told, status = ended.summary, ended.exit_status
    except HarvestError as error:
        told, status = {"error": str(error)}, error.exit_status
    (asked.folder / "told.json").write_text(json.dumps({**told, "moments": moments}), "utf-8")
    sys.exit(status)


def _harvested(asked: Asked) -> Ended:
    places = {"eccp": asked.url, "eyeris3": asked.url}
    options = RunOptions(asked.database, mode=asked.mode, only=asked.only, sources=asked.sources, addresses=places)
    return harvest(replace(options, delay=0.0))


def _resumed(asked: Asked) -> Ended:
    return resume(ResumeOptions(asked.database, delay=0.0))


def _watch_archive(passed: Callable[[str], bool]) -> None:
    append = archive._append

    def watched(file: Any, member: bytes) -> int:
        if passed(TORN):
            file.write(member[: len(member) // 2])
            os._exit(DEAD)
        offset = append(file, member)
        if passed(ARCHIVED):
            os._exit(DEAD)
        return offset

    archive._append = watched


def _watch_store(passed: Callable[[str], bool]) -> None:
    def once(self: Store, work: Callable[[Any], Any]) -> Any:
        with self._engine.begin() as connection:
            result = work(connection)
            if passed(BEFORE):
                os._exit(DEAD)
        if passed(AFTER):
            os._exit(DEAD)
        return result

    Store._once = once  # type: ignore[method-assign]
