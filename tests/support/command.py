"""The command as a user calls it: a process of its own, since a reactor starts once in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SMALL = "[source.eccp.expectations]\nrecords = 0\n"
"""A replica of a few organisations is no platform that has lost a thousand."""


@dataclass(frozen=True, slots=True)
class Called:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def harvest(*arguments: str, cwd: Path, **environment: str) -> Called:
    """Calls ``harvest`` in a folder, with nothing of the caller's HARVEST_* environment.

    A folder without a ``harvest.toml`` gets one that expects no number of organisations.
    """
    if not (cwd / "harvest.toml").exists():
        (cwd / "harvest.toml").write_text(SMALL, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HARVEST_")}
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "harvest.cli", *arguments],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return Called(done.returncode, done.stdout, done.stderr)


def at(url: str, together: int = 1) -> list[str]:
    """The options that send a command to a replica, without a pause, and so many requests together."""
    options = [f"--at=eccp={url}", f"--at=eyeris3={url}", "--delay=0"]
    return options if together == 1 else [*options, f"--concurrency={together}"]
