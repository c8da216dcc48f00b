"""A record must say who it is: what has no name, or names itself by something that is no name, is refused."""

from __future__ import annotations

from harvest.records import Item, RecordMissing, RecordRead

_LONGEST_NAME = 300
"""Characters. The longest name seen is under 150; a paragraph in a heading is a page misread."""


class ValidatePipeline:
    """Turns a record without a usable name into a refused one, with the reason."""

    async def process_item(self, item: Item) -> Item:
        """Lets everything but unusable records pass."""
        if isinstance(item, RecordRead):
            reason = fault(item)
            if reason:
                return RecordMissing(item.source, item.source_id, item.page.url, "refused", reason, item.page)
        return item


def fault(record: RecordRead) -> str:
    """Why a record can't be used; empty where it can."""
    names = [value.original for value in record.values if value.field == "name"]
    if len(names) != 1 or not any(character.isalnum() for character in names[0]):
        return f"expected exactly one name, found {len(names)}: {names!r}"
    if len(names[0]) > _LONGEST_NAME:
        return f"the name has {len(names[0])} characters: {names[0][:40]!r}…"
    return ""
