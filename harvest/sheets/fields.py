"""The fields that a column may become, and which cells each takes: a cell that does not fit is refused, not kept."""

from __future__ import annotations

from collections.abc import Callable

from harvest.normalise.countries import country_code
from harvest.normalise.dates import iso_date
from harvest.normalise.labels import label_level
from harvest.normalise.numbers import count
from harvest.normalise.rules import organisation_type, yes_or_no
from harvest.normalise.urls import web_address

_DATES = ("established", "valid_from", "valid_to", "edih_date", "seal_date")
_COUNTS = (
    *("members_total", "members_sme", "members_startup", "members_large", "members_research"),
    *("members_civil_society", "members_other"),
)
_TEXTS = (
    *("name", "native_name", "region", "city", "description", "email", "keyword", "sector", "technology_field"),
    *("s3_priority", "ecosystem", "emerging_industry", "specialisation", "network", "other_label"),
    *("edih_call", "seal_call", "priority", "tip_reason", "participant", "participant_role", "participant_type"),
    *("funder", "succeeded_by"),
)
_PROGRAMMES = frozenset(("valid_from", "valid_to", "funder", "succeeded_by"))
_ORGANISATIONS = frozenset((
    *("established", "label", "other_label", "is_edih", "edih_call", "edih_date"),
    *("has_seal_of_excellence", "seal_call", "seal_date", *_COUNTS),
))  # fmt: skip
EVIDENCE = frozenset(("is_edih", "has_seal_of_excellence", "label", "other_label"))
"""What a table of kind ``evidence`` is about."""

Check = tuple[Callable[[str], object], str]
_CHECKS: dict[str, Check] = {
    **dict.fromkeys(_DATES, (iso_date, "no date that can be read; 2024-01-31, 31 January 2024 and 2024 can")),
    **dict.fromkeys(_COUNTS, (count, "no whole number")),
    "country": (country_code, "no country's name or code"),
    "homepage": (web_address, "no web address"),
    "source_url": (web_address, "no web address"),
    "label": (label_level, "no level of a label: bronze, silver or gold"),
    "type": (organisation_type, "no type of organisation: cluster, network, innovation hub, trade association, "
                                "meta-cluster, programme or other"),
    "is_edih": (yes_or_no, "neither yes nor no; name what it means under `values` in the mapping"),
    "has_seal_of_excellence": (yes_or_no, "neither yes nor no; name what it means under `values` in the mapping"),
}  # fmt: skip
FIELDS = tuple(sorted({*_TEXTS, *_CHECKS}))
DATES = frozenset(_DATES)


def kind_of_field(field: str) -> str | None:
    """``programme`` or ``organisation`` where only records of that kind have the field; None for any."""
    if field in _PROGRAMMES:
        return "programme"
    return "organisation" if field in _ORGANISATIONS else None


def misfit(field: str, text: str) -> str:
    """Why a text can't be a field's value; empty where it can."""
    if field == "name" and not any(letter.isalpha() for letter in text):
        return "no name: there is no letter in it"
    check, reason = _CHECKS.get(field, (None, ""))
    return reason if check is not None and check(text) is None else ""
