"""Views of what was asked and found: runs, searches, hits, and the strategies' set algebra."""

from __future__ import annotations

from models.views.view import View, algebra

RUNS = View(
    name="v1_runs",
    row="one run",
    columns={
        "run_id": "the run's id",
        "started_at": "when it started",
        "finished_at": "when it ended; null while it runs or after it was killed",
        "status": "running, complete (every search answered), partial, blocked (a source refused) or failed",
        "mode": "site, directory or auto: how the sources were asked; `saved by hand` for pages, `sheet` for a list",
        "strategies_sha256": "of the strategy files as read; of a spreadsheet, of its list's name",
        "harvest_version": "the version of harvest that ran",
        "requests": "requests sent, robots.txt and retries included",
        "not_modified": "pages that the source said had not changed (HTTP 304)",
        "pages": "distinct pages had",
        "quarantined": "why nothing follows from this run, with the numbers; empty where it is a run like others",
        "pruned_at": "when its searches, hits and most of its pages were deleted (`harvest db prune`); null where not",
    },
    select="""
        SELECT
            u.run_id, u.started_at, u.finished_at, u.status, u.mode, u.strategies_sha256, u.harvest_version,
            (SELECT COUNT(*) FROM requests q WHERE q.run_id = u.run_id) AS requests,
            (SELECT COUNT(*) FROM pages p WHERE p.run_id = u.run_id AND p.http_status = 304) AS not_modified,
            (SELECT COUNT(*) FROM pages p WHERE p.run_id = u.run_id) AS pages,
            u.quarantined, u.pruned_at
        FROM runs u
    """,
)

SEARCHES = View(
    name="v1_searches",
    row="one query asked in one run",
    columns={
        "run_id": "the run that asked",
        "search_id": "the query's id: the same question has the same id in every run",
        "source": "the source asked",
        "query": "the text in the search box, empty where only filters were used",
        "filters": "facets as `name: value`, joined by `; `",
        "rung": (
            "which way the answer was got: search form, facet links, listing, sitemap, addresses, saved pages; "
            "`directory (…)`: here, from what that way brought"
        ),
        "depth": "what was asked for: total (one page), hits (every page) or records (and every hit followed up)",
        "reading": "how texts were read where the answer was worked out here; null where the source searched",
        "reported_hits": "the total that the source claimed; null where it claimed none",
        "harvested_hits": "hits stored: of the pages read, or worked out here; none where only the total was wanted",
        "pages": "result pages read",
        "status": "running, complete, blocked, capped, changed or failed",
        "reason": "why it is not complete; empty when it is",
        "started_at": "when its first page came",
        "finished_at": "when it ended",
        "semantics": "why its meaning is in doubt, with the numbers; empty where no law of searching is broken",
    },
    notes="Should a source change its claim meanwhile, `reported_hits` is the one on the page read last.",
    select="""
        SELECT
            s.run_id, s.search_id, q.source, q.text AS query, q.filters, s.rung, s.depth, s.reading,
            s.claimed_total AS reported_hits,
            (SELECT COUNT(*) FROM hits h
              WHERE h.run_id = s.run_id AND h.search_id = s.search_id) AS harvested_hits,
            (SELECT COUNT(*) FROM search_pages p
              WHERE p.run_id = s.run_id AND p.search_id = s.search_id) AS pages,
            s.status, s.reason, s.started_at, s.finished_at, s.semantics
        FROM searches s
        JOIN queries q ON q.search_id = s.search_id
    """,
)

HITS = View(
    name="v1_hits",
    row="one search found one record",
    columns={
        "run_id": "the run",
        "search_id": "the search",
        "rank": "place in the whole result list, from 1",
        "source": "the source",
        "source_id": "the source's own raw id of the record",
        "record_id": "source/source_id; always given, also for a record that could not be read",
        "organisation_id": "the organisation it is judged to be; null for regions and for records not had",
        "page_url": "the result page that lists it; worked out here, the record's own page",
    },
    select="""
        SELECT
            h.run_id, h.search_id, h.rank, q.source, h.source_id,
            q.source || '/' || h.source_id AS record_id, r.organisation_id, p.url AS page_url
        FROM hits h
        JOIN queries q ON q.search_id = h.search_id
        JOIN pages p ON p.page_id = h.page_id
        LEFT JOIN records r ON r.record_id = q.source || '/' || h.source_id
    """,
)


STRATEGY_HITS = View(
    name="v1_strategy_hits",
    row="one strategy found one record, its set algebra worked out",
    columns={
        "run_id": "the run",
        "strategy": "the strategy",
        "priority": "the priority that the strategy serves",
        "record_id": "the record",
        "organisation_id": "the organisation it is judged to be; null for regions and for records not had",
    },
    notes=(
        "A strategy is a union of clauses. A record answers a clause when every search of the clause lists "
        "it and no excluded search does. If an excluded search is incomplete the clause lets too much "
        "through: see the strategy's status in `v1_yield`."
    ),
    select=f"""
        SELECT DISTINCT m.run_id, m.strategy, rs.priority, m.record_id, r.organisation_id
        FROM ({algebra("strategy_terms", "strategy")}) m
        JOIN run_strategies rs ON rs.run_id = m.run_id AND rs.strategy = m.strategy
        LEFT JOIN records r ON r.record_id = m.record_id
    """,
)
