"""Countries by name, in many languages, to ISO 3166-1 alpha-2.

The names are CLDR's, turned round. Aliases are the few spellings that the platforms use and CLDR does not.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

from harvest.normalise.text import label_key

_LANGUAGES = (
    "en sv da de nl fr es it pt pl cs sk sl hr sr bs mk sq hu ro bg el tr fi et lv lt nb is uk ka ga mt ca"
).split()

_ALIASES = {
    "EL": "GR",  # the European Commission's own code for Greece
    "UK": "GB",
    "Czech Republic": "CZ",
    "Slovak Republic": "SK",
    "The Netherlands": "NL",
    "Macedonia": "MK",
    "Republic of North Macedonia": "MK",
    "Turkey": "TR",
    "Republic of Moldova": "MD",
    "Kosovo*": "XK",
    "Bosnia and Herzegovina": "BA",
}


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes.setdefault(label_key(name), code)
                codes.setdefault(code.casefold(), code)
    return codes | {label_key(name): code for name, code in _ALIASES.items()}


def country_code(name: str) -> str | None:
    """The ISO code that a country's name or code stands for, None where it is none.

    ``Sverige``, ``Tjeckien``, ``EL`` and ``Türkiye`` are known, ``Europe`` is not.
    """
    return _codes().get(label_key(name))


def country_names() -> list[str]:
    """The countries' names in English, in CLDR's order."""
    return [name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()]
