"""Twelve months of one platform: profiles are edited, added, removed and renamed, and everybody knows when.

All of it is invented, and the same on every machine. The platform begins with ``FIRST`` clusters of the replica's own.
From the month ``SEARCH_CHANGES`` on its search wants all of the loose words, where any of them was enough; in ``DOWN``
the server answers 503 in the middle of a visit, and in ``BLOCKED`` a check for humans stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from harvest.replica.content import content
from harvest.replica.dice import Dice
from harvest.replica.organisations import Organisation, slug

MONTHS = range(1, 13)
FIRST = 28
"""Clusters in the first month."""
DOWN, SEARCH_CHANGES, BLOCKED = 4, 7, 9
AT = 12
"""The request, robots.txt not counted, from which on the server is down, or asks whether we are human."""

EDITED, ADDED, REMOVED, RENAMED, RETURNED = "edited", "added", "removed", "renamed", "returned"
SENTENCE = "It now tests robots in cold water."
"""What an edited profile says more than before; no other says so."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one profile, in the month of that number."""

    month: int
    what: str
    before: str
    """Its address before, and after; the same unless it was renamed."""
    after: str
    field: str = ""
    """Of an edit: the field of a record that says otherwise."""


@dataclass(frozen=True, slots=True)
class Month:
    """The platform in one month: its profiles, and addresses that lead to others."""

    number: int
    organisations: tuple[Organisation, ...]
    moved: Mapping[str, str]
    """Path to path; a renamed profile's old address leads to the new one, or nowhere."""
    changed: Mapping[str, str]
    """Path to when the profile last changed, as the sitemap prints it."""


_CALENDAR = (
    (2, EDITED, "members"), (2, EDITED, "robots"), (2, ADDED, ""),
    (3, REMOVED, ""), (3, RENAMED, "nowhere"),
    (4, EDITED, "members"), (4, ADDED, ""),
    (5, EDITED, "homepage"),
    (6, RENAMED, "moved"), (6, EDITED, "robots"),
    (7, EDITED, "members"), (7, ADDED, ""),
    (8, REMOVED, ""), (8, EDITED, "no robots"),
    (9, REMOVED, ""), (9, ADDED, ""), (9, EDITED, "members"),
    (10, RETURNED, ""), (10, RENAMED, "nowhere"),
    (11, EDITED, "homepage"), (11, EDITED, "robots"),
)  # fmt: skip
"""Month, what happens, and how; to which profile, the dice say. Nothing happens in the last month."""


@cache
def year() -> tuple[tuple[Month, ...], tuple[Event, ...]]:
    """The twelve months, and what happened in them."""
    everyone = [found for found in content().organisations if found.theme and not found.is_network]
    standing = {found.path: found for found in everyone[:FIRST]}
    later, removed, moved = iter(everyone[FIRST:]), dict[str, Organisation](), dict[str, str]()
    changed: dict[str, str] = {}
    months, events = [], []
    for number in MONTHS:
        for turn, (_, what, how) in enumerate(entry for entry in _CALENDAR if entry[0] == number):
            if what == ADDED:
                found = next(later)
                after = found
            elif what == RETURNED:
                found = after = removed.pop(next(iter(removed)))
            else:
                found = _picked(Dice(f"year/{number}/{turn}"), standing, changed, how)
                after = _CHANGES[how](found) if what == EDITED else _renamed(found) if what == RENAMED else found
                del standing[found.path]
            if what == REMOVED:
                removed[found.path] = found
            else:
                standing[after.path] = after
            if how == "moved":
                moved[found.path] = after.path
            changed |= dict.fromkeys((found.path, after.path), f"2027-{number:02}-02T08:00Z")
            events.append(Event(number, what, found.path, after.path, _FIELDS.get(how, "")))
        months.append(Month(number, tuple(standing.values()), dict(moved), dict(changed)))
    return tuple(months), tuple(events)


def _picked(dice: Dice, standing: Mapping[str, Organisation], changed: Mapping[str, str], how: str) -> Organisation:
    """Somebody to whom nothing has happened yet; only who has robots can lose them."""
    if how == "no robots":
        return next(found for found in standing.values() if SENTENCE in found.description)
    return dice.pick([found for path, found in standing.items() if path not in changed and found.layout == "B"])


def _renamed(found: Organisation) -> Organisation:
    """Another name, and hence another address; everything else stays, the homepage as well."""
    first, *rest = found.name.split()
    name = " ".join(["New", first, *rest])
    return replace(found, name=name, slug=slug(name), path=f"/content/{slug(name)}")


def _more_members(found: Organisation) -> Organisation:
    sme, total = found.members.sme or 0, found.members.total or 0
    return replace(found, members=replace(found.members, sme=sme + 7, total=total + 7))


_CHANGES: Mapping[str, Callable[[Organisation], Organisation]] = {
    "members": _more_members,
    "homepage": lambda found: replace(found, homepage=f"{found.homepage.rstrip('/')}/about"),
    "robots": lambda found: replace(found, description=f"{found.description} {SENTENCE}"),
    "no robots": lambda found: replace(found, description=found.description.replace(f" {SENTENCE}", "")),
}
_FIELDS = {"members": "members_total", "homepage": "homepage", "robots": "description", "no robots": "description"}
