"""Whether a record that was read for the first time was on the platform before: what earlier runs had seen of it.

It was there if an earlier sitemap listed it, a search found it (whether or not its page was asked for), or its page was
tried. It was not there if the sitemap of the run that is compared with does not list it, was read to its end, and lists
what that run read and as many as the platform claims. A platform that was read whole tells the same (``Causes``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.lineage import COUNTS
from harvest.records import Query
from models.views.view import READ

LISTS_ALL = 0.99
"""Of the records that the run read, and of what the platform claims to have: one that lists fewer leaves some out."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """One run's sitemap of one source."""

    changed: dict[str, str]
    """Record to when it says that the page last changed."""
    tells_absence: bool


class Presence:
    """Looks a run's sitemap up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sitemaps: dict[tuple[str, str], _Listed] = {}

    def was_there(self, record_id: str, runs: Iterable[str]) -> bool | None:
        """Whether the record was on the platform when these runs looked; None where nothing tells."""
        listed = [self._listed(run_id, record_id) for run_id in runs]
        if any(one.tells_absence and record_id not in one.changed for one in listed):
            return False
        if any(record_id in one.changed for one in listed):
            return True
        source, _, source_id = record_id.partition("/")
        this = {"record_id": record_id, "source": source, "source_id": source_id}
        seen = (self._connection.execute(text(_SEEN), {**this, "run_id": run_id}).first() for run_id in runs)
        return True if any(seen) else None

    def edited(self, record_id: str, runs: Iterable[str], now: str) -> bool:
        """Whether the sitemap dates the record's page otherwise in the run ``now`` than in all of these runs."""
        dated = self._listed(now, record_id).changed.get(record_id, "")
        before = [self._listed(run_id, record_id).changed.get(record_id, "") for run_id in runs]
        return bool(dated and before) and all(one and one != dated for one in before)

    def _listed(self, run_id: str, record_id: str) -> _Listed:
        source = record_id.partition("/")[0]
        if (run_id, source) not in self._sitemaps:
            this = {"run_id": run_id, "source": source}
            changed = {row.record_id: row.changed_at_source for row in self._connection.execute(text(_LISTED), this)}
            read = set(self._connection.execute(text(_WERE_READ), this).scalars())
            everything = {"run_id": run_id, "search_id": Query(source, "").search_id}
            claimed = self._connection.execute(text(_CLAIMED), everything).scalar() or 0
            # Two checks, of which one at least must be there to be made.
            whole = bool(changed and (read or claimed)) and len(changed) >= LISTS_ALL * claimed
            whole = whole and len(read & changed.keys()) >= LISTS_ALL * len(read)
            self._sitemaps[run_id, source] = _Listed(changed, whole)
        return self._sitemaps[run_id, source]


_LISTED = "SELECT record_id, changed_at_source FROM v1_addresses WHERE run_id = :run_id AND source = :source"

_CLAIMED = "SELECT claimed_total FROM searches WHERE run_id = :run_id AND search_id = :search_id"

_WERE_READ = f"""
    SELECT v.record_id FROM visits v
    JOIN records r ON r.record_id = v.record_id
    WHERE v.run_id = :run_id AND r.source = :source AND v.outcome IN {READ}
"""  # noqa: S608  # put together from our own constants

_UPTO = f"""
    JOIN runs u ON u.run_id = {{row}}.run_id AND {COUNTS}
    JOIN runs t ON t.run_id = :run_id AND u.started_at || ' ' || u.run_id <= t.started_at || ' ' || t.run_id
"""

_SEEN = f"""
    SELECT 1 FROM addresses a {_UPTO.format(row="a")} WHERE a.source = :source AND a.source_id = :source_id
    UNION ALL
    SELECT 1 FROM visits v {_UPTO.format(row="v")} WHERE v.record_id = :record_id AND v.outcome <> 'failed'
    UNION ALL
    SELECT 1 FROM hits h JOIN queries q ON q.search_id = h.search_id {_UPTO.format(row="h")}
    WHERE q.source = :source AND h.source_id = :source_id
"""  # noqa: S608
