"""A store on SQLite: what the command prints does not depend on the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fixtures import engine


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'harvest.db'}"


__all__ = ["engine"]
