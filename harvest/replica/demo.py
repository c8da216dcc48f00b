"""``make demo``: the replica is harvested into a fresh database under ``demo/``, down to a workbook to open.

With the whole catalogue: what is unmanageable is left at its first page, and that is no failure of the demo.

The command line does it, as a user would: what the demo shows is what anybody gets.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from harvest.replica.serve import running
from harvest.sources import NAMES

FOLDER = Path("demo")
WORKBOOK = "kluster-s3-vasternorrland.xlsx"
EXIT_INCOMPLETE = 3
"""Of ``harvest run``: it ended, but some search is not complete."""


def main() -> int:
    """Runs the demo; returns 0 where every search was answered or is too large to be read unasked."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    database = FOLDER / "harvest.db"
    print("Harvesting the offline replica of both platforms. Its counts are arranged: docs/replica.md says how.\n")
    with running() as replica:
        status = _harvest("run", *(f"--at={name}={replica.url}" for name in NAMES), "--delay=0", "--concurrency=16")
    if status == 0 or (status == EXIT_INCOMPLETE and _only_capped(database)):
        status = 0
        print("\nThe twelve searches of the 2022 report once more, and what they may have meant:\n")
        _harvest("yield", "--published")
        print("\nRegions that share at least three priorities, by whom one finds there and by what they declare:\n")
        _harvest("regions")
        print("\nThe workbook, in Swedish:\n")
        status = _harvest("export", "xlsx", str(FOLDER / WORKBOOK))
    print(
        f"\nThe database: {database}; every page read: {FOLDER / 'harvest-archive'}\n"
        f'Where a value comes from: .venv/bin/harvest explain "Bron Innovation" --database {_url(database)}'
    )
    if status == 0:
        print(f"Next: open {(FOLDER / WORKBOOK).absolute()}")
    return status


def _harvest(*arguments: str) -> int:
    """Our own command, our own words."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "harvest.cli", *arguments, f"--database={_url(FOLDER / 'harvest.db')}"]
    return subprocess.run(command, check=False).returncode


def _url(database: Path) -> str:
    return f"sqlite:///{database}"


def _only_capped(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        (others,) = connection.execute(
            "SELECT COUNT(*) FROM v1_searches WHERE status NOT IN ('complete', 'capped')"
        ).fetchone()
    return bool(others == 0)


if __name__ == "__main__":
    sys.exit(main())
