"""Telephone numbers of organisations in one spelling. The sources' persons' numbers never get this far."""

from __future__ import annotations

import phonenumbers


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
