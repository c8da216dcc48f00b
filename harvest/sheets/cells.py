"""What one cell says, as text that the normalising rules understand; or why it can't be taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from harvest.normalise.mail import without_personal
from harvest.normalise.phones import without_numbers
from harvest.sheets.fields import DATES, misfit
from harvest.sheets.grid import Scalar
from harvest.sheets.mapping import Column

_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
"""Days since 1900 as spreadsheets count them: 1927 to 2119."""
_UNSURE_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SUSPECT = frozenset("ÃÂâ")
"""What the first bytes of UTF-8 look like in another encoding."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_LONGEST = 20_000


class Refused(Exception):
    """One cell that can't be taken; says why, and what would be right."""


def printed(cell: Scalar) -> str:
    """The cell as text: numbers without a superfluous ``.0``, dates as ISO has them. Raises Refused."""
    if isinstance(cell, str):
        return _sound(cell.strip())
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(sep=" ")
    if isinstance(cell, int | date):
        return str(cell)
    raise Refused(f"a time of day, {cell}, where something else is expected")


def _sound(text: str) -> str:
    if _CONTROL.search(text):
        raise Refused("there are characters in it that no text has: a wrong encoding?")
    if not _SUSPECT.isdisjoint(text) and _decoded_twice(text):
        raise Refused(f"{text[:40]!r} was decoded with a wrong encoding before it was saved")
    if len(text) > _LONGEST:
        raise Refused(f"it has {len(text):,} characters, more than {_LONGEST:,}")
    return text


def _decoded_twice(text: str) -> bool:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8") != text
        except UnicodeError:
            continue
    return False


def without_persons(text: str) -> str:
    """The text without personal addresses and telephone numbers."""
    return without_numbers(without_personal(text))


def value_of(text: str, cell: Scalar, column: Column, formats: Sequence[str]) -> str:
    """The text that a field's rule gets. Raises Refused for a cell that does not fit the field."""
    value = column.value_of(text)
    if value is None:
        known = ", ".join(map(repr, column.values or {}))
        raise Refused(f"{text!r} is none of the values that the mapping knows: {known}")
    if column.field in DATES:
        value = _date(value, cell, formats)
    reason = misfit(column.field, value)
    if reason:
        raise Refused(f"{value!r} is {reason}")
    return value


def _date(text: str, cell: Scalar, formats: Sequence[str]) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        raise Refused(f"{text} is a number that looks like a date's: format the column as dates")
    for one in formats:
        try:
            return datetime.strptime(text, one).date().isoformat()  # noqa: DTZ007  # a date has no zone
        except ValueError:
            continue
    unsure = _UNSURE_DATE.fullmatch(text)
    if unsure and int(unsure[1]) <= 12 and int(unsure[2]) <= 12 and unsure[1] != unsure[2]:
        raise Refused(f"{text!r} may be two dates: say which under `date_formats` in the mapping, %d/%m/%Y or %m/%d/%Y")
    return text
