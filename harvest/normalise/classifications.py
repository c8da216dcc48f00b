"""The three classifications under which Eye@RIS3 files a priority, and how a printed value is found in them.

Economic domains are NACE divisions, scientific domains NABS chapters (``vocabularies/classifications.csv``): that the
tool uses both is known, its exact wording is not. Policy objectives are the S3 areas of ``vocabularies/facets.csv``.
How the tool prints codes and groups was never seen, so both are optional: ``C - Manufacturing » C.28 - Manufacture of
machinery and equipment n.e.c.`` and ``Manufacture of machinery & equipment`` mean the same.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from harvest.normalise.text import label_key
from harvest.vocabulary import facet_values

KINDS = {
    "economic_domain": "Economic domains",
    "scientific_domain": "Scientific domains",
    "policy_objective": "Policy objectives",
}
_GROUP_SIGN = "»"
_CODE = re.compile(r"\s*([A-Z]?\.?\d{0,2}|[A-Z])\s*[-–]\s+")
_ALIKE, _AHEAD = 86.0, 5.0
"""Of 100: a word left out passes ("basic pharmaceutical products and preparations", 89); another value of the same
pattern does not ("Manufacture of toys" is 81 like "Manufacture of textiles"), nor one of two that are about as like.
"""
_SAME_CODE = 80.0
"""Of 100, by words: enough where the code agrees ("H.49 - Land transport"); a code alone says nothing."""


@dataclass(frozen=True, slots=True)
class Class:
    """One value of one classification; without a group it is a group itself."""

    kind: str
    code: str
    group: str
    label: str
    evidence: str
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As the project writes it: ``Manufacturing » C.28 - Manufacture of …``, code and group where there are any."""
        coded = f"{self.code} - {self.label}" if self.code else self.label
        return f"{self.group} {_GROUP_SIGN} {coded}" if self.group else coded


@cache
def classes(kind: str) -> tuple[Class, ...]:
    """Every known value of one classification, groups before their members."""
    if kind == "policy_objective":
        areas = [value for value in facet_values() if value.facet == "s3"]
        groups = [Class(kind, "", "", group, "inferred") for group in dict.fromkeys(area.group for area in areas)]
        return (*groups, *(Class(kind, "", area.group, area.value, area.evidence, area.aliases) for area in areas))
    table = files("harvest.vocabularies").joinpath("classifications.csv").read_text("utf-8")
    rows = (row for row in csv.DictReader(table.splitlines()) if row["kind"] == kind)
    return tuple(Class(kind, row["code"], row["group"], row["label"], row["evidence"]) for row in rows)


def class_of(kind: str, printed: str) -> Class | None:
    """The value that a page prints, with or without code and group; None where it is none that is known."""
    group, _, last = printed.rpartition(_GROUP_SIGN)
    label = label_key(_CODE.sub("", last, count=1))
    within = label_key(_CODE.sub("", group, count=1))
    known = _by_label(kind)
    coded = _by_code(kind).get(code[1]) if (code := _CODE.match(last)) else None
    if coded is not None and fuzz.token_set_ratio(label, label_key(coded.label)) >= _SAME_CODE:
        return coded
    key = label if label in known else _nearest(label, known)
    found = known.get(key or "", [])
    return next((one for one in found if label_key(one.group) == within), found[0] if found else None)


@cache
def _by_code(kind: str) -> dict[str, Class]:
    return {one.code: one for one in classes(kind) if one.code}


@cache
def _by_label(kind: str) -> dict[str, list[Class]]:
    found: dict[str, list[Class]] = {}
    for one in classes(kind):
        for spelling in (one.label, *one.aliases):
            found.setdefault(label_key(spelling), []).append(one)
    return found


def _nearest(label: str, known: dict[str, list[Class]]) -> str | None:
    found = process.extract(label, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE - _AHEAD, limit=2)
    best, *others = [(key, score) for key, score, _ in found] or [("", 0.0)]
    if best[1] < _ALIKE or any(best[1] - score < _AHEAD for _, score in others):
        return None
    return best[0]
