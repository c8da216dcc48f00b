"""A plan as the store keeps it for a resume: what the spiders need of it, as one JSON document.

Strategy files may have changed since, or be gone. A run is finished with the plan that it was started with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from harvest.bands import Bands
from harvest.plan import Asked, Plan
from harvest.records import Query

_FORM = 1
"""Of the document: one that a later version wrote otherwise is not guessed at."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run was told to do."""

    plan: Plan
    """Without its strategies: they are in the store, and no spider looks at them."""
    reading: str
    """How loose words are read where queries are answered here."""
    archive: str
    """The folder of the pages."""
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    full: bool = False
    """Whether every page is asked for in full."""


def document(kept: Kept) -> str:
    """The text that ``kept_plan`` reads."""
    plan = kept.plan
    content = {
        "form": _FORM,
        "mode": plan.mode,
        "sources": plan.sources,
        "reading": kept.reading,
        "archive": kept.archive,
        "listed": kept.listed,
        "full": kept.full,
        "probes": [(probe, query.search_id) for probe, query in plan.probes],
        "asked": [
            {
                "source": query.source,
                "text": query.text,
                "facets": query.facets,
                "depth": asked.depth,
                "limits": asked.limits.model_dump() if asked.limits else None,
            }
            for query, asked in plan.asked.items()
        ],
    }
    return json.dumps(content, ensure_ascii=False)


def kept_plan(text: str) -> Kept | None:
    """What a document says; None for one of another version's making."""
    content = json.loads(text)
    if content.get("form") != _FORM:
        return None
    asked = {_query(one): Asked(one["depth"], _limits(one["limits"])) for one in content["asked"]}
    by_id = {query.search_id: query for query in asked}
    plan = Plan(
        mode=content["mode"],
        strategies=(),
        sources=tuple(content["sources"]),
        probes=tuple((probe, by_id[search_id]) for probe, search_id in content["probes"]),
        asked=asked,
    )
    listed = {source: tuple(paths) for source, paths in content["listed"].items()}
    return Kept(plan, content["reading"], content["archive"], listed, content.get("full", False))


def _query(one: dict[str, object]) -> Query:
    facets: list[tuple[str, str]] = one["facets"]  # type: ignore[assignment]
    return Query(str(one["source"]), str(one["text"]), tuple((name, value) for name, value in facets))


def _limits(limits: dict[str, float] | None) -> Bands | None:
    return None if limits is None else Bands.model_validate(limits)
