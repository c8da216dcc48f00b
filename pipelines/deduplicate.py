"""Each organisation's record is judged against those that share a key with it, in this run and before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from harvest.identity.candidate import FIELDS, Candidate, candidate, candidate_of
from harvest.identity.matching import Index
from harvest.records import Item, RecordRead

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DeduplicatePipeline:
    """Fills in ``judgements``."""

    def __init__(self, known: Iterable[Candidate]) -> None:
        self._index = Index(known)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DeduplicatePipeline:
        known = crawler.settings["HARVEST_STORE"].known_values(FIELDS)
        return cls(candidate_of(record_id, stated) for record_id, stated in known.items())

    async def process_item(self, item: Item) -> Item:
        """Organisations get their judgements; everything else passes."""
        if not isinstance(item, RecordRead) or item.kind != "organisation":
            return item
        judged = self._index.judge(candidate(item.record_id, item.statements))
        return replace(item, judgements=tuple(judged))
