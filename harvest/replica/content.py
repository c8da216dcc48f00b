"""All that the replica shows, put together once per process."""

from __future__ import annotations

import atexit
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from harvest.replica.invent import invented_organisations
from harvest.replica.lookalikes import with_lookalikes
from harvest.replica.organisations import Organisation, real_organisations
from harvest.replica.quotas import arranged
from harvest.replica.regions import Region, read_regions
from harvest.replica.search import Index


@dataclass(frozen=True, slots=True)
class Content:
    """Organisations in the order of their node numbers, and region pages."""

    organisations: tuple[Organisation, ...]
    regions: tuple[Region, ...]


@cache
def content() -> Content:
    """The content, the same in every process. Raises ValueError where the twelve counts can't be arranged."""
    everyone = chain(real_organisations(), with_lookalikes(invented_organisations()))
    return Content(tuple(arranged(_addressed(everyone))), read_regions())


@cache
def index(*, stems: bool = True, most: int | None = None) -> Index:
    """The search index over the content, or over the first of it."""
    made = Index(content().organisations[:most], stems=stems)
    atexit.register(made.close)
    return made


def _addressed(organisations: Iterable[Organisation]) -> list[Organisation]:
    """One address each: the second of the same name gets a number behind it, as Drupal does it."""
    seen: Counter[str] = Counter()
    found = []
    for organisation in organisations:
        number = seen[organisation.slug]
        seen[organisation.slug] += 1
        if number:
            address = f"{organisation.slug}-{number - 1}"
            path = f"{organisation.path.rpartition('/')[0]}/{address}"
            found.append(replace(organisation, slug=address, path=path))
        else:
            found.append(organisation)
    return found
