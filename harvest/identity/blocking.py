"""Which records are worth comparing: those that share a key.

Keys depend on one record alone, never on how many others there are: so a pair is compared or not whatever else is
in the store and in whatever order it came.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from harvest.identity.columns import Array, Columns
from harvest.identity.names import MOST_WORDS

_ODD = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93], np.uint64
)
"""One for each part of the longest key."""
_FINAL = np.uint64(0xFF51AFD7ED558CCD)


PLAIN, SEEKS, OFFERS = 0, 1, 2
"""A plain key meets every other; one that seeks meets only those that offer. Many may write from one mail host, and
names by the hundred have the same initials: what counts is the one site of that name, the one acronym."""


def keys(columns: Columns, first: int = 0) -> tuple[Array, Array, Array]:
    """The keys of the names from row ``first`` on: each with its name's row and its kind."""
    blocks = [block for _, blocks in _blocks(columns, first) for block in blocks]
    return _together(blocks)


Block = tuple[Array, Array, Array]
_NO_KEYS: Block = np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int8)


def _blocks(columns: Columns, first: int = 0) -> Iterator[tuple[str, list[Block]]]:
    """The keys by what they are made of; two that differ in that never meet."""
    names = {field: column[..., first:] for field, column in columns.names.items()}
    owner, count = names["owner"], names["count"]
    records = {field: column[..., owner] for field, column in columns.records.items()}
    rows = np.arange(first, first + len(owner), dtype=np.int64)
    country, place, sites = records["country"], records["place"], records["site"]
    heads, tails, words = names["heads"], names["tails"], names["words"]

    def block(number: int, wanted: Array, *parts: Array, kind: int = PLAIN) -> Block:
        if not wanted.any():
            return _NO_KEYS
        chosen = _mixed(number, *(part[wanted] for part in parts))
        return chosen, rows[wanted], np.full(len(chosen), kind, np.int8)

    yield "the letters of a name", [block(1, names["joined"] != 0, country, names["joined"])]

    each = np.stack([_mixed(0, word) * (word != 0) for word in words])
    every = each.sum(axis=0, dtype=np.uint64)
    but_one = every - each
    spots = range(MOST_WORDS)
    yield (
        "a name within another",
        [
            block(2, count > 1, country, every, kind=OFFERS),
            *(block(2, count > max(spot, 2), country, but_one[spot], kind=SEEKS) for spot in spots),
        ],
    )
    # Of a million names very many have four last letters in common; the first one is seldom mistyped.
    for number, ends in ((3, (heads,)), (4, (tails, names["firsts"]))):
        yield (
            "a name but for one word, which begins or ends alike",
            [
                block(number, count > max(spot, 1), country, count, but_one[spot], *(end[spot] for end in ends))
                for spot in spots
            ],
        )
    # One word is little to go by: in one part of a country, or in one place.
    alone, part = count == 1, records["nuts"][2]
    yield "a single word in one region", [block(5, alone & (part != 0), country, heads[0], part)]
    yield "a single word in one place", [block(6, alone & (place != 0), country, place, tails[0])]
    yield (
        "a word in one place, other than the place's own name",
        [
            block(7, (count > spot) & (place != 0) & ~names["local"][spot], country, place, heads[spot])
            for spot in spots
        ],
    )
    yield "a homepage", [block(8, sites != 0, sites)]
    yield "a homepage but for the host's end", [block(9, sites != 0, country, records["other_land"])]
    yield (
        "an e-mail at a homepage's host",
        [
            block(10, records["mail"] != 0, country, records["mail"], kind=SEEKS),
            block(10, sites != 0, country, records["host"], kind=OFFERS),
        ],
    )
    # Every name of a record has it: its first speaks for it.
    begun = (records["date"] != 0) & np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    yield "one day of beginning", [block(12, begun, country, records["date"])]
    initials = names["initials"]
    yield (
        "an acronym that is initials, in one place",
        [
            *(block(11, (text != 0) & (place != 0), country, place, text, kind=SEEKS) for text in names["acronyms"]),
            block(11, (initials != 0) & (place != 0), country, place, initials, kind=OFFERS),
        ],
    )


def _together(blocks: list[Block]) -> Block:
    key, row, kind = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return key, row, kind


def fitting(kind: int, other: int) -> bool:
    """Whether two entries of one key meet."""
    return kind == other == PLAIN or {kind, other} == {SEEKS, OFFERS}


def pairs(columns: Columns) -> tuple[Array, Array]:
    """Every pair of names of two records that share a key, once: the rows on either side."""
    owner = columns.names["owner"]
    packed = []
    for _, blocks in _blocks(columns):
        key, row, kind = _together(blocks)
        plain, seeks, offers = kind == PLAIN, kind == SEEKS, kind == OFFERS
        for found in (_within(key[plain], row[plain]), _across(key[seeks], row[seeks], key[offers], row[offers])):
            for left, right in found:
                apart = owner[left] != owner[right]
                packed.append((np.minimum(left, right)[apart] << 32) | np.maximum(left, right)[apart])
    together = np.sort(np.concatenate(packed)) if packed else np.empty(0, np.int64)
    together = together[np.append(True, together[1:] != together[:-1])[: len(together)]]
    return together >> 32, together & 0xFFFFFFFF


def _within(key: Array, row: Array) -> Iterator[tuple[Array, Array]]:
    order = np.argsort(key)
    key, row = key[order], row[order]
    here, step = np.arange(len(key)), 1
    while len(here):
        here = here[: np.searchsorted(here, len(key) - step)]
        here = here[key[here] == key[here + step]]
        yield row[here], row[here + step]
        step += 1


def _across(key: Array, row: Array, other_key: Array, other_row: Array) -> Iterator[tuple[Array, Array]]:
    order = np.argsort(other_key)
    other_key, other_row = other_key[order], other_row[order]
    start, end = np.searchsorted(other_key, key, "left"), np.searchsorted(other_key, key, "right")
    many = end - start
    which = np.repeat(np.arange(len(key)), many)
    within = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
    yield row[which], other_row[start[which] + within]


def _mixed(number: int, *parts: Array) -> Array:
    if len(parts) > len(_ODD):
        raise ValueError(f"a key of {len(parts)} parts")
    mixed = np.full(len(parts[0]), number, np.uint64)
    for part, odd in zip(parts, _ODD, strict=False):
        mixed = (mixed ^ (part.astype(np.uint64) * odd)) * _FINAL
        mixed ^= mixed >> np.uint64(29)
    return mixed
