"""Are the home region's priorities registered on Eye@RIS3, as it was harvested, and in the same words?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import Connection, text

from harvest.evidence.rows import read_rows
from harvest.normalise.text import label_key
from harvest.strategy import Priority

REGISTERED, WORDED, CHANGED, MISSING = "registered", "worded differently", "changed", "missing"

_ALIKE, _SHORTER = 75.0, 90.0
"""Of 100. "GovTech" and "FoodTech" are 67 alike."""
_LITTLE = 3
"""Letters: "and", "of" and the like make no two names alike."""
_TOLD = 90.0
"""Of 100: the name, nearly as it stands, within the description."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One priority as the region's page states it, or stated it until ``gone_at``."""

    title: str
    description: str
    period: str | None
    page_url: str
    stated_at: str
    gone_at: str | None


@dataclass(frozen=True, slots=True)
class Registration:
    """One priority of the home region beside what is registered."""

    priority: str
    name_en: str
    name_sv: str
    status: str
    registered: Declared | None
    before: Declared | None
    """What the page stated for it in an earlier run and states no longer."""
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """The whole registration: each priority of the home region, and what is declared beside them."""

    nuts: str
    priorities: tuple[Registration, ...]
    others: tuple[Declared, ...]

    @property
    def complete(self) -> bool:
        return all(one.status == REGISTERED for one in self.priorities)


def read_declared(connection: Connection, nuts: str) -> list[Declared] | None:
    """All that the region's page states, and stated in earlier runs; None where the region was never read."""
    if connection.scalar(text("SELECT nuts FROM v1_regions WHERE nuts = :nuts"), {"nuts": nuts}) is None:
        return None
    return read_rows(connection, Declared, _DECLARED, nuts=nuts)


def check_registration(nuts: str, priorities: Sequence[Priority], declared: Iterable[Declared]) -> Check:
    """Each priority with the declared one that is most like it; each declared one stands for one priority only."""
    declared = list(declared)
    now = [one for one in declared if one.gone_at is None]
    matched = _matched(priorities, now)
    earlier = _matched(priorities, [one for one in declared if one.gone_at is not None])
    rows = tuple(_registration(one, matched.get(one.id), earlier.get(one.id)) for one in priorities)
    taken = [row.registered for row in rows]
    return Check(nuts, rows, tuple(one for one in now if one not in taken))


def _matched(priorities: Sequence[Priority], declared: Sequence[Declared]) -> dict[str, Declared]:
    """Best pairs first; of equal ones the newer period, then the page's order."""
    pairs = sorted(
        (
            (-score, -_year(one.period), place, priority.id)
            for priority in priorities
            for place, one in enumerate(declared)
            if (score := _likeness(priority, one)) > 0
        )
    )
    found: dict[str, Declared] = {}
    taken: set[int] = set()
    for _, _, place, identifier in pairs:
        if identifier not in found and place not in taken:
            found[identifier] = declared[place]
            taken.add(place)
    return found


def _likeness(priority: Priority, declared: Declared) -> float:
    """0 to 100: 100 the same title, 0 not alike."""
    title, told = label_key(declared.title), label_key(declared.description)
    names = [label_key(priority.name_en), label_key(priority.name_sv)]
    if title in names:
        return 100.0
    scores = [0.0]
    for name in names:
        ratio = min(fuzz.ratio(name, title), 99.0)
        scores.append(ratio if ratio >= _ALIKE else _SHORTER if _is_shorter(name, title) else 0.0)
        if fuzz.partial_ratio(name, told) >= _TOLD and len(told) >= len(name):
            scores.append(_ALIKE)
    return max(scores)


def _is_shorter(one: str, other: str) -> bool:
    """Whether the long words of one are among those of the other, and more than one: "Renewable energy"."""
    words = [{word for word in text.split() if len(word) > _LITTLE} for text in (one, other)]
    few, many = sorted(words, key=len)
    return len(few) > 1 and few <= many


def _registration(priority: Priority, now: Declared | None, before: Declared | None) -> Registration:
    described = (priority.id, priority.name_en, priority.name_sv)
    if now is None:
        until = f"was {before.title!r} until {(before.gone_at or '')[:10]}" if before else "nothing like it is declared"
        return Registration(*described, MISSING, None, before, until)
    if before is not None and (before.gone_at or "") >= now.stated_at:
        words = "title" if before.title != now.title else "description" if before.description != now.description else ""
        if words:
            reason = f"its {words} changed on {now.stated_at[:10]}"
            return Registration(*described, CHANGED, now, before, reason)
    same = label_key(now.title) in (label_key(priority.name_en), label_key(priority.name_sv))
    if same:
        return Registration(*described, REGISTERED, now, None, "")
    return Registration(*described, WORDED, now, None, f"registered as {now.title!r}")


def _year(period: str | None) -> int:
    return int(period[:4]) if period else 0


_DECLARED = """
    SELECT d.title, d.description, d.period, p.url AS page_url, p.fetched_at AS stated_at, g.fetched_at AS gone_at
    FROM region_priorities d
    JOIN pages p ON p.page_id = d.first_page_id
    LEFT JOIN pages g ON g.page_id = d.closed_page_id
    WHERE d.nuts = :nuts
    ORDER BY CASE WHEN d.closed_page_id IS NULL THEN 0 ELSE 1 END, d.closed_page_id DESC, d.position
"""
