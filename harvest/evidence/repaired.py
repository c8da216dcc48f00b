"""What only looks like a change since one of two readings was corrected from the archive, and the other was not.

A correction tells what a page's old reader and its new one differ in. Where two pages differ in the same, and only one
of them was read by the new reader, the source has said the same all along.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.rereading import HIT, OUTCOME, READ_OUTCOMES, RECORD


@dataclass(frozen=True, slots=True)
class _Corrected:
    run_id: str
    page_id: int | None
    at: str
    before: str | None
    after: str | None


class Repairs:
    """Every correction; what it is compared with is looked up only where one fits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[tuple[str, str, str], list[_Corrected]] = defaultdict(list)
        for entity, identifier, field, *rest in connection.execute(text(_CORRECTIONS)):
            self._found[entity, identifier, field].append(_Corrected(*rest))

    def edit(self, record_id: str, field: str, pages: tuple[int, int], before: str | None, after: str | None) -> bool:
        """Whether a field differs between two pages only because one of them was corrected."""
        old, new = pages
        for one in self._found.get((RECORD, record_id, field), ()):
            forth = one.page_id == new and (one.before, one.after) == (before, after)
            back = one.page_id == old and (one.after, one.before) == (before, after)
            if (forth and not self._read(record_id, old, one.at)) or (back and not self._read(record_id, new, one.at)):
                return True
        return False

    def move(self, record_id: str, search_id: str, runs: tuple[str, str], *, came: bool) -> bool:
        """Whether a hit came or went between two runs because one of their answers was corrected."""
        old, new = runs
        return any(
            (one.run_id == new and (one.before is None) == came and not self._ran(old, one.at))
            or (one.run_id == old and (one.before is None) != came and not self._ran(new, one.at))
            for one in self._found.get((HIT, record_id, search_id), ())
        )

    def had(self, record_id: str) -> bool:
        """Whether a record that could not be read could be read later, from the archive."""
        return any(one.after in READ_OUTCOMES for one in self._found.get((RECORD, record_id, OUTCOME), ()))

    def _read(self, record_id: str, page_id: int, at: str) -> bool:
        """Whether a page was read, or read again, at that time or later."""
        this = {"record_id": record_id, "page_id": page_id}
        return max(filter(None, self._connection.execute(text(_READ_AT), this).scalars()), default="") >= at

    def _ran(self, run_id: str, at: str) -> bool:
        return max(self._connection.execute(text(_RAN_AT), {"run_id": run_id}).scalars(), default="") >= at


_CORRECTIONS = """
    SELECT c.entity, c.id, c.field, r.run_id, c.page_id, r.repaired_at, c.before, c.after
    FROM corrections c JOIN repairs r ON r.repair_id = c.repair_id
    ORDER BY c.repair_id, c.position
"""

_READ_AT = """
    SELECT u.started_at FROM pages p JOIN runs u ON u.run_id = p.run_id WHERE p.page_id = :page_id
    UNION ALL
    SELECT r.repaired_at FROM visits v JOIN repairs r ON r.run_id = v.run_id
    WHERE v.record_id = :record_id AND v.page_id = :page_id
"""

_RAN_AT = """
    SELECT started_at FROM runs WHERE run_id = :run_id
    UNION ALL
    SELECT repaired_at FROM repairs WHERE run_id = :run_id
"""
