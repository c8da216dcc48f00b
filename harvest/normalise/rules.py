"""Which rule cleans which field: the values of a record as read become its statements.

A value that its rule can't clean is kept as printed, under the same field with ``_as_printed`` added, so that
nothing is lost and no view takes it for clean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harvest.normalise.countries import country_code
from harvest.normalise.dates import year_of
from harvest.normalise.mail import is_functional, unmask
from harvest.normalise.numbers import count
from harvest.normalise.places import place, region_in
from harvest.normalise.text import label_key, squeeze
from harvest.normalise.urls import web_address
from harvest.records import Statement, Value

AS_PRINTED = "as printed"

_TYPES = {
    "cluster organisation": "cluster",
    "cluster organisations": "cluster",
    "cluster": "cluster",
    "cluster networks": "meta-cluster",
    "cluster network": "meta-cluster",
    "meta cluster": "meta-cluster",
    "meta clusters": "meta-cluster",
    "network": "network",
    "networks": "network",
}
_LABELS = {"bronze": "bronze", "silver": "silver", "gold": "gold"}


def statements(values: Iterable[Value]) -> tuple[Statement, ...]:
    """Every value as a statement, in the order read. Total: no value raises, none is dropped but e-mail of persons."""
    collected = tuple(values)
    found: list[Statement] = []
    country: str | None = None
    for value in collected:
        for statement in _clean(value, country):
            found.append(statement)
            if statement.field == "country":
                country = statement.value
    return tuple(dict.fromkeys(found))


def _clean(value: Value, country: str | None) -> Iterator[Statement]:  # noqa: PLR0912  # a table of fields, row by row
    match value.field:
        case "place":
            yield from _place(value)
        case "country":
            yield from _one(value, "country", country_code(value.original), "CLDR country name")
        case "region":
            yield Statement("region_as_printed", squeeze(value.original), value.original, AS_PRINTED)
            region = region_in(country, value.original) if country else None
            if region:
                yield Statement("nuts", region.nuts, value.original, "NUTS name")
        case "established":
            yield Statement("established", squeeze(value.original), value.original, AS_PRINTED)
            yield from _one(value, "year_established", year_of(value.original), "year of a date")
        case "label":
            word = label_key(value.original).removesuffix(" label")
            yield from _one(value, "label", _LABELS.get(word), "label level")
        case "type":
            yield from _one(value, "type", _TYPES.get(label_key(value.original)), "type of organisation")
        case "homepage":
            yield from _one(value, "homepage", web_address(value.original), "canonical web address")
        case "email":
            address = unmask(value.original)
            if address and is_functional(address.partition("@")[0]):
                yield Statement("email", address, value.original, "functional address")
        case field if field.startswith("members_"):
            yield from _one(value, field, count(value.original), "whole number")
        case "description" | "strategy":
            lines = (squeeze(line) for line in value.original.splitlines())
            yield from _text(value, "\n".join(filter(None, lines)))
        case _:
            yield from _text(value, squeeze(value.original))


def _place(value: Value) -> Iterator[Statement]:
    yield Statement("region_as_printed", squeeze(value.original), value.original, AS_PRINTED)
    found = place(value.original)
    yield from _one(value, "country", found.country, "CLDR country name")
    if found.region:
        yield Statement("nuts", found.region.nuts, value.original, "NUTS name")


def _one(value: Value, field: str, clean: str | int | None, how: str) -> Iterator[Statement]:
    if clean is None:
        yield Statement(f"{field}_as_printed", squeeze(value.original), value.original, AS_PRINTED)
    else:
        yield Statement(field, str(clean), value.original, how)


def _text(value: Value, clean: str) -> Iterator[Statement]:
    if clean:
        how = AS_PRINTED if clean == value.original else "white space"
        yield Statement(value.field, clean, value.original, how)
