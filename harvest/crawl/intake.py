"""Saved pages to what a harvest would have made of them: items, through a run's own pipelines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.pipelines import ItemPipelineManager
from scrapy.settings import Settings

from harvest.crawl.archive import Archive
from harvest.records import (
    RECORDS,
    Hit,
    Item,
    Page,
    PageRead,
    Query,
    RecordMissing,
    RecordRead,
    SearchEnded,
    SearchPage,
    SearchPageRead,
)  # fmt: skip
from harvest.saved.files import SavedPage
from harvest.saved.questions import page_number
from harvest.sources.eccp.search_page import source_id as eccp_id
from harvest.sources.recognise import Recognised
from pipelines.store import Store

RUNG, MODE = "saved pages", "saved by hand"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one file."""

    file: str
    url: str
    kind: str
    """What the page is; empty where it is nothing that is read."""
    outcome: str
    """``stored``, ``kept`` (in the archive, for no search or record) or ``not read``."""
    reason: str = ""


@dataclass(slots=True)
class _Search:
    query: Query
    depth: str
    claimed: int | None = None
    hits: dict[str, Hit] = field(default_factory=dict)


class Intake:
    """Takes page after page; remembers the searches and the records that were had."""

    def __init__(
        self,
        source: str,
        store: Store,
        archive: Archive,
        last_seen: Mapping[str, str],
        asked: Mapping[str, Query],
        depths: Mapping[Query, str],
    ) -> None:
        self._source, self._archive = source, archive
        self._last_seen, self._asked = last_seen, asked
        self._searches = {query.search_id: _Search(query, depths[query]) for query in asked.values()}
        self._had: set[str] = set()
        self._pipelines = run_pipelines(store)

    async def all(self, read: list[tuple[SavedPage, Recognised]]) -> list[Told]:
        """Results before records, as in a harvest; then what was not saved is owned up to."""
        told = [await self.take(*one) for one in sorted(read, key=_order)]
        for item in self.ends():
            await self.put(item)
        return told

    async def put(self, item: Item) -> Item:
        """What the pipelines made of the item; the last of them has stored it."""
        done: Item = await self._pipelines.process_item_async(item)
        return done

    async def take(self, saved: SavedPage, page: Recognised) -> Told:
        """One page."""
        kind = ", ".join(page.kinds)
        if not page.kinds:
            reason = page.blocked or "; ".join(f"no {kind}: {said}" for kind, said in page.refused.items())
            return Told(saved.file, saved.url, "", "not read", reason)
        archived = self.archived(saved)
        if "search" in page.kinds:
            return await self.results(saved, page.read["search"], archived)
        record = self.record(page, archived)
        if not isinstance(record, RecordRead):
            await self.put(PageRead(archived))
            return Told(saved.file, saved.url, kind, "not read" if record else "kept", record)
        stored = await self.put(record)
        if isinstance(stored, RecordMissing):
            return Told(saved.file, saved.url, kind, "not read", stored.reason)
        self._had.add(record.source_id)
        return Told(saved.file, saved.url, kind, "stored")

    def record(self, page: Recognised, archived: Page) -> RecordRead | str:
        """The record that a page states, or the reason why it is not taken; empty for a page of another kind."""
        if "region" in page.read and page.kinds == ("region",):
            region = page.read["region"]
            item = RecordRead(
                self._source, region.nuts, "region", archived, region.values, region.unread, region.priorities
            )
        elif page.kinds == ("profile",):
            profile, name = page.read["profile"], eccp_id(archived.url)
            if name is None:
                return f"{archived.url} is no profile's address: name the right one in addresses.csv"
            item = RecordRead(self._source, name, "organisation", archived, profile.values, profile.unread)
        else:
            return ""
        known = self._last_seen.get(item.record_id, "")
        at = archived.fetched_at.isoformat()
        if known and datetime.fromisoformat(known) > archived.fetched_at:
            return f"saved on {at[:10]}: the database holds a reading of {known[:10]}"
        return item

    async def results(self, saved: SavedPage, page: SearchPage, archived: Page) -> Told:
        query = self._asked.get(saved.file)
        if query is None:
            await self.put(PageRead(archived))
            return Told(saved.file, saved.url, "search", "kept", "its address asks no search of the strategies")
        search = self._searches[query.search_id]
        search.claimed = page.claimed_total if search.claimed is None else search.claimed
        fresh = [hit for hit in page.hits if hit.source_id not in search.hits]
        hits = tuple(replace(hit, rank=len(search.hits) + place) for place, hit in enumerate(fresh, 1))
        search.hits.update({hit.source_id: hit for hit in hits})
        await self.put(SearchPageRead(query.search_id, RUNG, archived, page.claimed_total, hits, search.depth))
        return Told(saved.file, saved.url, "search", "stored", str(query))

    def ends(self) -> Iterator[Item]:
        """Every hit whose record nobody saved, and the end of every search."""
        not_saved = "its page is not among the saved ones"
        for search in self._searches.values():
            wanted = search.hits.values() if search.depth == RECORDS else ()
            missing = [hit for hit in wanted if hit.source_id not in self._had]
            for hit in missing:
                yield RecordMissing(self._source, hit.source_id, hit.url, "failed", not_saved)
            listed, claimed = len(search.hits), search.claimed
            short = "" if listed == claimed else f"{listed} of {claimed} hits are on the saved pages"
            short = "the site claims no total: whether these are all is not known" if claimed is None else short
            lost = f"{len(missing)} of {listed} records were not saved" if missing else ""
            reason = "; ".join(filter(None, (short, lost)))
            yield SearchEnded(search.query.search_id, RUNG, "capped" if reason else "complete", reason)

    def archived(self, saved: SavedPage) -> Page:
        """The page, persons taken out by now, in the archive."""
        body = saved.html.encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("X-Provenance", f"{MODE}, {saved.dated_by}")]
        url = saved.url or f"file:{saved.file}"
        place = self._archive.write(self._source, url, 200, headers, body, saved.saved_at)
        return Page(
            self._source,
            url,
            f"{MODE}: {saved.file}",
            saved.saved_at,
            200,
            hashlib.sha256(saved.body).hexdigest(),
            hashlib.sha256(body).hexdigest(),
            *place,
        )


def run_pipelines(store: Store) -> ItemPipelineManager:
    """A run's own pipelines, in their order, without a crawl around them."""
    settings = Settings()
    settings.setmodule("harvest.settings")
    settings.set("HARVEST_STORE", store)
    return ItemPipelineManager.from_crawler(Crawler(Spider, settings))


def _order(one: tuple[SavedPage, Recognised]) -> tuple[bool, int]:
    """Pages of results first, in the order of their numbers."""
    saved, page = one
    return "search" not in page.kinds, page_number(saved.url)
