"""A platform that has lost half of what it had, for one night: the run is kept, and nothing else is otherwise."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from harvest.database import open_database
from harvest.replica.serve import Running, running
from tests.support.command import harvest
from tests.support.crashing import Asked, done
from tests.support.same import contents

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="these harvests are forked")

_KNOWN = ("records", "statements", "unread", "participants", "organisations", "judgements", "declared_matches")


def night(folder: Path, replica: Running) -> tuple[int, dict[str, Any]]:
    """One harvest of the whole platform: its exit status and its summary."""
    folder.mkdir(exist_ok=True)
    asked = Asked(folder, replica.url, ("a1-govtech-01",), mode="directory", sources=("eccp",))
    return done(asked), asked.told


def known(folder: Path) -> dict[str, Any]:
    engine = open_database(f"sqlite:///{folder / 'harvest.db'}")
    try:
        every = contents(engine)
        return {table: every[table] for table in _KNOWN}
    finally:
        engine.dispose()


def test_half_a_platform_changes_nothing_until_it_is_let_out(tmp_path: Path) -> None:
    odd, even, released = tmp_path / "odd", tmp_path / "even", tmp_path / "released"
    # Less of it, and a field more on what is left.
    with running("plain", most=12) as whole, running("new-field", most=8) as half:
        for folder in (odd, even):
            assert night(folder, whole)[0] == 0
        before = known(odd)
        status, told = night(odd, half)
        assert (status, told["status"], told["records"]["changed"]) == (3, "complete", 8)
        assert "4 of 12 known records of eccp are missing at once" in told["quarantined"]
        assert known(odd) == before
        shutil.copytree(odd, released)
        for folder in (odd, even):
            status, once_more = night(folder, whole)
            assert (status, once_more["nothing_changed"]) == (0, True)
    assert known(odd) == known(even) == before
    refused = harvest("run", "--from-archive", told["run"], cwd=odd)
    assert refused.status == 2
    assert "let it out first, with `harvest db release`" in refused.err
    called = harvest("db", "release", told["run"], "--json", cwd=released)
    assert (called.status, called.json["run"]) == (0, told["run"])
    now = known(released)
    assert sum(half.url in str(row) for row in now["records"]) == 8
    assert len(now["records"]) == len(before["records"])
    assert len(now["unread"]) > len(before["unread"]) == 0
