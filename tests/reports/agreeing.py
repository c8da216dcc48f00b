"""Whether a workbook says what the views say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from harvest.reports.labels import Language, labels
from tests.reports.reading import Back, exported
from tests.support.store import rows

YIELD_WORDS = {
    "reported_hits": "reported", "harvested_hits": "harvested", "distinct_organisations": "distinct",
    "external_organisations": "external", "new_organisations": "new", "unique_contribution": "unique",
    "published_hits": "published",
}  # fmt: skip


def agrees(engine: Engine, folder: Path, language: Language) -> Back:
    """The store's workbook, each of its numbers compared with the views."""
    back = exported(engine, folder, language)
    shown = {row["organisation_id"]: row for row in rows(engine, "SELECT * FROM v1_organisations")}
    assert Counter(row["organisation_id"] for row in back.master) == Counter(shown.keys())
    for row in back.master:
        said = shown[row["organisation_id"]]
        numbers = [column.key for column in labels().column if column.kind in ("number", "year", "share")]
        assert {key: row[key] for key in numbers if key in said} == {key: said[key] for key in numbers if key in said}
    memberships = rows(engine, "SELECT * FROM v1_organisation_priorities WHERE tier <> 'excluded'")
    names = {row["organisation_id"]: row["name"] for row in shown.values()}
    titles = {column.key: column.title(language) for column in labels().column}
    said_by_tabs: Counter[tuple[Any, ...]] = Counter()
    for number, priority in enumerate(back.facts["priority"], 1):
        tier_of = {title: tier for tier, title in tiers(language).items()}
        for row in back.tab(number):
            said_by_tabs[row[titles["name"]], priority, tier_of[row[titles["tier"]]], row[hits(language)]] += 1
    assert said_by_tabs == Counter(
        (names[row["organisation_id"]], row["priority"], row["tier"], row["hits"]) for row in memberships
    )
    yields = rows(engine, "SELECT * FROM v1_yield WHERE run_id = (SELECT MAX(run_id) FROM runs)")
    by_search = back.table("Searches")
    assert len(by_search) == len(yields) > 0
    for key in ("reported_hits", "harvested_hits", "distinct_organisations", "external_organisations",
                "new_organisations", "unique_contribution", "published_hits"):  # fmt: skip
        title = labels().word[YIELD_WORDS[key]].in_language(language)
        assert Counter(row[title] for row in by_search) == Counter(row[key] for row in yields), key
    _regions_agree(engine, back)
    return back


def _regions_agree(engine: Engine, back: Back) -> None:
    sheet = back.book[labels().word["sheet_regions"].in_language(back.language)]
    found: Counter[tuple[Any, ...]] = Counter()
    for row in sheet.iter_rows(min_row=6, values_only=True):
        for place, priority in enumerate(back.facts["priority"]):
            observed, declared = row[5 + 2 * place], row[6 + 2 * place]
            if observed or declared:
                found[row[2], priority, observed or 0, declared or 0] += 1
    overlap = rows(engine, "SELECT * FROM v1_region_overlap WHERE nuts_level = 2")
    assert found == Counter((row["nuts"], row["priority"], row["organisations"], row["declared"]) for row in overlap)


def tiers(language: Language) -> dict[str, str]:
    return {tier: label.in_language(language) for tier, label in labels().value["tier"].items()}


def hits(language: Language) -> str:
    return labels().say("hits", language)
