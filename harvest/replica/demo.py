"""``make demo``: the replica is harvested into a fresh database under ``demo/``, and the yield is printed.

The command line does it, as a user would: what the demo shows is what anybody gets.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from harvest.replica.serve import running

FOLDER = Path("demo")


def main() -> int:
    """Runs the demo; returns the harvest's exit status."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    database = f"sqlite:///{FOLDER / 'harvest.db'}"
    print("Harvesting the offline replica of both platforms. Its counts are arranged: docs/replica.md says how.\n")
    sys.stdout.flush()
    with running() as replica:
        asked = [f"--at={name}={replica.url}" for name in ("eccp", "eyeris3")]
        command = [sys.executable, "-m", "harvest.cli", "run", *asked, "--delay=0", f"--database={database}"]
        status = subprocess.run(command, check=False).returncode  # our own command, our own words
    print(
        f"\nThe database: {FOLDER / 'harvest.db'}; every page read: {FOLDER / 'harvest-archive'}\n"
        f'Next: .venv/bin/harvest explain "Bron Innovation" --database {database}'
    )
    return status


if __name__ == "__main__":
    sys.exit(main())
