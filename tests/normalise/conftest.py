"""The tables are read once, before any property test looks at the clock."""

from __future__ import annotations

import pytest

from harvest.normalise.rules import statements
from harvest.records import Value


@pytest.fixture(scope="session", autouse=True)
def _tables_are_read() -> None:
    fields = ("name", "place", "homepage", "email", "phone", "sector", "label")
    statements(Value(field, "Sweden: https://x.example Cluster e.V. (Årsta)", "x") for field in fields)
    statements([Value("homepage", "https://sites.google.com/a?b=1", "x")])
