"""Views of what each strategy brought in: the organisations, and their numbers."""

from __future__ import annotations

from models.views.choosing import shown
from models.views.view import SEEN, View

STRATEGY_ORGANISATIONS = View(
    name="v1_strategy_organisations",
    row="one strategy found one organisation: what `v1_yield` counts",
    columns={
        "run_id": "the run",
        "strategy": "the strategy",
        "priority": "the priority that the strategy serves",
        "organisation_id": "the organisation",
        "nuts": "NUTS code of its region, as `v1_organisations` has it",
        "external": "1: not in the home region, 0: in it; null if the run has no home",
        "is_new": "1: never read in an earlier run, and read in this one; else 0",
        "strategies": "how many of the run's strategies found it",
    },
    notes="Organisations are those of today's judgements, also in the rows of earlier runs.",
    # The region and the first run are brought to each row by a window, where two joins would say the same: SQLite and
    # PostgreSQL expect next to no rows of what a strategy found, join by going through everything for each of them, and
    # with 100,000 organisations find no end.
    select=f"""
        WITH debut AS (
            SELECT
                r.organisation_id, v.run_id,
                ROW_NUMBER() OVER (PARTITION BY r.organisation_id ORDER BY u.started_at, u.run_id) AS nth
            FROM visits v
            JOIN records r ON r.record_id = v.record_id
            JOIN runs u ON u.run_id = v.run_id
            WHERE {SEEN} AND r.organisation_id IS NOT NULL
        ),
        told AS (
            SELECT DISTINCT run_id, strategy, priority, organisation_id, NULL AS nuts, NULL AS first_run
            FROM v1_strategy_hits WHERE organisation_id IS NOT NULL
            UNION ALL
            SELECT NULL, NULL, NULL, organisation_id, nuts, NULL FROM ({shown("nuts")}) homes
            UNION ALL
            SELECT NULL, NULL, NULL, organisation_id, NULL, run_id FROM debut WHERE nth = 1
        ),
        together AS (
            SELECT
                run_id, strategy, priority, organisation_id,
                MAX(nuts) OVER (PARTITION BY organisation_id) AS nuts,
                MAX(first_run) OVER (PARTITION BY organisation_id) AS first_run,
                COUNT(*) OVER (PARTITION BY organisation_id, run_id) AS strategies
            FROM told
        )
        SELECT
            t.run_id, t.strategy, t.priority, t.organisation_id, t.nuts,
            CASE
                WHEN u.home_nuts IS NULL THEN NULL
                WHEN SUBSTR(t.nuts, 1, LENGTH(u.home_nuts)) = u.home_nuts THEN 0
                ELSE 1
            END AS external,
            CASE WHEN t.first_run = t.run_id THEN 1 ELSE 0 END AS is_new,
            t.strategies
        FROM together t
        JOIN runs u ON u.run_id = t.run_id
    """,
)

YIELD = View(
    name="v1_yield",
    row="one strategy in one run",
    columns={
        "run_id": "the run",
        "priority": "the priority that the strategy serves",
        "strategy": "the strategy",
        "origin": "where the strategy comes from",
        "source": "the source or sources it asks",
        "query": "in Lucene's syntax",
        "reported_hits": "the sum of the totals claimed for the strategy's searches; null if any has none",
        "harvested_hits": "records listed on the pages read for these searches, counted per search",
        "distinct_organisations": "organisations among the records that answer the strategy",
        "external_organisations": "those outside the home region; null if the run has no home",
        "new_organisations": "those never read in an earlier run",
        "unique_contribution": "those that no other strategy of the run found",
        "band": "dead, too few, workable, wide or unmanageable, by `answering`; null with it",
        "published_hits": "the number that the strategy's author published",
        "status": "of its worst search: failed, blocked, changed, capped, running, complete",
        "reason": "that search's reason",
        "expected_band": "the band that the strategy's author predicted; null where none was",
        "answering": "records that answer the strategy: what the source claims where it is one search, else counted",
        "semantics": "a law of searching that one of its searches breaks, with the numbers; empty where none is",
    },
    notes=(
        "`reported_hits` and `harvested_hits` leave out excluded searches (`NOT`), `status` does not. An "
        "organisation whose region is not known, or only at a coarser level than the home region, counts as "
        "external. Organisations are those of today's judgements, also in the rows of earlier runs. "
        "`answering` is null where a search that was not read to its end leaves it open; a union is then "
        "unmanageable all the same if one of its searches alone is. The band's limits are those of the run: up to "
        "`dead_max` dead, up to `too_few_max` too few, up to `workable_max` workable, from `unmanageable_min` on, or "
        "above `unmanageable_share` of all that the source has, unmanageable, else wide."
    ),
    select="""
        WITH severity AS (
            SELECT
                t.run_id, t.strategy, s.status, s.reason,
                ROW_NUMBER() OVER (
                    PARTITION BY t.run_id, t.strategy
                    ORDER BY
                        CASE s.status
                            WHEN 'failed' THEN 1 WHEN 'blocked' THEN 2 WHEN 'changed' THEN 3
                            WHEN 'capped' THEN 4 WHEN 'running' THEN 5 ELSE 6 END,
                        CASE s.reason WHEN '' THEN 2 ELSE 1 END,
                        s.search_id
                ) AS worst
            FROM strategy_terms t
            JOIN searches s ON s.run_id = t.run_id AND s.search_id = t.search_id
        ),
        doubt AS (
            SELECT t.run_id, t.strategy, MAX(s.semantics) AS semantics
            FROM strategy_terms t
            JOIN searches s ON s.run_id = t.run_id AND s.search_id = t.search_id
            GROUP BY t.run_id, t.strategy
        ),
        asked AS (
            SELECT DISTINCT run_id, strategy, search_id FROM strategy_terms WHERE NOT negated
        ),
        alone AS (
            SELECT run_id, strategy, clause, MIN(search_id) AS search_id
            FROM strategy_terms
            GROUP BY run_id, strategy, clause
            HAVING COUNT(*) = 1
        ),
        at_least AS (
            SELECT a.run_id, a.strategy, MAX(s.claimed_total) AS hits
            FROM alone a
            JOIN searches s ON s.run_id = a.run_id AND s.search_id = a.search_id
            GROUP BY a.run_id, a.strategy
        ),
        terms AS (
            SELECT
                t.run_id, t.strategy, COUNT(*) AS terms,
                SUM(CASE WHEN s.depth = 'total' OR s.status <> 'complete' THEN 1 ELSE 0 END) AS unread
            FROM strategy_terms t
            JOIN searches s ON s.run_id = t.run_id AND s.search_id = t.search_id
            GROUP BY t.run_id, t.strategy
        ),
        counted_records AS (
            SELECT run_id, strategy, COUNT(*) AS records FROM v1_strategy_hits GROUP BY run_id, strategy
        ),
        universe AS (
            SELECT s.run_id, q.source, COALESCE(
                s.claimed_total,
                (SELECT COUNT(*) FROM hits h WHERE h.run_id = s.run_id AND h.search_id = s.search_id)
            ) AS records
            FROM searches s
            JOIN queries q ON q.search_id = s.search_id
            WHERE q.text = '' AND q.filters = '' AND (s.claimed_total IS NOT NULL OR s.status = 'complete')
        ),
        answering AS (
            SELECT
                t.run_id, t.strategy,
                CASE
                    WHEN t.terms = 1 AND l.hits IS NOT NULL THEN l.hits
                    WHEN t.unread = 0 THEN COALESCE(c.records, 0)
                END AS hits,
                l.hits AS floor
            FROM terms t
            LEFT JOIN at_least l ON l.run_id = t.run_id AND l.strategy = t.strategy
            LEFT JOIN counted_records c ON c.run_id = t.run_id AND c.strategy = t.strategy
        ),
        reported AS (
            SELECT
                a.run_id, a.strategy,
                CASE WHEN COUNT(*) = COUNT(s.claimed_total) THEN SUM(s.claimed_total) END AS hits
            FROM asked a
            JOIN searches s ON s.run_id = a.run_id AND s.search_id = a.search_id
            GROUP BY a.run_id, a.strategy
        ),
        harvested AS (
            SELECT a.run_id, a.strategy, COUNT(*) AS hits
            FROM asked a
            JOIN hits h ON h.run_id = a.run_id AND h.search_id = a.search_id
            GROUP BY a.run_id, a.strategy
        ),
        counted AS (
            SELECT
                run_id, strategy,
                COUNT(*) AS distinct_organisations,
                SUM(external) AS external,
                SUM(is_new) AS fresh,
                SUM(CASE WHEN strategies = 1 THEN 1 ELSE 0 END) AS only_here
            FROM v1_strategy_organisations
            GROUP BY run_id, strategy
        )
        SELECT
            rs.run_id, rs.priority, rs.strategy, rs.origin, rs.source, rs.query,
            p.hits AS reported_hits,
            COALESCE(h.hits, 0) AS harvested_hits,
            COALESCE(c.distinct_organisations, 0) AS distinct_organisations,
            CASE WHEN u.home_nuts IS NOT NULL THEN COALESCE(c.external, 0) END AS external_organisations,
            COALESCE(c.fresh, 0) AS new_organisations,
            COALESCE(c.only_here, 0) AS unique_contribution,
            CASE
                WHEN a.hits <= rs.dead_max THEN 'dead'
                WHEN a.hits <= rs.too_few_max THEN 'too few'
                WHEN a.hits <= rs.workable_max THEN 'workable'
                WHEN COALESCE(a.hits, a.floor) >= rs.unmanageable_min THEN 'unmanageable'
                WHEN COALESCE(a.hits, a.floor) > rs.unmanageable_share * n.records
                    AND COALESCE(a.hits, a.floor) > rs.workable_max THEN 'unmanageable'
                WHEN a.hits IS NOT NULL THEN 'wide'
            END AS band,
            rs.published_hits, w.status, w.reason, rs.expected_band, a.hits AS answering, d.semantics
        FROM run_strategies rs
        JOIN runs u ON u.run_id = rs.run_id
        LEFT JOIN severity w ON w.run_id = rs.run_id AND w.strategy = rs.strategy AND w.worst = 1
        LEFT JOIN doubt d ON d.run_id = rs.run_id AND d.strategy = rs.strategy
        LEFT JOIN answering a ON a.run_id = rs.run_id AND a.strategy = rs.strategy
        LEFT JOIN universe n ON n.run_id = rs.run_id AND n.source = rs.source
        LEFT JOIN reported p ON p.run_id = rs.run_id AND p.strategy = rs.strategy
        LEFT JOIN harvested h ON h.run_id = rs.run_id AND h.strategy = rs.strategy
        LEFT JOIN counted c ON c.run_id = rs.run_id AND c.strategy = rs.strategy
    """,
)
