"""How old something may be, as a person writes it: ``7d``, ``36h``, ``2w``."""

from __future__ import annotations

import re
from datetime import timedelta

from harvest.errors import ConfigurationError

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_MOST = timedelta(days=36_500)


def age(option: str, written: str) -> timedelta:
    """The span of time. Raises ConfigurationError, naming the option and what would be right."""
    match = re.fullmatch(r"([1-9][0-9]{0,5})([hdw])", written.strip().lower())
    span = int(match[1]) * _UNITS[match[2]] if match else _MOST
    if span >= _MOST:
        raise ConfigurationError(f"{option} {written}: write it in hours, days or weeks, e.g. 36h, 7d or 4w")
    return span
