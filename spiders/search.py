"""One search on its way through the result pages: what it claimed, what it has seen, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field

from harvest.plan import Asked
from harvest.records import HITS, RECORDS, TOTAL, Hit, Page, Query, SearchEnded, SearchPage, SearchPageRead

MOST_PAGES = 1000
"""Of one search. All that the platform has stands on 120 pages of twelve; a list that goes on for ever is none."""
WHOLLY = Asked(RECORDS)
"""To the end, with every record."""


@dataclass(slots=True)
class Search:
    """The state of one search. Only the spider that asks it holds one."""

    query: Query
    rung: str
    asked: Asked = WHOLLY
    claimed: int | None = None
    seen: set[str] = field(default_factory=set)
    pages: int = 0
    missing: list[str] = field(default_factory=list)
    """What results on its pages lacked, by name."""
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Hits whose record could not be had for now: status and reason by source id."""
    ended: SearchEnded | None = None
    listed: bool = False
    """Its pages were read to the last one: only then can records alone make the difference to its end."""

    @property
    def search_id(self) -> str:
        return self.query.search_id

    @property
    def only_total(self) -> bool:
        return self.asked.depth == TOTAL

    @property
    def follows(self) -> bool:
        """Whether the records of its hits are wanted."""
        return self.asked.depth == RECORDS

    def take(self, page: SearchPage) -> tuple[Hit, ...]:
        """Adds a page of results; returns the hits that were not on an earlier page."""
        if self.pages == 0:
            self.claimed = page.claimed_total
        self.pages += 1
        self.missing += page.missing
        fresh = tuple(hit for hit in page.hits if hit.source_id not in self.seen)
        self.seen.update(hit.source_id for hit in fresh)
        return fresh

    def found(self, page: Page, claimed: int | None, hits: tuple[Hit, ...]) -> SearchPageRead:
        """The item of one page."""
        return SearchPageRead(self.search_id, self.rung, page, claimed, hits, self.asked.depth)

    def told(self, page: Page, read: SearchPage) -> tuple[SearchPageRead, SearchEnded]:
        """The page and the end of a search that was asked for its total only.

        A site that claims no total has still told it where everything stands on one page.
        """
        if read.claimed_total is None and read.next_url is None:
            self.asked = Asked(HITS)
            return self.found(page, None, self.take(read)), self.end()
        untold = "" if read.claimed_total is not None else "the site prints no total, and lists more than one page"
        return self.found(page, read.claimed_total, ()), self.stop("complete", untold)

    def too_many(self, read: SearchPage, universe: int | None) -> str:
        """Why this page is the last one that is read; empty where it is not.

        The claimed total decides, before the second page; without a claim the hits so far, once there are too many.
        """
        limits = self.asked.limits
        hits = read.claimed_total if self.pages == 0 else self.claimed
        if limits is None or read.next_url is None:
            return ""
        if hits is not None:
            unmanageable = self.pages == 0 and limits.verdict(hits, universe) == "unmanageable"
            return f"{hits} hits are unmanageable: only the first page was read" if unmanageable else ""
        seen = len(self.seen) + len(read.hits)
        unmanageable = limits.verdict(seen, universe) == "unmanageable"
        return f"no total is claimed, and after {seen} hits there are still more" if unmanageable else ""

    def cap(self, page: Page, read: SearchPage, why: str) -> tuple[SearchPageRead, SearchEnded]:
        """The page and the end of a search that is too large: with a claim, its total is all that is kept."""
        if self.pages == 0 and read.claimed_total is not None:
            self.asked = Asked(TOTAL)
            return self.found(page, read.claimed_total, ()), self.stop("capped", why)
        return self.found(page, read.claimed_total, self.take(read)), self.stop("capped", why)

    def goes_on(self) -> str:
        """Why no further page is asked for although there is one; empty where it may be."""
        if self.claimed is not None and len(self.seen) > self.claimed:
            return f"the site claims {self.claimed} hits and lists more: {len(self.seen)} on {self.pages} pages so far"
        return f"after {MOST_PAGES} pages there are still more" if self.pages >= MOST_PAGES else ""

    def end(self) -> SearchEnded:
        """The end of a search whose last page was read: complete only if every hit and every record is there."""
        self.listed = True
        if self.claimed is not None and self.claimed != len(self.seen):
            reason = f"the site claims {self.claimed} hits and lists {len(self.seen)} on {self.pages} pages"
            return self.stop("changed", "; ".join([reason, *self.missing]))
        if self.claimed is None and self.missing:
            return self.stop("changed", "; ".join(self.missing))
        if self.lost:
            status, reason = next(iter(self.lost.values()))
            return self.stop(status, f"{len(self.lost)} of {len(self.seen)} records not read: {reason}")
        return self.stop("complete")

    def end_on_first(self, held: int) -> SearchEnded:
        """The end of a search of whose pages only the first needed to be asked for again."""
        ended = self.end()
        if ended.status != "complete":
            return ended
        return self.stop("complete", f"only its first page was asked again: the other {held} hits are known to stand")

    def stop(self, status: str, reason: str = "") -> SearchEnded:
        self.ended = SearchEnded(self.search_id, self.rung, status, reason)
        return self.ended

    def lose(self, source_id: str, status: str, reason: str) -> SearchEnded | None:
        """A record of this search could not be had. Returns the new end if the search had ended with its last page."""
        self.lost[source_id] = (status, reason)
        return self.end() if self.listed else None
