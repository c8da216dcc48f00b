"""``--update``: write the expectation of a frozen page that has none yet."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write missing expectations of frozen pages, to be reviewed")
