"""What two records have in common, for many pairs at once: one row of evidence per pair of names.

No loop over pairs: words are matched by their numbers, and only words that are left on both sides and begin or end
alike are spelled out, each pair of words once.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from harvest.identity.columns import Array, Columns, Table

_AT_ONCE = 1 << 15
"""Pairs compared together: few enough for the processor's own memory."""
_YEARS = 2
"""Apart: no further, and they are no contradiction."""

Evidence = dict[str, Array]
"""One array per kind of evidence, one value per pair:

``exact``, ``near``, ``kin``: words that both names have; that differ by a typing error; that begin alike
(petrochemical, petroquimica). ``local``: of the exact ones, those of the town's name. ``only_left``, ``only_right``:
words without a partner. ``equal``: one name, of the same words or of the same letters with other spaces. ``holds``: all
words of one are in the other, which has more. ``acronym``: one's acronym is the other's initials.

``country``, ``city``, ``place`` (the city, or else the region as printed), ``site`` (host and path), ``host``,
``year``, ``date`` (the day of its beginning), ``mail`` (the host of one's e-mail and of the other's homepage): 1 they
agree, -1 they differ (years: by more than two), 0 neither. ``nuts``: letters with which both codes begin, -1 where
they part before either ends. ``other_land``: one site but for what the host is registered under. ``deep``: both
homepages are pages below a host's first. ``own``: the host is named after what only one name says: no parent's, no
agency's.

``ticked``: facet values that both tick; ``ticked_either``: that one of them ticks, 0 where one ticks none.
"""


def compare(columns: Columns, left: Array, right: Array) -> Evidence:
    """The evidence on each pair of names, given by their rows. Swapping sides swaps what is only on one."""
    parts = [
        _compare(columns, left[start : start + _AT_ONCE], right[start : start + _AT_ONCE])
        for start in range(0, max(len(left), 1), _AT_ONCE)
    ]
    return {kind: np.concatenate([part[kind] for part in parts]) for kind in parts[0]}


def _compare(columns: Columns, left: Array, right: Array) -> Evidence:
    one, other = ({field: column[..., rows] for field, column in columns.names.items()} for rows in (left, right))
    records = columns.records
    first, second = ({field: column[..., name["owner"]] for field, column in records.items()} for name in (one, other))
    words = _words(columns, one, other)
    left, right, no_kin = words["only_left"], words["only_right"], words["kin"] == 0
    equal = (one["joined"] == other["joined"]) | ((left + right == 0) & no_kin)
    holds = (np.minimum(left, right) == 0) & no_kin & (words["exact"] + words["near"] > 0) & ~equal
    names = {"equal": equal, "holds": holds, "acronym": _acronym(one, other)}
    return {**_records(first, second), **words, **names}


def _records(first: Table, second: Table) -> Evidence:
    found = {
        field: _agreement(first[field], second[field])
        for field in ("country", "city", "place", "site", "host", "year", "date")
    }
    # Spelled in two languages, a town mostly begins alike: that is no contradiction, and no agreement.
    found["city"][(found["city"] == -1) & (first["town"] == second["town"])] = 0
    # Founded, registered, begun: sources often tell years that are one or two apart. No contradiction, no agreement.
    found["year"][(found["year"] == -1) & (np.abs(first["year"] - second["year"]) <= _YEARS)] = 0
    found["other_land"] = (first["other_land"] == second["other_land"]) & (first["other_land"] != 0)
    found["deep"] = first["deep"] & second["deep"]
    # Two mails at one host prove little: it may sell addresses to everybody.
    one, other = _agreement(first["mail"], second["host"]), _agreement(second["mail"], first["host"])
    found["mail"] = np.where((one == 1) | (other == 1), np.int8(1), np.minimum(one, other))
    ticked, others = first["ticked"], second["ticked"]
    both = ticked.any(axis=0) & others.any(axis=0)
    found["ticked"] = np.bitwise_count(ticked & others).sum(axis=0, dtype=np.int16)
    found["ticked_either"] = np.bitwise_count(ticked | others).sum(axis=0, dtype=np.int16) * both
    common, parted = np.zeros(len(one), np.int8), np.zeros(len(one), bool)
    for code, coded in zip(first["nuts"], second["nuts"], strict=True):
        both = (code != 0) & (coded != 0)
        parted |= both & (code != coded)
        common += both & ~parted
    found["nuts"] = np.where(parted, np.int8(-1), common)
    return found


def _acronym(one: Table, other: Table) -> Array:
    # Two acronyms that agree prove little: a parent's stands before the names of all its children.
    acronym = np.zeros(one["owner"].shape, bool)
    for short, long in ((one, other), (other, one)):
        for given in short["acronyms"]:
            acronym |= (given == long["initials"]) & (given != 0)
    return acronym


def _words(columns: Columns, one: Table, other: Table) -> Evidence:
    words, others = one["words"], other["words"]
    free, unmet = words != 0, others != 0
    exact, local = np.zeros((2, words.shape[1]), np.int8)
    most, many = int(one["count"].max(initial=0)), int(other["count"].max(initial=0))
    for place in range(most):
        for there in range(many):
            met = (words[place] == others[there]) & free[place]
            free[place] &= ~met
            unmet[there] &= ~met
            exact += met
            local += met & (one["local"][place] | other["local"][there])
    near, kin = _near(columns, one, other, free, unmet)
    own = one["labels"] | other["labels"]
    own |= (free & one["labelled"]).any(axis=0) | (unmet & other["labelled"]).any(axis=0)
    left, right = free.sum(axis=0, dtype=np.int8), unmet.sum(axis=0, dtype=np.int8)
    return {
        "exact": exact, "local": local, "near": near, "kin": kin, "own": own, "only_left": left, "only_right": right,
    }  # fmt: skip


def _near(columns: Columns, one: Table, other: Table, free: Array, unmet: Array) -> tuple[Array, Array]:
    """Matches what is left on both sides and begins or ends alike; takes it out of ``free`` and ``unmet``."""
    near, kin = np.zeros((2, free.shape[1]), np.int8)
    rows = np.flatnonzero(free.any(axis=0) & unmet.any(axis=0))
    left, right = free[:, rows], unmet[:, rows]
    heads, tails = one["heads"][:, rows], one["tails"][:, rows]
    other_heads, other_tails = other["heads"][:, rows], other["tails"][:, rows]
    tried: list[tuple[int, int, Array]] = []
    packed: list[Array] = []
    for place, there in product(np.flatnonzero(left.any(axis=1)).tolist(), np.flatnonzero(right.any(axis=1)).tolist()):
        alike = (heads[place] == other_heads[there]) | (tails[place] == other_tails[there])
        chosen = np.flatnonzero(alike & left[place] & right[there])
        if len(chosen):
            tried.append((place, there, chosen))
            word, partner = one["words"][place, rows[chosen]], other["words"][there, rows[chosen]]
            packed.append((word.astype(np.int64) << 32) | partner)
    if tried:
        distinct, where = np.unique(np.concatenate(packed), return_inverse=True)
        kinds = _kinds(columns, distinct)[where]
        for wanted, counted in ((2, near), (1, kin)):
            start = 0
            for place, there, chosen in tried:
                kind = kinds[start : start + len(chosen)]
                start += len(chosen)
                met = chosen[(kind == wanted) & left[place, chosen] & right[there, chosen]]
                left[place, met] = right[there, met] = False
                counted[rows[met]] += 1
        free[:, rows], unmet[:, rows] = left, right
    return near, kin


def _kinds(columns: Columns, packed: Array) -> Array:
    """Of each pair of words: 2 for one word with a typing error, 1 for kin, 0 for two words."""
    left = [columns.words[row] for row in (packed >> 32).tolist()]
    right = [columns.words[row] for row in (packed & 0xFFFFFFFF).tolist()]
    apart = process.cpdist(left, right, scorer=OSA.distance, dtype=np.int32)
    lengths = np.array([list(map(len, left)), list(map(len, right))])
    shorter, longer = lengths.min(axis=0), lengths.max(axis=0)
    digits = np.array([any(map(str.isdigit, one + other)) for one, other in zip(left, right, strict=True)], bool)
    allowed = np.where(shorter >= 10, 2, np.where(shorter >= 5, 1, 0))
    head = np.array([one[:4] == other[:4] for one, other in zip(left, right, strict=True)], bool)
    kin = head & (shorter >= 5) & (apart <= longer // 2)
    return np.where((apart <= allowed) & ~digits, 2, np.where(kin & ~digits, 1, 0))


def _agreement(one: Array, other: Array) -> Array:
    return np.where((one == 0) | (other == 0), np.int8(0), np.where(one == other, np.int8(1), np.int8(-1)))
