"""Views of what searches mean: the readings of printed searches, the probes, the list of facets."""

from __future__ import annotations

from models.views.view import View, algebra

READINGS = View(
    name="v1_readings",
    row="one meaning that a strategy's printed search may have, in one run",
    columns={
        "run_id": "the run",
        "strategy": "the strategy",
        "reading": "0: the query that the strategy asks; from 1: what else the printed search may mean",
        "query": "in Lucene's syntax",
        "answering": (
            "how many records answer it: what the source claims where it is one search, else counted; null where a "
            "search of it was not read to its end"
        ),
        "published_hits": "the number that the strategy's author published",
        "verdict": "fits, does not fit, or null where that can't be told",
    },
    notes="Only strategies with more than one reading. A fit is no proof: it says what can have been meant.",
    select=f"""
        WITH asked AS (
            SELECT run_id, strategy, 0 AS reading, clause, search_id, negated FROM strategy_terms
            UNION ALL
            SELECT run_id, strategy, reading, clause, search_id, negated FROM reading_terms
        ),
        told AS (
            SELECT
                a.run_id, a.strategy, a.reading, COUNT(*) AS terms, MAX(s.claimed_total) AS claimed_total,
                SUM(CASE WHEN s.depth = 'total' OR s.status <> 'complete' THEN 1 ELSE 0 END) AS unread
            FROM asked a
            JOIN searches s ON s.run_id = a.run_id AND s.search_id = a.search_id
            GROUP BY a.run_id, a.strategy, a.reading
        ),
        found AS (
            SELECT run_id, strategy, reading, COUNT(DISTINCT record_id) AS records
            FROM ({algebra("asked", "strategy", "reading")}) m
            GROUP BY run_id, strategy, reading
        ),
        stated AS (
            SELECT run_id, strategy, reading, query FROM run_readings
            UNION ALL
            SELECT rs.run_id, rs.strategy, 0 AS reading, rs.query
            FROM run_strategies rs
            WHERE EXISTS (SELECT 1 FROM run_readings r WHERE r.run_id = rs.run_id AND r.strategy = rs.strategy)
        ),
        answered AS (
            SELECT
                e.run_id, e.strategy, e.reading, e.query,
                CASE
                    WHEN t.terms = 1 AND t.claimed_total IS NOT NULL THEN t.claimed_total
                    WHEN t.unread = 0 THEN COALESCE(f.records, 0)
                END AS answering
            FROM stated e
            JOIN told t ON t.run_id = e.run_id AND t.strategy = e.strategy AND t.reading = e.reading
            LEFT JOIN found f ON f.run_id = e.run_id AND f.strategy = e.strategy AND f.reading = e.reading
        )
        SELECT
            w.run_id, w.strategy, w.reading, w.query, w.answering, rs.published_hits,
            CASE
                WHEN w.answering = rs.published_hits THEN 'fits'
                WHEN w.answering <> rs.published_hits THEN 'does not fit'
            END AS verdict
        FROM answered w
        JOIN run_strategies rs ON rs.run_id = w.run_id AND rs.strategy = w.strategy
    """,
)

PROBES = View(
    name="v1_probes",
    row="one question that tells what a source's own search makes of words, in one run",
    columns={
        "run_id": "the run",
        "source": "the source",
        "probe": "universe, nonsense, case, accents, stem, any or all, order or narrowing",
        "position": "its place among the questions of the run",
        "search_id": "the search",
        "query": "the text in the search box",
        "filters": "facets as `name: value`, joined by `; `",
        "hits": "how many records the source says, or lists; null where that can't be told",
        "status": "of the search",
    },
    select="""
        SELECT
            p.run_id, q.source, p.probe, p.position, p.search_id, q.text AS query, q.filters,
            CASE
                WHEN s.claimed_total IS NOT NULL THEN s.claimed_total
                WHEN s.status = 'complete' AND s.depth <> 'total' THEN
                    (SELECT COUNT(*) FROM hits h WHERE h.run_id = s.run_id AND h.search_id = s.search_id)
            END AS hits,
            s.status
        FROM probes p
        JOIN searches s ON s.run_id = p.run_id AND s.search_id = p.search_id
        JOIN queries q ON q.search_id = p.search_id
    """,
)

ADDRESSES = View(
    name="v1_addresses",
    row="one record that a source's sitemap listed in one run",
    columns={
        "run_id": "the run",
        "source": "the source",
        "source_id": "the source's own id of the record",
        "record_id": "the record's id; such a record need never have been read",
        "changed_at_source": "when its page last changed by the sitemap, as printed; empty where it does not say",
        "page_url": "the page of the sitemap",
    },
    notes="Only of sitemaps that were read to their last page: so a record that is missing was not on the platform.",
    select="""
        SELECT
            a.run_id, a.source, a.source_id, a.source || '/' || a.source_id AS record_id, a.changed_at_source,
            p.url AS page_url
        FROM addresses a
        JOIN pages p ON p.page_id = a.page_id
    """,
)

OFFERED_VALUES = View(
    name="v1_offered_values",
    row="one value that a source's own filters offered in one run",
    columns={
        "run_id": "the run",
        "source": "the source",
        "facet": "as a query names it: s3, sector, tech, ecosystem, country, ...",
        "value": "the value's label, as the page prints it",
        "page_url": "the page that offers it",
        "fetched_at": "when that page was fetched",
    },
    select="""
        SELECT v.run_id, v.source, v.facet, v.value, p.url AS page_url, p.fetched_at
        FROM offered_values v
        JOIN pages p ON p.page_id = v.page_id
    """,
)
