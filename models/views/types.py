"""What kind of value a column of a view holds, where a name alone does not say: SQLite's views have no types."""

from __future__ import annotations

from typing import Literal

Type = Literal["integer", "number", "datetime", "string"]

_INTEGERS = frozenset(
    "version requests not_modified pages reported_hits harvested_hits rank nth nuts_level year_established "
    "members_total members_sme members_large members_research members_startup members_civil_society members_other "
    "is_edih has_seal_of_excellence label_year facet_values participants distinct_organisations "
    "external_organisations new_organisations unique_contribution published_hits answering position hits tips "
    "screening_id conflicts match_id declared organisations records filled external is_new strategies repair_id "
    "corrections".split()
)
_NUMBERS = frozenset(("breadth", "score", "share"))
_TIMES = frozenset(
    "started_at finished_at pruned_at at first_seen last_seen gone_at fetched_at members_as_of as_of imported_at "
    "decided_at undone_at".split()
)
_ELSEWISE: dict[tuple[str, str], Type] = {("v1_readings", "reading"): "integer"}
"""``reading`` is how texts were read in another view."""


def type_of(view: str, column: str) -> Type:
    """The type of one column; text where nothing else is said."""
    if column in _INTEGERS:
        return "integer"
    if column in _NUMBERS:
        return "number"
    if column in _TIMES:
        return "datetime"
    return _ELSEWISE.get((view, column), "string")
