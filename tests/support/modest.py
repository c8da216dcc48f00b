"""Sources of which nothing is expected: a platform of two organisations is as good as any in a test."""

from __future__ import annotations

from harvest.sources import Expectations, Source, load_source


def modest(name: str) -> Source:
    """For ``harvest.evidence.expectations.load_source``."""
    return load_source(name).model_copy(update={"expectations": Expectations()})
