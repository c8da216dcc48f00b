"""Countries by name, in many languages, to ISO 3166-1 alpha-2.

The names are CLDR's, turned round. ``vocabularies/countries.csv`` has the spellings that the platforms use and
CLDR does not, each with the reason.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from harvest.normalise.text import label_key
from harvest.vocabularies import table

_LANGUAGES = (
    "en sv da de nl fr es it pt pl cs sk sl hr sr bs mk sq hu ro bg el tr fi et lv lt nb is uk ka ga mt ca eu gl ru"
).split()
_CODE_IN_BRACKETS = re.compile(r".*\((?P<code>[A-Z]{2})\)")


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes.setdefault(label_key(name), code)
                codes.setdefault(code.casefold(), code)
    return codes | {label_key(row["name"]): row["country"] for row in table("countries.csv")}


def country_code(name: str) -> str | None:
    """The ISO code that a country's name or code stands for, None where it is none.

    ``Sverige``, ``Tjeckien``, ``EL``, ``Türkiye`` and ``Germany (DE)`` are known, ``Europe`` is not. A name and a
    code in brackets that contradict each other are neither: ``Germany (FR)``.
    """
    found = _codes().get(label_key(name))
    bracket = _CODE_IN_BRACKETS.fullmatch(name.strip())
    if bracket is None:
        return found
    code = _codes().get(label_key(bracket["code"]))
    return found if code in (found, None) else code if found is None and _is_name(name) else None


def _is_name(name: str) -> bool:
    """Whether there is no word before the bracket that would be a name of its own."""
    return not label_key(name.partition("(")[0])


def country_names() -> list[str]:
    """The countries' names in English, in CLDR's order."""
    return [name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()]
