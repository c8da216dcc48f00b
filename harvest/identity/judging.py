"""Same, not the same, or unsure: the rules for two records, and the index that finds pairs worth judging.

The first form: one canonical homepage, one country, a compatible name. A host alone is never enough: agencies host
many clusters on one site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from harvest.identity.names import name_tokens
from harvest.normalise.urls import site_key
from harvest.records import Judgement, Statement

SAME, NOT_THE_SAME, UNSURE = "same", "not the same", "unsure"
RULE = "rule: homepage, country, name"
_ALIKE = 90.0
"""Percent, of rapidfuzz's ratio over sorted tokens: a letter or two of difference in a name of usual length."""
_ENOUGH = 2
"""Words that a shorter name must have to stand for a longer one: "CTA" is not "CTA Biotech"."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What identity looks at in one record."""

    record_id: str
    name: str
    country: str | None
    homepage: str | None

    @property
    def key(self) -> str | None:
        """The block it is compared in: its site; None where it has no homepage."""
        return site_key(self.homepage) if self.homepage else None


def candidate(record_id: str, statements: Iterable[Statement]) -> Candidate:
    """The candidate of a record: the first statement of each field counts."""
    first: dict[str, str] = {}
    for statement in statements:
        first.setdefault(statement.field, statement.value)
    return Candidate(record_id, first.get("name", ""), first.get("country"), first.get("homepage"))


def judge(one: Candidate, other: Candidate) -> Judgement:
    """The verdict on two records, with its score (0 to 1) and its reasons in words. Symmetric."""
    left, right = sorted((one, other), key=lambda record: record.record_id)
    verdict, score, reasons = _verdict(left, right)
    return Judgement(left.record_id, right.record_id, verdict, score, reasons, RULE)


class Blocks:
    """Records by block, for finding the few that a new one must be compared with."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._blocks: dict[str, dict[str, Candidate]] = defaultdict(dict)
        self._places: dict[str, str] = {}
        for record in candidates:
            self.put(record)

    def put(self, record: Candidate) -> None:
        """Adds a record, or moves it to its new block."""
        before = self._places.pop(record.record_id, None)
        if before is not None:
            del self._blocks[before][record.record_id]
        if record.key is not None:
            self._places[record.record_id] = record.key
            self._blocks[record.key][record.record_id] = record

    def beside(self, record: Candidate) -> list[Candidate]:
        """The other records of its block, in the order of their ids."""
        if record.key is None:
            return []
        block = self._blocks.get(record.key, {})
        return [block[other] for other in sorted(block) if other != record.record_id]


def _verdict(left: Candidate, right: Candidate) -> tuple[str, float, tuple[str, ...]]:
    site = left.key or ""
    if left.key is None or left.key != right.key:
        return NOT_THE_SAME, 0.0, ("different homepages",)
    shared = f"one homepage: {site}"
    if left.country != right.country:
        if left.country is None or right.country is None:
            return UNSURE, 0.5, (shared, "the country of one is not known")
        return NOT_THE_SAME, 0.1, (shared, f"different countries: {left.country}, {right.country}")
    country = f"one country: {left.country or 'unknown'}"
    alike = fuzz.token_sort_ratio(_words(left), _words(right)) / 100
    shorter, longer = sorted((name_tokens(left.name), name_tokens(right.name)), key=len)
    if alike * 100 >= _ALIKE:
        return SAME, alike, (shared, country, f"names alike to {alike:.0%}")
    if shorter <= longer:
        words = " ".join(sorted(shorter))
        if len(shorter) >= _ENOUGH:
            return SAME, 0.95, (shared, country, f"one name holds the other: {words}")
        return UNSURE, 0.6, (shared, country, f"one name holds the other, but it is one word only: {words}")
    return (
        NOT_THE_SAME,
        0.3,
        (shared, country, f"names alike to {alike:.0%} only: several organisations on one site"),
    )


def _words(record: Candidate) -> str:
    return " ".join(sorted(name_tokens(record.name)))
