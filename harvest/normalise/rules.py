"""Which rule cleans which field: the values of a record as read become its statements.

A value that its rule can't clean is kept as printed, under the same field with ``_as_printed`` added, so that
nothing is lost and no view takes it for clean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from harvest.normalise import labels
from harvest.normalise.countries import country_code
from harvest.normalise.dates import iso_date, year_of
from harvest.normalise.facets import FACET_OF_FIELD, KNOWN, facet_value
from harvest.normalise.mail import functional_address
from harvest.normalise.members import contradictions
from harvest.normalise.names import clean_name
from harvest.normalise.numbers import count
from harvest.normalise.phones import phone_number
from harvest.normalise.places import Located, locate, place
from harvest.normalise.text import label_key, squeeze
from harvest.normalise.urls import is_shared, web_address
from harvest.records import Cell, Statement, Value

AS_PRINTED = "as printed"
Rule = Callable[[Value, str | None], Iterator[Statement]]

_TYPES = {
    **dict.fromkeys(
        ("cluster organisation", "cluster organisations", "cluster", "kluster", "klusterorganisation"), "cluster"
    ),
    **dict.fromkeys(
        ("cluster networks", "cluster network", "meta cluster", "meta clusters", "metacluster"), "meta-cluster"
    ),
    **dict.fromkeys(("metakluster", "meta kluster"), "meta-cluster"),
    **dict.fromkeys(("network", "networks", "natverk"), "network"),
    **dict.fromkeys(("innovation hub", "digital innovation hub", "edih", "innovationshubb", "hubb"), "innovation hub"),
    **dict.fromkeys(("trade association", "industry association", "branschorganisation"), "trade association"),
    **dict.fromkeys(("programme", "program", "innovation programme", "innovationsprogram"), "programme"),
    **dict.fromkeys(("other", "annan", "annat", "ovrigt", "ovrig"), "other"),
}
_YES = frozenset("1 true yes y x ja j oui si sim tak ano da igen kylla jah".split())
_NO = frozenset("0 false no n nej nein non nao nie ne nem ei".split())


def statements(values: Iterable[Value], cells: Sequence[Cell] = ()) -> tuple[Statement, ...]:
    """Every value as a statement, in the order read, then what several of them say together.

    Total: no value raises, none is dropped but e-mail of persons. The order of the values changes no statement.
    ``cells``: of values from a spreadsheet, the cell that each stands in.
    """
    collected = tuple(values)
    country = _country(collected)
    found = [
        statement if cell is None else _in_cell(statement, value, cell)
        for value, cell in zip_longest(collected, cells)
        for statement in _clean(value, country)
    ]
    return tuple(dict.fromkeys((*found, *_together(found))))


def organisation_type(printed: str) -> str | None:
    """The type of organisation, of the closed list, that a text names; None where it names none."""
    return _TYPES.get(label_key(printed))


def yes_or_no(printed: str) -> str | None:
    """``true`` or ``false`` of a word that says so in some language; None where none does."""
    word = label_key(printed)
    return "true" if word in _YES else "false" if word in _NO else None


def _in_cell(statement: Statement, value: Value, cell: Cell) -> Statement:
    """The statement with its cell, and the cell's own text where the mapping made another of it."""
    if cell.printed == value.original:
        return replace(statement, place=cell.place)
    how = f"{statement.how}, from what the mapping says of {cell.printed!r}"
    return replace(statement, place=cell.place, original=cell.printed, how=how.removeprefix(f"{AS_PRINTED}, "))


def _country(values: tuple[Value, ...]) -> str | None:
    """The record's country, which its other values need; None where it is not stated, or stated in two ways."""
    stated = {country_code(value.original) for value in values if value.field == "country"}
    stated |= {place(value.original).country for value in values if value.field == "place"}
    known = stated - {None}
    return known.pop() if len(known) == 1 else None


def _clean(value: Value, country: str | None) -> Iterator[Statement]:
    rule = _RULES.get(value.field)
    if rule is not None:
        yield from rule(value, country)
    elif value.field.startswith("members_"):
        yield from _one(value, value.field, count(value.original), "whole number")
    elif value.field in FACET_OF_FIELD:
        known = facet_value(value.field, value.original)
        yield from (_text(value, squeeze(value.original)) if known is None else _one(value, value.field, known, KNOWN))
    else:
        yield from _text(value, squeeze(value.original))


def _name(value: Value, country: str | None) -> Iterator[Statement]:
    clean = clean_name(value.original)
    if clean.name:
        yield Statement(value.field, clean.name, value.original, ", then ".join(clean.rules) or AS_PRINTED)
    for other in clean.others:
        yield Statement(other.kind, other.value, value.original, other.how)


def _place(value: Value, country: str | None) -> Iterator[Statement]:
    yield Statement("region_as_printed", squeeze(value.original), value.original, AS_PRINTED)
    found = place(value.original)
    yield from _one(value, "country", found.country, found.how)
    yield from _located(value, found.located)


def _region(value: Value, country: str | None) -> Iterator[Statement]:
    yield Statement("region_as_printed", squeeze(value.original), value.original, AS_PRINTED)
    if country:
        yield from _located(value, locate(country, value.original))


def _located(value: Value, found: Located) -> Iterator[Statement]:
    if found.region:
        around = "" if not found.parts and not found.partly else ", in the smallest region that holds all of it"
        yield Statement("nuts", found.region.nuts, value.original, found.how + around)
    for nuts in found.parts:
        yield Statement("nuts_part", nuts, value.original, found.how)
    for nuts in found.partly:
        yield Statement("nuts_part", nuts, value.original, f"{found.how}; of this only a part")


def _established(value: Value, country: str | None) -> Iterator[Statement]:
    yield Statement("established", squeeze(value.original), value.original, AS_PRINTED)
    exact = iso_date(value.original)
    if exact:
        yield Statement("date_established", exact, value.original, "date as exact as printed")
    yield from _one(value, "year_established", year_of(value.original), "year of a date")


def _label(value: Value, country: str | None) -> Iterator[Statement]:
    yield from _one(value, "label", labels.label_level(value.original), "label level")
    year = labels.label_year(value.original)
    if year is not None:
        yield Statement("label_year", str(year), value.original, "year printed with the label")
    issuer = labels.label_issuer(year)
    if issuer is not None:
        yield Statement("label_issuer", issuer, value.original, "issuer of that year's labels")


def _other_label(value: Value, country: str | None) -> Iterator[Statement]:
    yield from _text(value, squeeze(value.original))
    for award in labels.awards(value.original):
        yield Statement("award", squeeze(award), value.original, "one of a list")
        if labels.is_edih(award):
            yield Statement("is_edih", "true", value.original, "named among other labels")
        if labels.is_seal_of_excellence(award):
            yield Statement("has_seal_of_excellence", "true", value.original, "named among other labels")


def _homepage(value: Value, country: str | None) -> Iterator[Statement]:
    address = web_address(value.original)
    shared = address is not None and is_shared(address)
    yield from _one(value, "homepage", address, "canonical web address" + (", on a shared host" if shared else ""))


def _email(value: Value, country: str | None) -> Iterator[Statement]:
    address = functional_address(value.original)
    if address:
        yield Statement("email", address, value.original, "functional address")


def _lines(value: Value, country: str | None) -> Iterator[Statement]:
    lines = (squeeze(line) for line in value.original.splitlines())
    yield from _text(value, "\n".join(filter(None, lines)))


def _yes_or_no(field: str) -> Rule:
    return lambda value, _: _one(value, field, yes_or_no(value.original), "yes or no")


def _date(field: str) -> Rule:
    return lambda value, _: _one(value, field, iso_date(value.original), "date as exact as printed")


_RULES: dict[str, Rule] = {
    "name": _name,
    "native_name": _name,
    "place": _place,
    "region": _region,
    "country": lambda value, _: _one(value, "country", country_code(value.original), "CLDR country name"),
    "established": _established,
    "label": _label,
    "other_label": _other_label,
    "type": lambda value, _: _one(value, "type", organisation_type(value.original), "type of organisation"),
    **{field: _yes_or_no(field) for field in ("is_edih", "has_seal_of_excellence")},
    **{field: _date(field) for field in ("valid_from", "valid_to", "edih_date", "seal_date")},
    "homepage": _homepage,
    "email": _email,
    "phone": lambda value, country: _one(value, "phone", phone_number(value.original, country), "E.164"),
    "description": _lines,
    "strategy": _lines,
    "major_player": _lines,
    "facility": _lines,
}


def _together(found: list[Statement]) -> Iterator[Statement]:
    """What the numbers of members say about each other, where each is stated once."""
    stated: dict[str, set[str]] = {}
    for statement in found:
        stated.setdefault(statement.field, set()).add(statement.value)
    counts = {
        field: int(next(iter(numbers)))
        for field, numbers in stated.items()
        if field.startswith("members_") and not field.endswith("_as_printed") and len(numbers) == 1
    }
    for warning in contradictions(counts):
        yield Statement("warning", warning, warning, "members add up")


def _one(value: Value, field: str, clean: str | int | None, how: str) -> Iterator[Statement]:
    if clean is None:
        yield Statement(f"{field}_as_printed", squeeze(value.original), value.original, AS_PRINTED)
    else:
        yield Statement(field, str(clean), value.original, how)


def _text(value: Value, clean: str) -> Iterator[Statement]:
    if clean:
        how = AS_PRINTED if clean == value.original else "white space"
        yield Statement(value.field, clean, value.original, how)
