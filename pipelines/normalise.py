"""The values of a record as read become its statements: clean value, original, and the rule between them."""

from __future__ import annotations

from dataclasses import replace

from harvest.normalise.participants import participants
from harvest.normalise.regions import region_statements
from harvest.normalise.rules import statements
from harvest.records import Item, RecordRead


class NormalisePipeline:
    """Fills in ``statements`` and ``participants``."""

    async def process_item(self, item: Item) -> Item:
        """Records get their statements; everything else passes."""
        if not isinstance(item, RecordRead):
            return item
        if item.kind == "region":
            return replace(item, statements=region_statements(item.source_id, item.values))
        named = (*item.participants, *participants(item.values))
        return replace(item, statements=statements(item.values, item.cells), participants=named)
