"""The command as a user calls it: a process of its own, since a reactor starts once in a process.

Forked from one that has loaded everything; ``tests/end_to_end/test_start.py`` starts it from nothing.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvest.cli import main
from tests.support.loaded import context

Meanwhile = Callable[[], AbstractContextManager[Any]]

_PATIENCE = 600.0
"""Seconds that a command may take."""


@dataclass(frozen=True, slots=True)
class Called:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def harvest(*arguments: str, cwd: Path, meanwhile: Meanwhile = nullcontext, **environment: str) -> Called:
    """Calls ``harvest`` in a folder, with nothing of the caller's HARVEST_* environment.

    ``meanwhile``: what is to be otherwise while it runs.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HARVEST_")}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder)
        started = {**kept, "COLUMNS": "80", **environment}
        process = context().Process(target=_called, args=(arguments, str(cwd), started, str(told), meanwhile))
        process.start()
        process.join(_PATIENCE)
        status = process.exitcode
        if status is None:
            process.kill()
            process.join()
        process.close()
        out, err = ((told / name).read_text("utf-8") for name in ("out", "err"))
    if status is None:
        raise TimeoutError(f"harvest {' '.join(arguments)}: no end after {_PATIENCE} s\n{err}")
    return Called(status, out, err)


def _called(arguments: tuple[str, ...], cwd: str, environment: dict[str, str], told: str, meanwhile: Meanwhile) -> None:
    """The command's own process: as if it had been started from a shell, with its output in two files."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(told) / name, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    warnings.simplefilter("error", ResourceWarning)
    sys.argv = ["harvest", *arguments]
    with meanwhile():
        main()


def at(url: str, together: int = 1) -> list[str]:
    """The options that send a command to a replica, without a pause, and so many requests together."""
    options = [f"--at=eccp={url}", f"--at=eyeris3={url}", "--delay=0"]
    return options if together == 1 else [*options, f"--concurrency={together}"]
