"""What one run hands to its spiders, middlewares and pipelines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvest.again import Before
from harvest.plan import Plan
from harvest.records import Hit, Page

if TYPE_CHECKING:
    from harvest.crawl.archive import Archive


def _nobody(_: str) -> Sequence[Hit]:
    return ()


@dataclass(frozen=True, slots=True)
class RunContext:
    """Passed to a spider as its one argument: Scrapy's settings are copied deeply, which no open file survives."""

    run_id: str
    plan: Plan
    addresses: Mapping[str, str]
    """Where each source of the plan is asked, without a slash at the end."""
    archive: Archive
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By source, paths of records that the user knows of."""
    answered: Mapping[tuple[str, str], Page] = field(default_factory=dict)
    """By source and key of the request, what this run was answered before it was interrupted."""
    absent: Callable[[str], Sequence[Hit]] = _nobody
    """By source, asked when all else is done: known records that this run listed nowhere although it could have."""
    before: Mapping[str, Before] = field(default_factory=dict)
    """By source, what earlier runs know of it."""
