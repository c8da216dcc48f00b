"""What ``harvest yield`` prints beside the table: readings, how the sites read, and what to ask instead."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from harvest.cli.output import console, number, table

if TYPE_CHECKING:
    from harvest.evidence.agreement import Disagreement
    from harvest.evidence.probing import Semantics
    from harvest.evidence.proposals import Ladder
    from harvest.evidence.yields import ReadingRow, YieldRow

_STEPS = 6
"""Proposals that are shown of one ladder: more are in --json."""


def print_readings(readings: Iterable[ReadingRow], rows: Iterable[YieldRow]) -> None:
    """For each printed search that may mean several things, what each of them gives."""
    printed = {row.strategy: row.printed for row in rows}
    some = [one for one in readings if one.strategy in printed]
    if not some:
        return
    out = console()
    out.print(
        "\nReadings: what a printed search may have meant, and which of it gives the published count", style="bold"
    )
    shown = table(("Hits", "number"), ("", "word"), ("Reading", "wide"))
    for strategy, group in groupby(some, key=lambda one: one.strategy):
        shown.add_row("", "", Text(printed[strategy], style="italic"))
        for one in group:
            chosen = "  (the one asked)" if one.reading == 0 else ""
            shown.add_row(number(one.answering), one.verdict or "not told", Text(f"{one.query}{chosen}"))
    out.print(shown)


def print_semantics(semantics: Semantics) -> None:
    """What probes and laws say of each source's own search."""
    if not semantics.probes:
        return
    out = console()
    out.print("\nHow the platforms search, by their own answers", style="bold")
    shown = table(("Source", "word"), ("Probe", "word"), ("Says", "wide"))
    for one in semantics.probes:
        otherwise = f"; answers worked out here take it otherwise: {one.otherwise}" if one.otherwise else ""
        shown.add_row(one.source, one.probe, Text(f"{one.says}{otherwise}", style="bold" if one.doubtful else ""))
    out.print(shown)
    told = sum(law.holds is not None for law in semantics.laws)
    out.print(f"Laws of searching: {told} cases could be told, {len(semantics.broken)} broken.")
    for law in semantics.broken:
        out.print(Text(f"  semantics suspect: {law}"))


def print_ladders(ladders: Iterable[Ladder]) -> None:
    """What to ask instead of what found too much, or nothing: only what would help, going by the records known."""
    every = list(ladders)
    if not every:
        return
    out = console()
    out.print("\nWhat to ask instead, and how many of the records known so far answer it", style="bold")
    shown = table(("Known", "number"), ("Query", "wide"), ("How", "word"))
    helpless = []
    for one in every:
        helpful = [proposal for proposal in one.proposals if proposal.helps]
        if not helpful:
            helpless.append(one.strategy)
            continue
        verdict = f"{one.band}, {one.answering}" if one.answering else one.band
        shown.add_row(str(one.known), Text(one.query, style="italic"), verdict)
        for proposal in helpful[:_STEPS]:
            shown.add_row(str(proposal.known), Text(f"  {_shortened(proposal.query, one.query)}"), proposal.why)
    out.print(shown)
    if helpless:
        out.print(Text(f"Nothing that the known records would answer better: {', '.join(helpless)}."))


def _shortened(query: str, original: str) -> str:
    """The query with an ellipsis for the part that it shares with the original."""
    for whole in (f"({original}) AND ", f"{original} AND "):
        if query.startswith(whole):
            return f"… AND {query.removeprefix(whole)}"
    return query


def print_disagreements(found: Iterable[Disagreement], other: str) -> None:
    """Where two runs answer one search differently, and which probe explains it."""
    some = list(found)
    out = console()
    if not some:
        out.print(f"\nEvery search that both runs read to the end has the same hits in {other}.")
        return
    out.print(f"\nOther hits than in {other}", style="bold")
    shown = table(("Here", "number"), ("There", "number"), ("Search", "wide"))
    for one in some:
        asked = " AND ".join(filter(None, (one.query, one.filters)))
        why = "; ".join(one.explained_by) or "no probe explains it"
        shown.add_row(str(one.only_this), str(one.only_other), Text.assemble(asked, (f"\n  {why}", "dim")))
    out.print(shown)
