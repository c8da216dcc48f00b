"""Whether so many known records are missing from a run at once that it is rather the run that is wrong.

A platform that loses a tenth of what it had between two nights has far more likely answered badly: half restored, in
maintenance, behind a filter that nobody announced. Such a run is kept and marked, and nothing follows from it.

What is compared: each search that is complete in this run, with its own hits in the last earlier run in which it was
complete too, and which is not in quarantine. Searches that failed tell nothing, in either run.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

MOST_MISSING = 0.1
"""Of the records known."""
FEWEST_MISSING = 3
"""Where hardly anything is known, one or two are a tenth of it and no catastrophe."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Of one source: the records that earlier runs found and that this run could have found, and those it did not."""

    source: str
    known: frozenset[str]
    missing: frozenset[str]
    """Neither listed by any search of this run nor read, or answered without a record."""

    @property
    def too_many(self) -> bool:
        return len(self.missing) >= FEWEST_MISSING and len(self.missing) > MOST_MISSING * len(self.known)


def quarantine(absences: list[Absence]) -> str:
    """Why nothing may follow from a run; empty where nothing speaks against it."""
    return "; ".join(
        f"{len(one.missing)} of {len(one.known)} known records of {one.source} are missing at once, "
        f"more than {MOST_MISSING:.0%}"
        for one in absences
        if one.too_many
    )


def read_absences(connection: Connection, run_id: str) -> list[Absence]:
    """Every source of the run of which earlier runs knew something, in alphabetical order."""
    this = {"run_id": run_id}
    known: dict[str, set[str]] = {}
    for source, record_id in connection.execute(text(_KNOWN), this):
        known.setdefault(source, set()).add(record_id)
    found = set(connection.execute(text(_FOUND), this).scalars())
    refused = set(connection.execute(text(_REFUSED), this).scalars())
    return [
        Absence(source, frozenset(records), frozenset((records - found) | (records & refused)))
        for source, records in sorted(known.items())
    ]


_KNOWN = """
    SELECT DISTINCT now.source, h.record_id
    FROM (
        SELECT s.source, s.search_id, (
            SELECT e.run_id
            FROM v1_searches e
            JOIN v1_runs u ON u.run_id = e.run_id
            WHERE e.search_id = s.search_id AND e.status = 'complete' AND e.depth <> 'total'
              AND COALESCE(e.reading, '') = COALESCE(s.reading, '')
              AND u.quarantined = '' AND u.finished_at IS NOT NULL AND e.run_id <> s.run_id
              AND u.started_at <= r.started_at
            ORDER BY u.started_at DESC, u.run_id DESC LIMIT 1
        ) AS earlier
        FROM v1_searches s
        JOIN v1_runs r ON r.run_id = s.run_id
        WHERE s.run_id = :run_id AND s.status = 'complete' AND s.depth <> 'total'
    ) now
    JOIN v1_hits h ON h.run_id = now.earlier AND h.search_id = now.search_id
    JOIN records k ON k.record_id = h.record_id
"""

_FOUND = """
    SELECT record_id FROM v1_hits WHERE run_id = :run_id
    UNION SELECT record_id FROM visits WHERE run_id = :run_id AND outcome IN ('new', 'changed', 'unchanged')
"""

_REFUSED = "SELECT record_id FROM visits WHERE run_id = :run_id AND outcome = 'refused'"
