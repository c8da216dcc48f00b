"""Known records that a run listed nowhere although it could have: those whose own address is worth asking.

A search that does not list a record any more says little: the profile may be edited, the search may be another. That
its address is gone as well says that it was removed. So the address is asked, once everything else is done, of each
record that

- is not gone yet, and was listed by a run that counts, and is neither listed nor read in this one; and
- every search that listed it last is complete in this run, or the source was read whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from harvest.evidence.lineage import COUNTS
from harvest.records import Hit, Query

MOST = 100
"""Of one source in one run: where more are missing, something else is wrong, and quarantine says so."""


def read_absent(connection: Connection, run_id: str, source: str) -> list[Hit]:
    """Those records' addresses, without the host where it is the source's own; at most ``MOST``, by id."""
    this = {"run_id": run_id, "source": source}
    complete = set(connection.execute(text(_COMPLETE), this).scalars())
    whole = Query(source, "").search_id in complete
    return list(_absent(connection, this, complete, whole=whole))[:MOST]


def _absent(connection: Connection, this: dict[str, str], complete: set[str], *, whole: bool) -> Iterator[Hit]:
    for row in connection.execute(text(_UNLISTED), this):
        listing = connection.execute(text(_LISTING), {**this, "source_id": row.source_id, "run_id": row.last_run})
        if whole or set(listing.scalars()) <= complete:
            yield Hit(0, row.source_id, row.url.removeprefix(row.address), row.source_id)


_COMPLETE = """
    SELECT search_id FROM v1_searches
    WHERE run_id = :run_id AND source = :source AND status = 'complete' AND depth <> 'total'
"""

_UNLISTED = f"""
    WITH listed AS (
        SELECT h.source_id, u.run_id, MAX(h.url) AS url, ROW_NUMBER() OVER (
            PARTITION BY h.source_id ORDER BY u.started_at DESC, u.run_id DESC) AS nth
        FROM hits h
        JOIN queries q ON q.search_id = h.search_id
        JOIN runs u ON u.run_id = h.run_id
        WHERE q.source = :source AND u.run_id <> :run_id AND {COUNTS}
        GROUP BY h.source_id, u.run_id, u.started_at
    )
    SELECT l.source_id, l.run_id AS last_run, l.url, COALESCE(a.address, '') AS address
    FROM listed l
    JOIN v1_records r ON r.record_id = :source || '/' || l.source_id
    LEFT JOIN run_sources a ON a.run_id = l.run_id AND a.source = :source
    WHERE l.nth = 1 AND r.gone_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.run_id = :run_id AND v.record_id = r.record_id)
      AND NOT EXISTS (
        SELECT 1 FROM hits h
        JOIN queries q ON q.search_id = h.search_id
        WHERE h.run_id = :run_id AND q.source = :source AND h.source_id = l.source_id)
    ORDER BY l.source_id
"""  # noqa: S608  # put together from our own constants

_LISTING = """
    SELECT DISTINCT h.search_id FROM hits h
    JOIN queries q ON q.search_id = h.search_id
    WHERE h.run_id = :run_id AND q.source = :source AND h.source_id = :source_id
"""
