"""What a workbook that comes back changes: three versions of each row are compared, and nothing is overwritten unseen.

The three are what the workbook was written from, what it says now, and what holds now. A row that still says what it
was written from changes nothing, whatever was decided meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from harvest.errors import UsageError
from harvest.screening.decision import MOST, Decision, Names, named, own_words
from harvest.screening.filled_in import Cell, Entry, FilledIn

_RANKS = tuple(f"priority_{rank}" for rank in range(1, MOST + 1))


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows."""

    organisations: Mapping[str, str]
    """Every id that an organisation has or had, with the organisation of today."""
    standing: Mapping[str, Decision]
    """The decision that holds, by organisation; nothing where none does."""
    written_from: Mapping[str, Decision]
    """The decision of a fingerprint."""
    names: Mapping[str, Names]
    """``tier``, ``priority`` and ``role``: id to its names."""


@dataclass(frozen=True, slots=True)
class Change:
    """One organisation about which the workbook says something new."""

    organisation_id: str
    name: str
    row: str
    places: tuple[str, ...]
    """The cells that differ."""
    before: Decision
    after: Decision


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A row that was filled in while somebody decided otherwise about its organisation."""

    organisation_id: str
    name: str
    row: str
    places: tuple[str, ...]
    written_from: Decision | None
    """None where the workbook was written from a decision that is not known here."""
    mine: Decision
    holds: Decision


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a workbook changes, and what it can't."""

    changes: tuple[Change, ...]
    overtaken: tuple[Overtaken, ...]
    mistakes: tuple[str, ...]
    """Sheet, cell, what can't be understood and what would be right."""
    unchanged: int


def compare(filled: FilledIn, known: Known) -> Changes:
    """Every row beside what it was written from and what holds."""
    mistakes: list[str] = []
    wanted: dict[str, list[tuple[Entry, Decision, Decision | None]]] = defaultdict(list)
    unchanged = 0
    for entry in filled.entries:
        organisation = _organisation(entry, known, mistakes)
        if organisation is None:
            continue
        fingerprint = filled.fingerprints.get(entry.key.text)
        start = Decision() if fingerprint == "" else known.written_from.get(fingerprint or "")
        holds = known.standing.get(organisation, Decision())
        mine = _said(entry, start if start is not None else holds, known, filled, mistakes)
        if mine is None:
            continue
        if mine in (start, holds):
            unchanged += 1
        else:
            wanted[organisation].append((entry, mine, start))
    changes: list[Change] = []
    overtaken: list[Overtaken] = []
    for organisation, rows in wanted.items():
        entry, mine, start = rows[0]
        if any(other != mine for _, other, _ in rows):
            mistakes.append(f"{' and '.join(one.row for one, _, _ in rows)} are about one organisation and differ")
            continue
        holds = known.standing.get(organisation, Decision())
        places = tuple(_differing(entry, mine, start if start is not None else holds))
        if start == holds:
            changes.append(Change(organisation, entry.name, entry.row, places, holds, mine))
        else:
            overtaken.append(Overtaken(organisation, entry.name, entry.row, places, start, mine, holds))
    return Changes(tuple(changes), tuple(overtaken), tuple(mistakes), unchanged)


def _organisation(entry: Entry, known: Known, mistakes: list[str]) -> str | None:
    """The organisation of today; None, and a mistake, where the row names none but says something."""
    found = known.organisations.get(entry.key.text)
    if found is None and any(cell.text or cell.fault for cell in (entry.key, *entry.cells.values())):
        told = entry.key.fault or (
            f"no organisation has the id {entry.key.text!r}" if entry.key.text else "the row has lost its id"
        )
        mistakes.append(f"{entry.key.place}: {told}")
    return found


def _said(entry: Entry, otherwise: Decision, known: Known, filled: FilledIn, mistakes: list[str]) -> Decision | None:
    """What the row says; of a column that is not in the sheet, what stands otherwise. None where it has mistakes."""
    before = len(mistakes)

    def read(key: str, otherwise: str, meaning: Callable[[str], str] = str) -> str:
        cell = entry.cells.get(key)
        if cell is None:
            return otherwise
        try:
            if cell.fault:
                raise UsageError(cell.fault)
            return meaning(cell.text) if cell.text else ""
        except UsageError as error:
            mistakes.append(f"{cell.place}: {error}")
            return ""

    def one_of(kind: str) -> Callable[[str], str]:
        spelled = {
            one: (*([filled.names[kind][one]] if one in filled.names[kind] else ()), *names)
            for one, names in known.names[kind].items()
        }
        return lambda text: named(kind, text, spelled)

    said = Decision(
        tier=read("tier", otherwise.tier or "", one_of("tier")) or None,
        priorities=(),
        role=read("role", otherwise.role or "", one_of("role")) or None,
        description=read("own_description", otherwise.description, own_words),
        reason=read("reason", otherwise.reason, own_words),
    )
    ranked = dict(zip(_RANKS, (*otherwise.priorities, "", "", ""), strict=False))
    priorities = [(key, read(key, ranked[key], one_of("priority"))) for key in _RANKS]
    mistakes.extend(_twice(entry.cells, priorities))
    if len(mistakes) > before:
        return None
    return replace(said, priorities=tuple(one for _, one in priorities if one))


def _twice(cells: Mapping[str, Cell], priorities: list[tuple[str, str]]) -> Iterable[str]:
    seen: set[str] = set()
    for key, priority in priorities:
        if priority and priority in seen and key in cells:
            yield f"{cells[key].place}: {cells[key].text!r} is one of its priorities already"
        seen.add(priority)


def _differing(entry: Entry, mine: Decision, other: Decision) -> Iterable[str]:
    for key, cell in entry.cells.items():
        if _value(mine, key) != _value(other, key):
            yield cell.place


def _value(decision: Decision, key: str) -> str | None:
    if key in _RANKS:
        at = _RANKS.index(key)
        return decision.priorities[at] if at < len(decision.priorities) else None
    return {
        "tier": decision.tier,
        "role": decision.role,
        "own_description": decision.description,
        "reason": decision.reason,
    }[key]
