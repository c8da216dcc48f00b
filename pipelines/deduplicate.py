"""Each organisation's record is judged against the records that share its homepage, in this run and before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from harvest.identity.judging import Blocks, Candidate, candidate, judge
from harvest.records import Item, Judgement, RecordRead

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DeduplicatePipeline:
    """Fills in ``judgements``."""

    def __init__(self, known: Iterable[Candidate]) -> None:
        self._blocks = Blocks(known)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DeduplicatePipeline:
        known = crawler.settings["HARVEST_STORE"].known_values(("name", "country", "homepage"))
        return cls(
            Candidate(record_id, stated.get("name", ""), stated.get("country"), stated.get("homepage"))
            for record_id, stated in known.items()
        )

    async def process_item(self, item: Item) -> Item:
        """Organisations get their judgements; everything else passes."""
        if not isinstance(item, RecordRead) or item.kind != "organisation":
            return item
        return replace(item, judgements=self.judgements(item))

    def judgements(self, record: RecordRead) -> tuple[Judgement, ...]:
        """The verdicts on a record and each of its block, which then holds the record too."""
        new = candidate(record.record_id, record.statements)
        found = tuple(judge(new, other) for other in self._blocks.beside(new))
        self._blocks.put(new)
        return found
