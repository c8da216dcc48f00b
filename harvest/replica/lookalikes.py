"""Invented organisations that look like each other, for whoever judges whether two are one.

No two of them have both the same name and the same homepage, so none is the same as another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from harvest.replica.organisations import Organisation, slug

EACH = 7
"""Pairs of each kind."""


def with_lookalikes(organisations: Iterable[Organisation]) -> list[Organisation]:
    """The same organisations, 21 pairs of them made similar: sisters, namesakes and neighbours."""
    found = list(organisations)
    clusters = [place for place, organisation in enumerate(found) if organisation.layout == "B"]
    for number in range(3 * EACH):
        first, second = clusters[40 * number], clusters[40 * number + 1]
        found[second] = (_sister, _namesake, _neighbour)[number % 3](found[first], found[second])
    return found


def _sister(first: Organisation, second: Organisation) -> Organisation:
    """Another field, run by the same people: one host, another page of it."""
    name = f"{first.name.split()[0]} {' '.join(second.name.split()[1:])}"
    homepage = f"{first.homepage.rstrip('/')}/{second.theme}"
    moved = replace(second, country=first.country, region_line=first.region_line, homepage=homepage, email=first.email)
    return _renamed(second, name, moved)


def _namesake(first: Organisation, second: Organisation) -> Organisation:
    """The same name in another country, with another homepage; Drupal numbers the second address."""
    return _renamed(second, first.name, second)


def _neighbour(first: Organisation, second: Organisation) -> Organisation:
    """Nearly the same name in the same country, with another homepage."""
    words = first.name.split()
    moved = replace(second, country=first.country, region_line=first.region_line)
    return _renamed(second, f"{' '.join(words[1:3])} {words[0]} e.V.", moved)


def _renamed(was: Organisation, name: str, to: Organisation) -> Organisation:
    text = to.description.replace(f" in {was.country} ", f" in {to.country} ")
    address = slug(name)
    return replace(to, name=name, native_name="", slug=address, path=f"/content/{address}", description=text)
