"""What takes long to make is made by one worker, and read by the others."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
PATIENCE = 600.0
"""Seconds that a worker waits for another one."""


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """What ``make`` gives for a folder that all workers share; whoever comes first makes it.

    Raises RuntimeError where the maker failed: its own error is told where it happened.
    """
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    made, failed = folder.with_suffix(".pickle"), folder.with_suffix(".failed")
    try:
        folder.mkdir()
    except FileExistsError:
        found: T = _awaited(made, failed)
        return found
    try:
        result = make(folder)
    except BaseException:
        failed.touch()
        raise
    written = folder.with_suffix(".writing")
    written.write_bytes(pickle.dumps(result))
    written.rename(made)
    return result


def _awaited(made: Path, failed: Path) -> Any:
    deadline = time.monotonic() + PATIENCE
    while not made.exists():
        if failed.exists() or time.monotonic() > deadline:
            raise RuntimeError(f"{made.stem} was not made: see the worker that tried")
        time.sleep(0.1)
    return pickle.loads(made.read_bytes())
