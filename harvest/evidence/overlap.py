"""Regions that share the home region's priorities: by whom one finds there, and by what they declare. Never added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.rows import read_rows
from harvest.normalise.nuts import is_in, regions, successors


@dataclass(frozen=True, slots=True)
class Home:
    """One priority of the home region, in the order of its strategy file."""

    priority: str
    name_en: str
    name_sv: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One region under one home priority: the two kinds of evidence."""

    declared: int
    organisations: int


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region; ``cells`` has an entry for each home priority with any evidence at all."""

    nuts: str
    nuts_level: int
    country: str
    name: str | None
    name_en: str | None
    name_sv: str | None
    is_home: bool
    cells: dict[str, Cell]

    @property
    def observed(self) -> int:
        """Priorities under which an organisation was found."""
        return sum(cell.organisations > 0 for cell in self.cells.values())

    @property
    def declared(self) -> int:
        """Priorities that are declared."""
        return sum(cell.declared > 0 for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Present:
    """One organisation behind a cell."""

    priority: str
    organisation_id: str
    name: str | None
    nuts: str
    tier: str
    rank: int | None
    hits: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared title behind a cell, or one that a person said is not this priority's."""

    priority: str
    nuts: str
    title: str
    verdict: str
    reason: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Behind:
    """One region with all that its cells are made of, and what it declares beside the home priorities."""

    row: RegionRow
    organisations: tuple[Present, ...]
    declarations: tuple[Declaration, ...]
    others: tuple[tuple[str, str], ...]
    """(region, title) of what is declared and taken for no home priority."""


def read_home(connection: Connection) -> list[Home]:
    """The home region's priorities."""
    return read_rows(connection, Home, "SELECT priority, name_en, name_sv FROM priorities ORDER BY position, priority")


def home_region(connection: Connection) -> str | None:
    """The NUTS code that the latest run called home; None where none did."""
    found = connection.scalar(
        text("SELECT home_nuts FROM runs WHERE home_nuts IS NOT NULL ORDER BY started_at DESC, run_id DESC LIMIT 1")
    )
    return None if found is None else str(found)


def region_rows(connection: Connection, home: str | None, *, nuts: str | None = None) -> list[RegionRow]:
    """Every region of every level, or one of them, those that share most first: by organisations, then declared."""
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    named = {}
    one_of = {"nuts": nuts} if nuts else {}
    for row in connection.execute(text(_ONE_REGION if nuts else _EVERY_REGION), one_of):
        cells[row.nuts][row.priority] = Cell(row.declared, row.organisations)
        named[row.nuts] = row
    found = [
        RegionRow(
            code, row.nuts_level, row.country, row.name, row.name_en, row.name_sv, _is_home(code, home), cells[code]
        )
        for code, row in named.items()
    ]
    return sorted(found, key=lambda row: (-row.observed, -row.declared, row.nuts))


def at_level(rows: Iterable[RegionRow], level: int, own: set[str]) -> list[RegionRow]:
    """The regions of one level, and larger ones (no countries) that hold what is known of no smaller one.

    ``own``: codes at which something is known exactly.
    """
    return [row for row in rows if row.nuts_level == level or (0 < row.nuts_level < level and row.nuts in own)]


def own_codes(connection: Connection) -> set[str]:
    """The codes at which an organisation is placed or a page declares, not counting what lies within them."""
    return {nuts for found in connection.scalars(text(_OWN)) for nuts in successors(found)}


def behind(connection: Connection, nuts: str, home: str | None) -> Behind | None:
    """All that the cells of one region are made of; None where it has none."""
    rows = region_rows(connection, home, nuts=nuts)
    if not rows:
        return None
    present = read_rows(connection, Present, _PRESENT, nuts=nuts)
    declarations = [one for one in read_rows(connection, Declaration, _DECLARATIONS) if _lies_in(one.nuts, nuts)]
    taken = {(one.nuts, one.title) for one in declarations if one.verdict == "match"}
    titles = connection.execute(text("SELECT DISTINCT nuts, title FROM v1_region_priorities ORDER BY nuts, title"))
    others = [(row.nuts, row.title) for row in titles if _lies_in(row.nuts, nuts)]
    return Behind(rows[0], tuple(present), tuple(declarations), tuple(one for one in others if one not in taken))


def _lies_in(inner: str, outer: str) -> bool:
    """As the view has it: by the codes of the newest edition, each part of what was divided."""
    return any(code.startswith(outer) for code in successors(inner))


def _is_home(nuts: str, home: str | None) -> bool:
    return home is not None and is_in(home, nuts) and nuts in regions()


_EVERY_REGION = "SELECT * FROM v1_region_overlap"
_ONE_REGION = "SELECT * FROM v1_region_overlap WHERE nuts = :nuts"

_OWN = """
    SELECT MIN(nuts) AS nuts FROM v1_organisation_places
    WHERE organisation_id IN (SELECT organisation_id FROM v1_organisation_priorities WHERE tier <> 'excluded')
    GROUP BY organisation_id
    HAVING COUNT(*) = 1
    UNION SELECT nuts FROM v1_declared_matches WHERE verdict = 'match'
"""

_PRESENT = """
    SELECT p.priority, o.organisation_id, o.name, o.nuts, p.tier, p.rank, p.hits
    FROM (
        SELECT DISTINCT organisation_id FROM v1_organisation_places
        WHERE SUBSTR(nuts, 1, LENGTH(:nuts)) = :nuts
    ) h
    JOIN v1_organisations o ON o.organisation_id = h.organisation_id
    JOIN v1_organisation_priorities p ON p.organisation_id = h.organisation_id
    WHERE p.tier <> 'excluded'
    ORDER BY p.priority, p.rank, o.name, o.organisation_id
"""

_DECLARATIONS = """
    SELECT priority, nuts, title, verdict, reason, decided_by FROM v1_declared_matches ORDER BY nuts, title, priority
"""
