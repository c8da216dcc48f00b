"""Counts as printed: ``1 200``, ``1,200``, ``1.200``."""

from __future__ import annotations

import re

_COUNT = re.compile(r"[0-9]{1,3}(?:[ .,’'\u00a0\u202f][0-9]{3})+|[0-9]+")


def count(printed: str) -> int | None:
    """A whole number; None where the text is anything else ("over 500", "12.5")."""
    written = printed.strip()
    return int(re.sub(r"\D", "", written)) if _COUNT.fullmatch(written) else None
