"""What earlier runs know of a source: read from the rows once, before a run begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from harvest.again import Before, HeldPage, KnownHit, KnownRecord, KnownSearch
from harvest.records import Hit, Page
from harvest.sources import load_source


def read_all_before(connection: Connection, run_id: str, addresses: Mapping[str, str]) -> dict[str, Before]:
    """What runs before this one know of each source at its address, for as long as the source's own file trusts it."""
    return {
        name: read_before(connection, run_id, name, address, load_source(name).full_reading_every)
        for name, address in addresses.items()
    }


def read_before(connection: Connection, run_id: str, source: str, address: str, every: int) -> Before:
    """What other runs know of a source at an address; ``every``: one reading in so many is to be a full one.

    Runs that were quarantined, and pages that persons brought, are no part of it.
    """
    sitemap = f"{address}{load_source(source).sitemap}%"
    this = {"run_id": run_id, "source": source, "address": address, "every": every, "sitemap": sitemap}

    def rows(sql: str) -> list[Row[Any]]:
        return list(connection.execute(text(sql.format(**_PARTS)), this).all())

    return Before(
        pages=_pages(rows(_PAGES)),
        records=_records(rows(_VISITS), rows(_CARDS)),
        searches=_searches(rows(_SEARCHES), rows(_HITS)),
        form=next(map(_page, rows(_FORM)), None),
        maps={row.url: HeldPage(_page(row), row.relied) for row in rows(_MAPS)},
        every=every,
    )


def _pages(rows: Iterable[Row[Any]]) -> dict[str, HeldPage]:
    """Of each request the newest page; ``rows`` begin with it."""
    newest: dict[str, Row[Any]] = {}
    relied: dict[str, int] = defaultdict(int)
    fetched: set[str] = set()
    for row in rows:
        newest.setdefault(row.request_key, row)
        if row.http_status == 304 and row.request_key not in fetched:
            relied[row.request_key] += 1
        else:
            fetched.add(row.request_key)
    return {
        key: HeldPage(_page(row), relied[key])
        for key, row in newest.items()
        if row.http_status in (200, 304) and (row.etag or row.last_modified)
    }


def _page(row: Row[Any]) -> Page:
    return Page(
        source=row.source,
        url=row.url,
        request_key=row.request_key,
        fetched_at=datetime.fromisoformat(row.fetched_at),
        http_status=row.http_status,
        sha256_fetched=row.sha256_fetched,
        sha256_archived=row.sha256_archived,
        archive_file=row.archive_file,
        archive_offset=row.archive_offset,
        archive_length=row.archive_length,
        etag=row.etag or "",
        last_modified=row.last_modified or "",
    )


def _records(visits: Iterable[Row[Any]], cards: Iterable[Row[Any]]) -> dict[str, KnownRecord]:
    """``visits`` of a record begin with the newest; those that rely on one page follow each other."""
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in cards:
        said[row.run_id, row.source_id].add(row.card_sha256)
    newest: dict[str, Row[Any]] = {}
    runs: dict[str, list[str]] = defaultdict(list)
    for row in visits:
        first = newest.setdefault(row.record_id, row)
        if row.page_id == first.page_id:
            runs[row.record_id].append(row.run_id)
    known = {}
    for record_id, row in newest.items():
        # What is no record is no reason to ask again and again either, as long as its page is there.
        if row.http_status in (200, 304):
            source_id = record_id.partition("/")[2]
            known[source_id] = KnownRecord(
                run_id=row.run_id,
                read_at=datetime.fromisoformat(row.fetched_at),
                has_validators=bool(row.etag or row.last_modified),
                cards=frozenset().union(*(said[run_id, source_id] for run_id in runs[record_id])),
                relied=len(runs[record_id]) - 1,
            )
    return known


def _searches(searches: Iterable[Row[Any]], hits: Iterable[Row[Any]]) -> dict[str, KnownSearch]:
    """``searches`` of one query begin with the newest; ``hits`` are those of the newest alone, by rank."""
    runs: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in searches:
        runs[row.search_id].append(row)
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in hits:
        found[row.search_id].append(row)
    known = {}
    for search_id, some in runs.items():
        order = [row.run_id for row in some]
        # A page that was fetched in a run further back than these has been relied on too often anyway.
        relied = [order.index(row.listed_in) if row.listed_in in order else len(order) for row in found[search_id]]
        known[search_id] = KnownSearch(
            run_id=order[0],
            claimed=some[0].claimed_total,
            hits=tuple(
                KnownHit(
                    Hit(row.rank, row.source_id, row.url, row.name),
                    row.card_sha256,
                    datetime.fromisoformat(row.fetched_at),
                )
                for row in found[search_id]
            ),
            relied=max(relied, default=0),
        )
    return known


_HERE = "JOIN run_sources a ON a.source = :source AND a.address = :address AND a.run_id <> :run_id AND a.run_id ="
_OF_USE = "u.quarantined = '' AND u.mode <> 'saved by hand'"

_PAGES = """
    SELECT * FROM (
        SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.request_key ORDER BY p.page_id DESC) AS nth
        FROM pages p
        JOIN runs u ON u.run_id = p.run_id
        {here} p.run_id
        WHERE p.source = :source AND {of_use}
    ) latest
    WHERE nth <= :every
    ORDER BY request_key, nth
"""

_VISITS = """
    SELECT * FROM (
        SELECT
            v.record_id, v.run_id, v.page_id, p.fetched_at, p.http_status, p.etag, p.last_modified,
            ROW_NUMBER() OVER (PARTITION BY v.record_id ORDER BY u.started_at DESC, u.run_id DESC) AS nth
        FROM visits v
        JOIN runs u ON u.run_id = v.run_id
        JOIN pages p ON p.page_id = v.page_id
        {here} v.run_id
        WHERE p.source = :source AND v.outcome <> 'failed' AND {of_use}
    ) latest
    WHERE nth <= :every
    ORDER BY record_id, nth
"""

_CARDS = """
    SELECT DISTINCT h.run_id, h.source_id, h.card_sha256
    FROM hits h
    JOIN queries q ON q.search_id = h.search_id
    WHERE q.source = :source AND h.card_sha256 IS NOT NULL AND h.run_id IN (
        SELECT u.run_id FROM runs u
        {here} u.run_id
        WHERE {of_use}
        ORDER BY u.started_at DESC, u.run_id DESC LIMIT :every
    )
"""

_COMPLETE = """
    SELECT
        s.search_id, s.run_id, s.claimed_total,
        ROW_NUMBER() OVER (PARTITION BY s.search_id ORDER BY u.started_at DESC, u.run_id DESC) AS nth
    FROM searches s
    JOIN runs u ON u.run_id = s.run_id
    JOIN queries q ON q.search_id = s.search_id AND q.source = :source
    {here} s.run_id
    WHERE s.status = 'complete' AND s.depth <> 'total' AND s.reading IS NULL AND {of_use}
"""

_SEARCHES = "SELECT * FROM ({complete}) found WHERE nth <= :every ORDER BY search_id, nth"

_HITS = """
    SELECT
        h.search_id, h.rank, h.source_id, h.url, h.name, h.card_sha256, p.fetched_at, p.run_id AS listed_in
    FROM hits h
    JOIN ({complete}) c ON c.search_id = h.search_id AND c.run_id = h.run_id AND c.nth = 1
    JOIN pages p ON p.page_id = h.page_id
    ORDER BY h.search_id, h.rank
"""

_FORM = """
    SELECT p.* FROM pages p
    WHERE p.page_id = (
        SELECT o.page_id FROM offered_values o
        JOIN runs u ON u.run_id = o.run_id
        {here} o.run_id
        WHERE o.source = :source AND {of_use}
        ORDER BY u.started_at DESC, u.run_id DESC, o.page_id DESC LIMIT 1
    ) AND p.http_status IN (200, 304)
"""

_MAPS = """
    SELECT * FROM (
        SELECT
            p.*, ROW_NUMBER() OVER (PARTITION BY p.url ORDER BY p.page_id DESC) AS nth,
            (SELECT COUNT(*) FROM runs u
              {here} u.run_id
              WHERE {of_use} AND u.started_at || ' ' || u.run_id > m.started_at || ' ' || m.run_id) AS relied
        FROM pages p
        JOIN runs m ON m.run_id = p.run_id
        WHERE p.source = :source AND p.url LIKE :sitemap AND p.http_status = 200
          AND p.run_id IN (SELECT u.run_id FROM runs u {here} u.run_id WHERE {of_use})
    ) latest
    WHERE nth = 1
"""

_PARTS = {"here": _HERE, "of_use": _OF_USE, "complete": _COMPLETE.format(here=_HERE, of_use=_OF_USE)}
