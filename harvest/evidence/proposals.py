"""What to ask instead of a search that found too much, or nothing: the ladders, with what the store can tell of each.

The numbers are counted over the records that are known so far, read as the source is taken to read a text: of a source
that was never read whole they are the least that there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from harvest.directory import Directory, Reading
from harvest.directory.ladders import narrower, wider
from harvest.evidence.documents import read_documents
from harvest.evidence.yields import YieldRow
from harvest.query import parse
from harvest.sources import load_source

Words = tuple[tuple[str, ...], tuple[str, ...]]
"""What a priority goes by: its English terms, and its S3 areas."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One query to try, and how many of the known records answer it."""

    query: str
    why: str
    known: int

    helps: bool
    """Whether it finds less than what is too much, but something; or more than nothing."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Proposals for one strategy."""

    strategy: str
    query: str
    band: str
    answering: int | None
    known: int
    """Records that answer it as it stands, of those known."""
    of: int
    """Records known."""
    proposals: tuple[Proposal, ...]


def propose(connection: Connection, rows: Iterable[YieldRow], words: Mapping[str, Words]) -> list[Ladder]:
    """A ladder for every strategy that is unmanageable or dead; ``words``: by priority, its terms and S3 areas."""
    wanting: dict[str, list[YieldRow]] = defaultdict(list)
    for row in rows:
        if row.band in ("dead", "unmanageable"):
            wanting[row.source].append(row)
    ladders = []
    for name, some in wanting.items():
        source = load_source(name)
        told = source.answering
        reading = Reading(told.loose, told.stems, told.searched)
        with Directory(read_documents(connection, source), reading) as directory:
            ladders += [_ladder(directory, row, words.get(row.priority, ((), ()))) for row in some]
    return ladders


def _ladder(directory: Directory, row: YieldRow, words: Words) -> Ladder:
    expression = parse(row.query)
    dead = row.band == "dead"
    known = directory.count(expression)
    proposals = []
    for rung in wider(expression) if dead else narrower(expression, *words):
        found = directory.count(parse(rung.query))
        proposals.append(Proposal(rung.query, rung.why, found, found > known if dead else 0 < found < known))
    return Ladder(row.strategy, row.query, row.band or "", row.answering, known, len(directory), tuple(proposals))
