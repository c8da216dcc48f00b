"""What records say otherwise than before: values of profiles, and the priorities that regions declare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from harvest.evidence.lineage import UPTO, RunTold
from harvest.evidence.repaired import Repairs
from harvest.evidence.rereading import PRIORITY, declared
from models.views.view import READ

_OF_THE_SITE = frozenset(("changed_at_source",))
"""Fields that say something of the page, not of what it is about."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one record whose values are others than before; what stayed is left out."""

    record_id: str
    field: str
    before: str | None
    after: str | None
    by_reader: bool
    """The page is the same to the letter, or was corrected from the archive: it is our reader that reads otherwise."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One priority of a region that appeared (no before), went (no after), or is described otherwise."""

    nuts: str
    title: str
    before: str | None
    after: str | None
    by_reader: bool


def read_edits(connection: Connection, previous: RunTold, run: RunTold, repairs: Repairs) -> list[Edit]:
    """Every field that changed in a record which both runs knew, by record and field."""
    gone: dict[tuple[str, str], set[str]] = defaultdict(set)
    come: dict[tuple[str, str], set[str]] = defaultdict(set)
    same: dict[str, bool] = {}
    pages: dict[str, tuple[int, int]] = {}
    for row in connection.execute(text(_STATEMENTS), _between(previous, run)):
        if row.field not in _OF_THE_SITE:
            (come if row.is_new else gone)[row.record_id, row.field].add(row.value)
            same[row.record_id] = bool(row.same_page)
            pages[row.record_id] = (row.old_page, row.new_page)
    edits = []
    for key in sorted({*gone, *come}):
        # Printed otherwise and meaning the same is no change.
        before, after = gone[key] - come[key], come[key] - gone[key]
        if before or after:
            told = _joined(before), _joined(after)
            edits.append(Edit(*key, *told, same[key[0]] or repairs.edit(*key, pages[key[0]], *told)))
    return edits


def read_declared(connection: Connection, previous: RunTold, run: RunTold, repairs: Repairs) -> list[Declared]:
    """Every declared priority that changed on the page of a region which both runs knew, by region and title."""
    gone: dict[tuple[str, str], list[str]] = defaultdict(list)
    come: dict[tuple[str, str], list[str]] = defaultdict(list)
    regions: dict[str, _Region] = {}
    for row in connection.execute(text(_PRIORITIES), _between(previous, run)):
        described = " ".join(filter(None, (row.period and f"({row.period})", row.description)))
        (come if row.is_new else gone)[row.nuts, row.title].append(described)
        region = regions.setdefault(row.nuts, _Region(row.record_id, (row.old_page, row.new_page), row.same_page))
        (region.come if row.is_new else region.gone).add(declared(row.period, row.title, row.description))
    by_reader = {nuts: region.by_reader(repairs) for nuts, region in regions.items()}
    return [
        Declared(*key, _listed(gone.get(key)), _listed(come.get(key)), by_reader[key[0]])
        for key in sorted({*gone, *come})
        if sorted(gone.get(key, [])) != sorted(come.get(key, []))
    ]


@dataclass(slots=True)
class _Region:
    """All that one region declares otherwise."""

    record_id: str
    pages: tuple[int, int]
    same_page: bool
    gone: set[str] = field(default_factory=set)
    come: set[str] = field(default_factory=set)

    def by_reader(self, repairs: Repairs) -> bool:
        before, after = _joined(self.gone - self.come), _joined(self.come - self.gone)
        return bool(self.same_page) or repairs.edit(self.record_id, PRIORITY, self.pages, before, after)


def _between(previous: RunTold, run: RunTold) -> dict[str, str]:
    return {"before": previous.moment, "moment": run.moment}


def _joined(values: Iterable[str]) -> str | None:
    return "; ".join(sorted(values)) or None


def _listed(values: list[str] | None) -> str | None:
    return None if values is None else "; ".join(sorted(values))


def _bound(moment: str) -> str:
    return f"""
        SELECT v.record_id, MAX(v.page_id) AS page_id
        FROM visits v
        JOIN runs u ON u.run_id = v.run_id
        WHERE v.outcome IN {READ} AND {UPTO.replace(":moment", moment)}
        GROUP BY v.record_id
    """  # noqa: S608  # put together from our own constants


def _changed(table: str, columns: str) -> str:
    """SQL: the rows of a table that are open at one of two pages of their record, and closed at the other."""
    opened = "(s.first_page_id > p.page_id AND s.first_page_id <= n.page_id)"
    closed = "(s.first_page_id <= p.page_id AND s.closed_page_id > p.page_id AND s.closed_page_id <= n.page_id)"
    still = "(s.closed_page_id IS NULL OR s.closed_page_id > n.page_id)"
    return f"""
        WITH p AS ({_bound(":before")}), n AS ({_bound(":moment")})
        SELECT
            s.record_id, {columns},
            CASE WHEN {opened} THEN 1 ELSE 0 END AS is_new,
            CASE WHEN a.sha256_archived = b.sha256_archived THEN 1 ELSE 0 END AS same_page,
            p.page_id AS old_page, n.page_id AS new_page
        FROM {table} s
        JOIN p ON p.record_id = s.record_id
        JOIN n ON n.record_id = s.record_id
        JOIN pages a ON a.page_id = p.page_id
        JOIN pages b ON b.page_id = n.page_id
        WHERE ({opened} AND {still}) OR {closed}
    """  # noqa: S608


_STATEMENTS = _changed("statements", "s.field, s.value")
_PRIORITIES = _changed("region_priorities", "s.nuts, s.title, s.description, s.period")
