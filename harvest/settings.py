"""Scrapy's settings: each that differs from Scrapy's own, and each that matters, with its reason.

``scrapy.cfg`` points here. ``harvest run`` adds what the run decides: delay, concurrency, user agent.
"""

from __future__ import annotations

BOT_NAME = "harvest"
SPIDER_MODULES = ["spiders"]

# ---- politeness ----
ROBOTSTXT_OBEY = True  # default False
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8: nobody gave us leave for more
CONCURRENT_REQUESTS = 1  # default 16: those that wait would still be sent after a site has asked us to stop
DOWNLOAD_DELAY = 10.0  # default 0; each source's own delay replaces it
DOWNLOAD_DELAY_JITTER = 0.0  # default 0.5: would go half a delay below the pause that was promised
AUTOTHROTTLE_ENABLED = True  # a slow answer means a busy server; the delay above is the floor
AUTOTHROTTLE_START_DELAY = 0.0  # default 5: the floor is enough to start with
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
USER_AGENT = "harvest/0.1 (no contact given)"  # a run against anything but loopback is refused without one
COOKIES_ENABLED = False  # default True: a visitor without a session leaves no trace and needs no consent
REFERER_ENABLED = False  # default True: what was asked before is nobody's business

# ---- safety ----
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
TELNETCONSOLE_ENABLED = False  # default True: a shell on a port
REMOTE_CONTROL_ENABLED = False  # default True since 2.19: runs code that is sent to it
DOWNLOAD_MAXSIZE = 4 * 1024 * 1024  # bytes, unpacked; default 1 GiB: the largest page seen is under 100 KiB
DOWNLOAD_WARNSIZE = 0  # default 32 MiB: a page that is too large is refused, not warned about
DOWNLOAD_TIMEOUT = 60  # seconds; default 180
REDIRECT_MAX_TIMES = 5  # default 20
DEPTH_LIMIT = 0  # a result list of 44 pages is 44 deep; the spider itself ends repeated pages
METAREFRESH_ENABLED = False  # default True: challenge pages refresh themselves; they are to be seen, not followed

# Default 5,000,000 bytes of answers that are still worked on: every five seconds Scrapy looks for more to send and asks
# for a page although the last one is not stored yet; a kill -9 at that moment loses both (1 of 103 did).
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 0

# ---- faults ----
RETRY_TIMES = 2  # the default, written out: three tries of a page in all
# Without 429, which is waited out where it says for how long, and else obeyed. 520 to 524 are Cloudflare's.
RETRY_HTTP_CODES = [408, 500, 502, 503, 504, 520, 521, 522, 523, 524]
HARVEST_MOST_RETRIES = 100  # of one source in one run: a site where every page fails twice is not to be asked thrice
HARVEST_MOST_FAILURES = 30  # tries in a row, of whatever pages: a host that gives nothing is down, and is left alone
HARVEST_MOST_WAIT = 600  # seconds that one Retry-After may ask for; a longer one fails the search, which can be resumed
HARVEST_MOST_WAITED = 1800  # seconds in all, of one source in one run: a scheduled run must come to its end

# ---- wiring ----
DOWNLOADER_MIDDLEWARES = {
    # Before anything else: nothing is sent to a host that keeps us out.
    "harvest.crawl.blocks.HostStop": 30,
    # What this run was answered before it was interrupted comes from its archive.
    "harvest.crawl.replay.Replay": 35,
    # Nearest to the engine, so that it sees what the spider will see: decompressed, after retries and redirects.
    "harvest.crawl.archive.ArchiveMiddleware": 40,
    # Just outside the archive: nobody else sees a 304, the archive sees the page that it means.
    "harvest.crawl.revalidation.Revalidation": 45,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "harvest.crawl.robots.StrictRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "harvest.crawl.retry.Retry": 550,
    # Between decompression (590) and retries (550): what keeps us out is not asked for again.
    "harvest.crawl.blocks.Recogniser": 570,
    # Before redirects (600): what leads to a login is not followed.
    "harvest.crawl.blocks.LoginRedirect": 610,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "harvest.crawl.pace.FlooredThrottle": 0,
    "harvest.crawl.pace.CrawlDelay": 0,
    "harvest.crawl.progress.Progress": 0,
    "harvest.crawl.run_log.Events": 0,
}
ITEM_PIPELINES = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.normalise.NormalisePipeline": 200,
    "pipelines.deduplicate.DeduplicatePipeline": 300,
    "pipelines.store.StorePipeline": 400,
}
LOG_LEVEL = "ERROR"  # default DEBUG: --verbose lowers it
STATS_DUMP = False  # default True: the ledger is the report
