"""The command started from nothing, as a shell does; other tests fork it from a process that has loaded everything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.loaded import LOADED

ROOT = Path(__file__).parents[2]
UNLOADED = """
import importlib
for module in {modules}:
    importlib.import_module(module)
from harvest.sources import load_source
assert not load_source.cache_info().currsize
"""


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["plan", "--only", "govtech"], 0, "Requests"),
        (["plan", "--only", "govtehc"], 2, "harvest: "),
    ],
)
def test_the_command_starts(tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    done = python(tmp_path, "-W", "error::ResourceWarning", "-m", "harvest.cli", *arguments)
    assert (done.returncode, said in done.stdout + done.stderr, "Traceback" in done.stderr) == (status, True, False)


def test_no_module_reads_a_source_s_file_when_it_is_loaded(tmp_path: Path) -> None:
    """A user's own labels would come too late."""
    done = python(tmp_path, "-c", UNLOADED.format(modules=LOADED))
    assert done.returncode == 0, done.stderr


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HARVEST_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
