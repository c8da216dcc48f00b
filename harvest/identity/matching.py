"""Finding and judging: all records at once, or one that comes to the others. The same keys, evidence and rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from harvest.identity.blocking import fitting, keys, pairs
from harvest.identity.candidate import Candidate
from harvest.identity.columns import Array, Columns
from harvest.identity.comparison import Evidence, compare
from harvest.identity.reasons import reasons
from harvest.identity.rules import DECISIONS, NOT_THE_SAME, RULES_VERSION, SAME, UNSURE, Weighed, decide
from harvest.records import Judgement

_MANY = 100_000
"""Keys that may wait outside the sorted ones before all are sorted again."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of records that a rule has something to say about: one value per pair in each array."""

    one: Array
    """Rows of records; ``one`` came before ``other``."""
    other: Array
    rule: Array
    """Places in ``DECISIONS``."""
    score: Array
    names: Array
    """The rows of the names that spoke, of ``one`` and of ``other``."""
    evidence: Evidence


def match(columns: Columns, *, every: bool = False) -> Decided:
    """Judges every pair of the columns' records that shares a key.

    What is hardly worth a thought (score 0) is left out, unless ``every`` pair is wanted.
    """
    return _decided(columns, *pairs(columns), every=every)


def judge(one: Candidate, other: Candidate) -> Judgement:
    """The verdict on two records, whether or not they share a key. Symmetric."""
    columns = Columns(sorted((one, other), key=lambda record: record.record_id))
    owner = columns.names["owner"]
    left, right = np.meshgrid(np.flatnonzero(owner == 0), np.flatnonzero(owner == 1))
    return judgements(columns, _decided(columns, left.ravel(), right.ravel(), every=True))[0]


def judgements(columns: Columns, decided: Decided) -> list[Judgement]:
    """The decided pairs in words, in the order of their ids."""
    found = []
    for place, (rule, score) in enumerate(zip(decided.rule.tolist(), decided.score.tolist(), strict=True)):
        by = DECISIONS[rule]
        left, right = columns.ids[decided.one[place]], columns.ids[decided.other[place]]
        weighed = isinstance(by, Weighed)
        because = (by.because, *reasons(columns, decided.names[:, place], decided.evidence, place, weighed=weighed))
        found.append(Judgement(min(left, right), max(left, right), by.verdict, round(score, 2), because, RULES_VERSION))
    return sorted(found, key=lambda judgement: (judgement.left, judgement.right))


class Index:
    """The records so far, for judging one that comes or comes again against the few that it must be compared with."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._columns = Columns(candidates)
        self._rows = {record_id: row for row, record_id in self._columns.ids.items()}
        self._sort()

    def judge(self, new: Candidate) -> list[Judgement]:
        """The judgements on a record and others, which then include it; it takes the place of an earlier reading."""
        columns, first = self._columns, len(self._columns.names["owner"])
        columns.add([new])
        self._rows[new.record_id] = len(columns.ids) - 1
        fresh = list(zip(*(part.tolist() for part in keys(columns, first)), strict=True))
        found = {
            (other, row)
            for (key, row, kind), (start, end) in zip(fresh, self._spans(fresh), strict=True)
            for other, other_kind in [
                *zip(self._sorted[1][start:end].tolist(), self._sorted[2][start:end].tolist(), strict=True),
                *self._recent.get(key, ()),
            ]
            if fitting(kind, other_kind)
        }
        for key, row, kind in fresh:
            self._recent[key].append((row, kind))
        self._waiting += len(fresh)
        if self._waiting > _MANY:
            self._sort()
        owner = columns.names["owner"]
        stand = sorted(pair for pair in found if self._stands(int(owner[pair[0]]), new.record_id))
        left, right = np.array(stand, np.int64).reshape(-1, 2).T
        return judgements(columns, _decided(columns, left, right))

    def _stands(self, row: int, new: str) -> bool:
        record_id = self._columns.ids[row]
        return record_id != new and self._rows[record_id] == row

    def _spans(self, fresh: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
        wanted = np.array([key for key, _, _ in fresh], np.uint64)
        starts, ends = (np.searchsorted(self._sorted[0], wanted, side) for side in ("left", "right"))
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def _sort(self) -> None:
        every = keys(self._columns)
        order = np.argsort(every[0], kind="stable")
        self._sorted = tuple(part[order] for part in every)
        self._recent: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._waiting = 0


def _decided(columns: Columns, left: Array, right: Array, *, every: bool = False) -> Decided:
    """Of each pair of records, the pair of names that says most for one organisation."""
    evidence = compare(columns, left, right)
    rule, score = decide(evidence)
    kept = np.flatnonzero(every | (score > 0))
    owner = columns.names["owner"]
    one, other = owner[left[kept]], owner[right[kept]]
    pair = (np.minimum(one, other) << 32) | np.maximum(one, other)
    order = np.lexsort((-evidence["exact"][kept], -score[kept], _RANKS[rule[kept]], pair))
    _, firsts = np.unique(pair[order], return_index=True)
    chosen = kept[order[firsts]]
    return Decided(
        owner[left[chosen]],
        owner[right[chosen]],
        rule[chosen],
        score[chosen],
        np.stack([left[chosen], right[chosen]]),
        {kind: values[chosen] for kind, values in evidence.items()},
    )


_RANKS = np.array([(SAME, UNSURE, NOT_THE_SAME).index(by.verdict) for by in DECISIONS])
