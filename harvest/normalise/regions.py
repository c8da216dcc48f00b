"""The statements of a region's record: its code from the page, its names from NUTS, the page's own name beside them."""

from __future__ import annotations

from harvest.normalise.classifications import KINDS, class_of
from harvest.normalise.countries import country_code
from harvest.normalise.nuts import regions, successors
from harvest.normalise.rules import AS_PRINTED
from harvest.normalise.text import squeeze
from harvest.records import Statement, Value


def region_statements(nuts: str, values: tuple[Value, ...]) -> tuple[Statement, ...]:
    """Code, level, version, country and names of a region, with the rule behind each.

    A code that NUTS does not know keeps the page's name, ``English / Native`` taken apart.
    """
    printed = next((value.original for value in values if value.field == "name"), nuts)
    found = [
        Statement("nuts", nuts, nuts, AS_PRINTED),
        Statement("nuts_level", str(len(nuts) - 2), nuts, "length of the NUTS code"),
        Statement("name_as_printed", squeeze(printed), printed, AS_PRINTED),
    ]
    known = regions().get(nuts)
    if known is not None:
        return (
            *found,
            Statement("nuts_version", known.nuts_version, nuts, "NUTS code"),
            *_successors(nuts),
            Statement("country", known.country, nuts, "NUTS code"),
            Statement("name", known.name, printed, "NUTS code"),
            Statement("name_en", known.name_en, printed, "NUTS code"),
            Statement("name_sv", known.name_sv, printed, "NUTS code"),
            *_others(values),
        )
    english, _, native = (part.strip() for part in printed.partition("/"))
    country = country_code(nuts[:2])
    if country is not None:
        found.append(Statement("country", country, nuts, "first letters of the NUTS code"))
    return (
        *found,
        Statement("name", native or english, printed, "native half of a double name" if native else AS_PRINTED),
        Statement("name_en", english, printed, "English half of a double name" if native else AS_PRINTED),
        *_others(values),
    )


def _successors(nuts: str) -> list[Statement]:
    """What a code of an older edition is now: comparing regions of two editions needs one of them."""
    return [Statement("nuts_successor", code, nuts, "NUTS change table") for code in successors(nuts) if code != nuts]


def _others(values: tuple[Value, ...]) -> list[Statement]:
    return [_other(value) for value in values if value.field != "name"]


def _other(value: Value) -> Statement:
    known = class_of(value.field, value.original) if value.field in KINDS else None
    if known is None:
        return Statement(value.field, value.original, value.original, AS_PRINTED)
    return Statement(value.field, known.name, value.original, "classification of Eye@RIS3")
