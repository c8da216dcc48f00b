"""When a record's value is the one that a facet asks for, though the two are written in different ways."""

from __future__ import annotations

from functools import cache, lru_cache

from harvest.normalise.countries import country_code
from harvest.normalise.text import label_key
from harvest.vocabulary import facet_values, look_up


@lru_cache(maxsize=16_384)
def keys(facet: str, value: str) -> frozenset[str]:
    """What a value stands for; two values are the same where they share a key.

    A country is its ISO code. A value of a known list is that value in any of its spellings, ``Group: Value`` and
    ``Group/Value`` among them. A value without its group stands for every group that has such a value: ``Transport &
    logistics`` is both the one of aeronautics and the one of blue growth. Any other value is its ``label_key``.
    """
    if facet == "country":
        code = country_code(value)
        if code:
            return frozenset({code})
    known = look_up(facet, value)
    if known:
        return frozenset({label_key(known.name)})
    key = label_key(value)
    return _grouped(facet).get(key) or frozenset({key} if key else ())


@cache
def _grouped(facet: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for known in facet_values():
        if known.facet == facet and known.group:
            for spelling in (known.value, *known.aliases):
                key = label_key(spelling)
                found[key] = found.get(key, frozenset()) | {label_key(known.name)}
    return found
