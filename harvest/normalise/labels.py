"""Quality labels and other distinctions. A cluster label is not the platform's own that prints it."""

from __future__ import annotations

import re

from harvest.normalise.text import label_key
from harvest.vocabularies import table

_LEVELS = ("bronze", "silver", "gold")
_YEAR = re.compile(r"\b(20\d\d)\b")
_ISO_NUMBER = re.compile(r"\bISO\b[^,;]*")
_SEPARATOR = re.compile(r"\s*[,;\n]\s*")
_EDIH = re.compile(r"\bEDIH\b|european digital innovation hub", re.IGNORECASE)
_SEAL = re.compile(r"seal of excellence", re.IGNORECASE)


def label_level(printed: str) -> str | None:
    """``gold`` of ``Gold Label`` or ``ECEI Gold Label (2018)``; None where no level, or more than one, is named."""
    named = [level for level in _LEVELS if level in label_key(printed).split() + label_key(_inside(printed)).split()]
    return named[0] if len(named) == 1 else None


def label_year(printed: str) -> int | None:
    """The year that is printed with a label; None where none is, or several (from – to)."""
    years = set(_YEAR.findall(_ISO_NUMBER.sub("", printed)))
    return int(years.pop()) if len(years) == 1 else None


def label_issuer(year: int | None) -> str | None:
    """Who gave labels of cluster management excellence in a year; None where that is not known."""
    if year is None:
        return None
    issuers = table("label_issuers.csv")
    return next(
        (row["issuer"] for row in issuers if int(row["first_year"]) <= year <= int(row["last_year"] or year)), None
    )


def awards(printed: str) -> list[str]:
    """The single distinctions of a list like ``National Mature Cluster, ISO 9001:2008``."""
    return [award for award in _SEPARATOR.split(printed.strip()) if award]


def is_edih(award: str) -> bool:
    """Whether a distinction says that its bearer is a European Digital Innovation Hub."""
    return bool(_EDIH.search(award))


def is_seal_of_excellence(award: str) -> bool:
    """Whether a distinction is the European Commission's Seal of Excellence."""
    return bool(_SEAL.search(award))


def _inside(printed: str) -> str:
    return printed.replace("(", " ").replace(")", " ")
