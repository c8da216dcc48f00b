"""``harvest yield``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Database, Json, Only, Run, database_url
from harvest.cli.output import console, number, print_json, table
from harvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from harvest.evidence.yields import PriorityYield, YieldRow


_SHOWN = 5
"""Refused records that are listed on a screen."""
_IN_FULL = 20
"""Searches that are printed with their whole query; of more, each gets one line."""
_REGIONS = "eyeris3"
_LEGEND = """\
Publ.  hits printed in the 2022 report
Rep.   hits claimed by the site
Harv.  hits read from its result pages, or worked out here
Dist.  organisations behind them, each counted once; regions are none
Ext.   of these, outside the home region
New    of these, never read in an earlier run
Uniq.  of these, found by no other search (or priority) of this run"""


@app.command(name="yield")
def yield_(
    run: Run = None,
    only: Only = None,
    published: Annotated[
        bool, typer.Option("--published", help="Only the searches whose hits a report has printed.")
    ] = False,
    against: Annotated[
        str | None, typer.Option(metavar="RUN", help="Where the searches of another run have other hits, and why.")
    ] = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """What each search and each priority brought in: reported, harvested, distinct, external, new, unique, band.

    And which reading of a printed search gives its published count, how the platforms search by their own answers,
    and what to ask instead of what found too much, or nothing.

    Example: `harvest yield --only govtech`
    """
    from harvest.database import open_database  # noqa: PLC0415

    engine = open_database(database_url(database))
    with engine.connect() as connection:
        run_id = _known_run(connection, run)
        told = _told(connection, run_id, only or [], published=published)
        if against is not None:
            from harvest.evidence.agreement import read_disagreements  # noqa: PLC0415

            told["disagreements"] = read_disagreements(connection, run_id, _known_run(connection, against))
    if json:
        print_json({key: value for key, value in told.items() if key not in ("summary", "some")})
    else:
        _print(told, against)


def _known_run(connection: Connection, run: str | None) -> str:
    from harvest.evidence.runs import latest_run, pruned_at, run_ids  # noqa: PLC0415

    run_id = run or latest_run(connection)
    if run_id is None:
        raise UsageError("this database holds no run yet: `harvest run` makes one")
    if run_id not in run_ids(connection):
        raise UsageError(f"no run {run_id}; `harvest yield` without --run shows the latest")
    at = pruned_at(connection, run_id)
    if at is not None:
        raise UsageError(
            f"the searches of run {run_id} were deleted on {at[:10]} (`harvest db prune`), so nothing can be counted "
            "of it: `harvest yield` without --run shows the latest"
        )
    return run_id


def _told(connection: Connection, run_id: str, only: Sequence[str], *, published: bool) -> dict[str, Any]:
    from harvest.evidence.probing import read_semantics  # noqa: PLC0415
    from harvest.evidence.proposals import propose  # noqa: PLC0415
    from harvest.evidence.runs import run_summary  # noqa: PLC0415
    from harvest.evidence.yields import read_priorities, read_readings, read_words, read_yield  # noqa: PLC0415

    every = read_yield(connection, run_id)
    names = {name for row in every for name in (row.strategy, row.priority)}
    for name in only:
        if name not in names:
            raise UsageError(f"--only {name}: run {run_id} asked for no such strategy or priority")
    rows = [
        row
        for row in every
        if (not only or row.strategy in only or row.priority in only)
        and (not published or row.published_hits is not None)
    ]
    summary = run_summary(connection, run_id)
    shown = {row.strategy for row in rows}
    semantics = read_semantics(connection, run_id)
    return {
        "run": run_id,
        "strategies": rows,
        "priorities": [
            one for one in read_priorities(connection, run_id) if one.priority in {row.priority for row in rows}
        ],
        "readings": [one for one in read_readings(connection, run_id) if one.strategy in shown],
        "semantics": semantics,
        "proposals": propose(connection, rows, read_words(connection)),
        "balanced": summary["balanced"],
        "summary": summary,
        "some": published or any(row.strategy in only for row in rows),
    }


def print_yield(engine: Engine, run_id: str, summary: dict[str, Any]) -> None:
    """The yield of a run, what is incomplete and why, and whether the ledger balances."""
    from harvest.evidence.yields import read_priorities, read_yield  # noqa: PLC0415

    with engine.connect() as connection:
        rows, priorities = read_yield(connection, run_id), read_priorities(connection, run_id)
    _print_table(rows, priorities, sums=True)
    print_ledger(summary)
    if summary["quarantined"]:
        console().print(f"In quarantine: {summary['quarantined']}. The run is kept, and nothing follows from it.")
    dead, much = (sum(row.band == band for row in rows) for band in ("dead", "unmanageable"))
    if dead or much:
        console().print(f"{dead} searches found nothing, {much} too much: `harvest yield` says what to ask instead.")


def _print(told: dict[str, Any], against: str | None) -> None:
    from harvest.cli.asking import (  # noqa: PLC0415
        print_disagreements,
        print_ladders,
        print_readings,
        print_semantics,
    )

    _print_table(told["strategies"], told["priorities"], sums=not told["some"])
    print_readings(told["readings"], told["strategies"])
    print_ladders(told["proposals"])
    print_semantics(told["semantics"])
    if against is not None:
        print_disagreements(told["disagreements"], against)
    print_ledger(told["summary"])


def _print_table(rows: Sequence[YieldRow], priorities: Sequence[PriorityYield], *, sums: bool) -> None:
    """``sums``: each priority's own counts stand beside its name. Of a selection they would be those of others too."""
    out = console()
    kind = "wide" if len(rows) <= _IN_FULL else "cut"
    shown = table(
        ("Search", kind), ("Publ.", "number"), ("Rep.", "number"), ("Harv.", "number"), ("Dist.", "number"),
        ("Ext.", "number"), ("New", "number"), ("Uniq.", "number"), ("Band", "word"),
    )  # fmt: skip
    for priority in priorities:
        counts = ("", *_counts(priority), "") if sums else ()
        shown.add_row(Text(priority.name_en, style="bold"), *counts)
        for row in rows:
            if row.priority == priority.priority:
                query = Padding(
                    Text(row.query, no_wrap=kind == "cut", overflow="ellipsis" if kind == "cut" else "fold"),
                    (0, 0, 0, 2),
                )
                shown.add_row(query, number(row.published_hits), *_counts(row), _verdict(row))
        shown.add_row()
    out.print(shown)
    out.print(_LEGEND)
    predicted = [row for row in rows if row.expected_band and row.band]
    if predicted:
        right = sum(row.expected_band == row.band for row in predicted)
        out.print(f"≠      another band was predicted; of {len(predicted)} predictions {right} came true")


def _verdict(row: YieldRow) -> str:
    """The band; of what is neither complete nor capped no band is worth showing."""
    if row.status not in ("complete", "capped") or row.band is None:
        return row.status or ""
    return f"{row.band} ≠" if row.expected_band and row.expected_band != row.band else row.band


def _counts(row: YieldRow | PriorityYield) -> list[str]:
    hits = [number(row.reported_hits), number(row.harvested_hits)]
    if getattr(row, "source", "") == _REGIONS:
        return [*hits, "–", "–", "–", "–"]
    found = (row.distinct_organisations, row.external_organisations, row.new_organisations, row.unique_contribution)
    return [*hits, *map(number, found)]


def print_ledger(summary: dict[str, Any]) -> None:
    """The run in a few lines: its status, its books, and every search that is not complete."""
    out = console()
    records, seconds = summary["records"], summary["seconds"]
    verdict = "balanced" if summary["balanced"] else "NOT BALANCED"
    out.print(f"\nRun {summary['run']}: {summary['status']}, {verdict}.")
    out.print(
        f"{summary['requests']} requests, {summary['pages']} pages, "
        f"{'still running' if seconds is None else f'{seconds:.0f} seconds'}."
    )
    out.print(
        f"Records: {records['new']} new, {records['changed']} changed, {records['unchanged']} unchanged, "
        f"{records['refused']} refused."
    )
    out.print(Text(changes_line(summary["changes"])))
    for one in summary["expectations"]:
        end = "the run has failed." if one["verdict"] == "missed" else "a warning."
        out.print(Text(f"Expected of {one['source']}: {one['expectation']}; found: {one['found']}; {end}"))
    for search in summary["searches"]:
        if search["strategy"] is None and search["status"] == "complete":
            out.print(f"{search['source']}: read whole ({search['rung']}), {search['harvested']} records listed.")
    for leak in summary["leaks"]:
        out.print(f"Leak: {leak['message']}")
    for law in summary["laws"]["broken"]:
        out.print(Text(f"Semantics suspect: {law}"))
    incomplete: dict[tuple[str, str], list[str]] = defaultdict(list)
    for search in summary["searches"]:
        if search["status"] != "complete":
            name = search["strategy"] or f"{search['source']} {search['query']}"
            incomplete[search["status"], search["reason"]].append(name)
    for (status, reason), names in incomplete.items():
        out.print(Text(f"Not complete, {status}: {', '.join(names)}\n  {reason}"))
    for refusal in summary["refusals"][:_SHOWN]:
        out.print(Text(f"{refusal['outcome'].capitalize()}: {refusal['record']}: {refusal['reason']}"))
    if len(summary["refusals"]) > _SHOWN:
        out.print(f"… and {len(summary['refusals']) - _SHOWN} more: --json lists them all.")


def changes_line(changes: dict[str, Any]) -> str:
    """How much is otherwise than in the run before, on one line."""
    if changes["previous"] is None:
        return "Changes: there is no earlier run to compare it with."
    kinds = ("appeared", "renamed", "returned", "changed", "missing", "gone")
    told = [f"{changes[kind]} {kind}" for kind in kinds if changes[kind]]
    told += [f"{changes['priorities']} priorities otherwise"] if changes["priorities"] else []
    told += [f"hits of {changes['searches']} searches moved"] if changes["searches"] else []
    unanswered = changes["unanswered"]
    nothing = f"none, but {unanswered} searches were not answered" if unanswered else "nothing changed"
    return f"Changes since {changes['previous']}: {', '.join(told) or nothing}."
