"""Each record is judged against those of its kind that share a key with it, in this run and before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from harvest.identity.candidate import Candidate, candidate
from harvest.identity.matching import Index
from harvest.records import Item, RecordRead
from pipelines.storing.records import JUDGED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from pipelines.store import Store


class DeduplicatePipeline:
    """Fills in ``judgements``."""

    def __init__(self, known: Mapping[str, Iterable[Candidate]]) -> None:
        """``known``: kind of record -> those that are in the store."""
        self._indexes = {kind: Index(candidates) for kind, candidates in known.items()}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DeduplicatePipeline:
        return cls.over(crawler.settings["HARVEST_STORE"])

    @classmethod
    def over(cls, store: Store) -> DeduplicatePipeline:
        """Judges against all that is in the store."""
        return cls({kind: store.candidates(kind).values() for kind in JUDGED})

    async def process_item(self, item: Item) -> Item:
        """Organisations and programmes get their judgements, each among their own; everything else passes."""
        if not isinstance(item, RecordRead) or item.kind not in self._indexes:
            return item
        judged = self._indexes[item.kind].judge(candidate(item.record_id, item.statements))
        return replace(item, judgements=tuple(judged))
