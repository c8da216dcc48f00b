"""One search on its way through the result pages: what it claimed, what it has seen, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field

from harvest.records import Hit, Query, SearchEnded, SearchPage


@dataclass(slots=True)
class Search:
    """The state of one search. Only the spider that asks it holds one."""

    query: Query
    rung: str
    claimed: int | None = None
    seen: set[str] = field(default_factory=set)
    pages: int = 0
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Hits whose record could not be had for now: status and reason by source id."""
    ended: SearchEnded | None = None

    @property
    def search_id(self) -> str:
        return self.query.search_id

    def take(self, page: SearchPage) -> tuple[Hit, ...]:
        """Adds a page of results; returns the hits that were not on an earlier page."""
        if self.pages == 0:
            self.claimed = page.claimed_total
        self.pages += 1
        fresh = tuple(hit for hit in page.hits if hit.source_id not in self.seen)
        self.seen.update(hit.source_id for hit in fresh)
        return fresh

    def end(self) -> SearchEnded:
        """The end of a search whose last page was read: complete only if every hit and every record is there."""
        if self.claimed is not None and self.claimed != len(self.seen):
            reason = f"the site claims {self.claimed} hits and lists {len(self.seen)} on {self.pages} pages"
            return self.stop("changed", reason)
        if self.lost:
            status, reason = next(iter(self.lost.values()))
            return self.stop(status, f"{len(self.lost)} of {len(self.seen)} records not read: {reason}")
        return self.stop("complete")

    def stop(self, status: str, reason: str = "") -> SearchEnded:
        self.ended = SearchEnded(self.search_id, self.rung, status, reason)
        return self.ended

    def lose(self, source_id: str, status: str, reason: str) -> SearchEnded | None:
        """A record of this search could not be had. Returns the new end if the search had ended as complete."""
        self.lost[source_id] = (status, reason)
        if self.ended is None or (self.ended.status != "complete" and len(self.lost) == 1):
            return None
        return self.end()
