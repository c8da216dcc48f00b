"""Telephone numbers of organisations in one spelling. The sources' persons' numbers never get this far."""

from __future__ import annotations

import re

import phonenumbers

_INTERNATIONAL = re.compile(
    # With the word before it: a label left alone would claim the next line as its value.
    r"(?:\b(?:phone|telephone|mobile|fax|tel)\b[.:]?\s*)?(?<![\w/.=-])(?:\+|00)\s?\d{1,3}(?:[\s()./-]*\d){6,13}(?!\w)",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"(?:\+|00)\s?\d")
"""What every such number begins with: most pages have none, and need no closer look."""


def without_numbers(text: str) -> str:
    """The text without telephone numbers in international form."""
    return _INTERNATIONAL.sub("", text) if _PREFIX.search(text) else text


def phone_number(printed: str, country: str | None) -> str | None:
    """A number in E.164 (``+46812345678``); None where it is none. ``country`` (ISO) completes a national number.

    Idempotent.
    """
    try:
        number = phonenumbers.parse(printed, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
