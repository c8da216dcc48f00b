"""The replica for its own tests."""

from __future__ import annotations

import pytest

from tests.replica.site import Site


@pytest.fixture
def site() -> Site:
    """The replica in good order."""
    return Site()
