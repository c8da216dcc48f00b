"""Section 3 of the 2022 report as data, and a store in which invented organisations make up its numbers.

``section3.csv`` has the regions as the report prints them ("Castil and Leon" included) with the number of organisations
under each priority; ``1+1`` is a priority that is printed twice for one region. The report's slips are handled as was
decided once and for all: what is printed twice counts once (two are elsewhere written "(2 organisationer)"); Värmland
stands in a list without a threshold, so its two priorities are right; a composite region is the set of those
that belong to it as a whole. No names were published: the organisations are invented, the numbers are not.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from pathlib import Path

from sqlalchemy import Engine

from harvest.normalise.rules import statements
from harvest.records import Query, RecordRead, Value
from harvest.screening.decision import Decision
from harvest.strategy import load
from models.base import utc_text
from pipelines.storing.plan import PlannedPriority, RunPlan
from pipelines.storing.screening import write_decision
from tests.support.store import MONDAY, ended, opened, page, plan, query, results, strategy

ORGANISATIONS, MEMBERSHIPS = 286, 315
"""As published. The difference is what organisations under two or three priorities add."""
TOTALS = {one.id: one.published_count or 0 for one in load().priority}
_ELSEWHERE = ("PT11", "IE05", "HR05", "SI04", "CZ05", "SK03", "EE00", "LV00", "PL61")
"""One region per priority for organisations that the report places nowhere: none shares more than one."""


@dataclass(frozen=True, slots=True)
class PrintedRegion:
    """One region of the report."""

    printed: str
    country: str
    nuts: str
    organisations: dict[str, int]
    """By priority, where there are any."""


@dataclass(frozen=True, slots=True)
class Invented:
    """One organisation: where, and under which priorities."""

    slug: str
    place: str
    priorities: tuple[str, ...]


def printed_regions() -> list[PrintedRegion]:
    """The 22 regions; a cell that is printed twice is one organisation."""
    text = Path(__file__).with_name("section3.csv").read_text("utf-8")
    return [
        PrintedRegion(
            row["region"],
            row["country"],
            row["nuts"],
            {name: int(row[name].partition("+")[0]) for name in TOTALS if row[name]},
        )
        for row in csv.DictReader(text.splitlines())
    ]


def invented() -> list[Invented]:
    """286 organisations with 315 memberships: those of the regions, and others elsewhere, some under three."""
    found = list(_regional())
    left = Counter(TOTALS)
    left.subtract(priority for one in found for priority in one.priorities)
    several = _several(left, surplus=MEMBERSHIPS - ORGANISATIONS)
    left.subtract(priority for priorities in several for priority in priorities)
    # Whoever is under several priorities is known by its country only: a region would share them all.
    found += [Invented(f"several-{n}", "Germany", priorities) for n, priorities in enumerate(several)]
    for priority, region in zip(TOTALS, _ELSEWHERE, strict=True):
        place = f"{_COUNTRIES[region[:2]]}: {region}"
        found += [Invented(f"{priority}-{n}", place, (priority,)) for n in range(left[priority])]
    return found


_COUNTRIES = {
    "PT": "Portugal", "IE": "Ireland", "HR": "Croatia", "SI": "Slovenia", "CZ": "Czechia", "SK": "Slovakia",
    "EE": "Estonia", "LV": "Latvia", "PL": "Poland",
}  # fmt: skip


def _regional() -> Iterator[Invented]:
    for region in printed_regions():
        for priority, many in region.organisations.items():
            for n in range(many):
                yield Invented(f"{region.nuts}-{priority}-{n}", f"{region.country}: {region.printed}", (priority,))


def _several(left: Counter[str], *, surplus: int) -> list[tuple[str, ...]]:
    """Priorities of organisations under three each, the last one under two if the surplus is odd."""
    triples: list[tuple[str, ...]] = list(combinations(sorted(TOTALS, key=lambda name: -left[name])[:6], 3))
    made = [triples[n] for n in range(surplus // 2)]
    return [*made, triples[-1][:2]] if surplus % 2 else made


def fill(engine: Engine, *, decided: bool, at: datetime = MONDAY) -> None:
    """Harvests the invented organisations: found by one search per priority, or decided about by a person."""
    asked: dict[str, Query] = {name: query(name) for name in TOTALS}
    run = plan(
        *(strategy(f"s-{name}", [one], priority=name) for name, one in asked.items()), queries=asked.values(), at=at
    )
    store = opened(engine, _named(run))
    organisations = invented()
    for name, one in asked.items():
        slugs = [] if decided else [each.slug for each in organisations if name in each.priorities]
        store.put(results(one, *slugs))
        store.put(ended(one))
    for each in organisations:
        store.put(_record(each, at))
    store.close_run(at)
    if decided:
        with engine.begin() as connection:
            for n, each in enumerate(organisations):
                tier = "link" if n % 6 == 0 else "full"
                decision = Decision(tier, each.priorities, reason="as in the report")
                write_decision(
                    connection, f"eccp/{each.slug}", decision, by="person", origin="command", now=utc_text(at)
                )


def _named(run: RunPlan) -> RunPlan:
    """With the home region's priorities as its strategy file names them."""
    priorities = tuple(
        PlannedPriority(one.id, position, one.kind, one.name_sv, one.name_en, one.published_count, one.terms_en, one.s3)
        for position, one in enumerate(load().priority, start=1)
    )
    return replace(run, priorities=priorities)


def _record(one: Invented, at: datetime) -> RecordRead:
    values = (Value("name", one.slug.replace("-", " ").title(), "Name"), Value("place", one.place, "Region"))
    return RecordRead("eccp", one.slug, "organisation", page(one.slug, at), values, statements=statements(values))
