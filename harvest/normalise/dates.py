"""Dates as the platforms print them: ``Thursday, 13 July, 2006``, ``31 January 2005``, ``October 2012``, ``2009``."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
_PRINTED = re.compile(
    r"(?:[a-z]+day,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?:(?P<month>[a-z]{3,9})\.?,?\s+)?(?P<year>\d{4})"
)
_NUMERIC = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?|(\d{1,2})[./](\d{1,2})[./](\d{4})")


def year_of(printed: str, *, latest: int = 2100) -> int | None:
    """The year of a printed date; None where there is no date, or one that can't be (31 February, the year 3000)."""
    written = printed.strip().casefold()
    match = _NUMERIC.fullmatch(written)
    if match:
        year, month, day = match["year"] or match[6], match["month"] or match[5], match["day"] or match[4]
        return _checked(int(year), int(month), int(day or 1), latest)
    match = _PRINTED.fullmatch(written)
    if not match:
        return None
    month_number = 1
    if match["month"]:
        starts = [at for at, name in enumerate(_MONTHS, 1) if name.startswith(match["month"])]
        if len(starts) != 1:
            return None
        month_number = starts[0]
    return _checked(int(match["year"]), month_number, int(match["day"] or 1), latest)


def _checked(year: int, month: int, day: int, latest: int) -> int | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return year if 1000 <= year <= latest else None
