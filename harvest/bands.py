"""Bands: the verdict on a number of hits, from dead to unmanageable.

The same rule stands once more in SQL, in ``v1_yield``, which judges every strategy of every run; here it decides
whether a search whose first page was read goes on.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Band = Literal["dead", "too few", "workable", "wide", "unmanageable"]
BANDS: tuple[Band, ...] = get_args(Band)


class Bands(BaseModel):
    """Where the verdict on a number of hits changes: dead, too few, workable, wide, unmanageable."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dead_max: int = Field(0, ge=0)
    too_few_max: int = Field(2, ge=0, description="The most hits that are still too few")
    workable_max: int = Field(75, ge=0, description="The most hits that one person reads")
    unmanageable_min: int = Field(100, ge=1, description="From here on a search is unmanageable")
    unmanageable_share: float = Field(
        0.10, gt=0, le=1, description="As is one with more than this share of all that the source has"
    )

    def verdict(self, hits: int, universe: int | None = None) -> Band:
        """The band of a number of hits; ``universe``: how many records the source has, where it is known."""
        if hits <= self.dead_max:
            return "dead"
        if hits <= self.too_few_max:
            return "too few"
        if hits <= self.workable_max:
            return "workable"
        share = universe is not None and hits > self.unmanageable_share * universe
        return "unmanageable" if hits >= self.unmanageable_min or share else "wide"
