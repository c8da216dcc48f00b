"""Dates as the platforms print them: ``Thursday, 13 July, 2006``, ``31 January 2005``, ``October 2012``, ``2009``."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
_PRINTED = re.compile(
    r"(?:[a-z]+day,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?:(?P<month>[a-z]{3,9})\.?,?\s+)?(?P<year>\d{4})"
)
_NUMERIC = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?|(\d{1,2})[./](\d{1,2})[./](\d{4})")


def iso_date(printed: str, *, latest: int = 2100) -> str | None:
    """A printed date as ``2006-07-13``, ``2012-10`` or ``2009``, as exact as it is printed.

    None where there is no date, or one that can't be (31 February, the year 3000). Idempotent.
    """
    written = printed.strip().casefold()
    match = _NUMERIC.fullmatch(written)
    if match:
        year, month, day = match["year"] or match[6], match["month"] or match[5], match["day"] or match[4]
        return _checked(year, int(month), day, latest)
    match = _PRINTED.fullmatch(written)
    if not match:
        return None
    if not match["month"]:
        return None if match["day"] else _checked(match["year"], None, None, latest)
    starts = [at for at, name in enumerate(_MONTHS, 1) if name.startswith(match["month"])]
    return _checked(match["year"], starts[0], match["day"], latest) if len(starts) == 1 else None


def year_of(printed: str, *, latest: int = 2100) -> int | None:
    """The year of a printed date; None where ``iso_date`` gives none."""
    found = iso_date(printed, latest=latest)
    return int(found[:4]) if found else None


def _checked(year: str, month: int | None, day: str | None, latest: int) -> str | None:
    try:
        whole = date(int(year), month or 1, int(day or 1)).isoformat()
    except ValueError:
        return None
    exact = whole if day else whole[:7] if month else whole[:4]
    return exact if 1000 <= int(year) <= latest else None
