"""Gives invented organisations the words that make the twelve searches of 2022 find what they found then.

The counts are arranged, not measured: that they come out right says nothing about the live platform.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from harvest.replica.organisations import DATA, Organisation
from harvest.replica.search import Index


@dataclass(frozen=True, slots=True)
class Published:
    """One of the twelve: texts whose hits are united, an S3 area or none, and the count that was printed."""

    number: int
    texts: tuple[str, ...]
    s3: str
    hits: int


@cache
def published() -> tuple[Published, ...]:
    """The twelve searches."""
    rows = _file()["published"]
    return tuple(Published(row["number"], tuple(row["texts"]), row["s3"], row["hits"]) for row in rows)


def arranged(organisations: Sequence[Organisation]) -> list[Organisation]:
    """The same organisations, some with a sentence and an S3 area more.

    Raises ValueError where a count can't be met.
    """
    found = list(organisations)
    given: set[int] = set()
    for quota in _file()["quota"]:
        _fill(quota, found, given)
    with closing(Index(found)) as index:
        _check(index)
    return found


def _fill(quota: dict[str, Any], found: list[Organisation], given: set[int]) -> None:
    text, s3 = quota["text"], quota.get("s3", "")
    with closing(Index(found)) as index:
        hits = {hit.path for hit in index.search(text, {"s3_priority": [s3]} if s3 else None)}
        of_the_text = {hit.path for hit in index.search(text)} if text else set()
    missing = quota["hits"] - len(hits)
    places = [
        place
        for place, organisation in enumerate(found)
        if place not in given
        and _suits(quota, organisation)
        # Who already has half of what is asked would do too, but is left as a hit that the other half misses.
        and organisation.path not in hits | of_the_text
    ]
    if not 0 <= missing <= len(places):
        raise ValueError(f"{quota['hits']} hits wanted of {text!r} {s3}: {len(hits)} + {len(places)} can be had")
    step = max(1, len(places) // missing) if missing else 1
    for turn, place in enumerate(places[::step][:missing]):
        sentence = quota["sentences"][turn % len(quota["sentences"])]
        found[place] = _with(found[place], sentence, s3)
        given.add(place)


def _suits(quota: dict[str, Any], organisation: Organisation) -> bool:
    themes = quota.get("themes", ["network"] if quota.get("kind") == "cluster_network" else [])
    # Profiles of some countries lack the S3 field, whatever they are about.
    lacks = quota.get("s3") and not organisation.s3
    return organisation.theme in themes and not lacks and quota.get("without") not in organisation.s3


def _with(organisation: Organisation, sentence: str, s3: str) -> Organisation:
    areas = organisation.s3 if not s3 or s3 in organisation.s3 else (*organisation.s3, s3)
    return replace(organisation, description=f"{organisation.description} {sentence}", s3=areas)


def _check(index: Index) -> None:
    for search in published():
        filters = {"s3_priority": [search.s3]} if search.s3 else None
        totals = [{hit.path for hit in index.search(text, filters)} for text in search.texts]
        if not len(set().union(*totals)) == sum(map(len, totals)) == search.hits:
            raise ValueError(f"search {search.number}: {search.hits} hits wanted, {[*map(len, totals)]} found")


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((DATA / "quotas.toml").read_text("utf-8"))
