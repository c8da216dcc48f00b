"""``harvest yield``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Database, Json, Run, database_url
from harvest.cli.output import console, number, print_json, table
from harvest.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from harvest.evidence.yields import PriorityYield, YieldRow


_SHOWN = 5
"""Refused records that are listed on a screen."""
_LEGEND = """\
Publ.  hits printed in the 2022 report
Rep.   hits claimed by the site
Harv.  hits read from its result pages
Dist.  organisations behind them, each counted once
Ext.   of these, outside the home region
New    of these, never read in an earlier run
Uniq.  of these, found by no other search (or priority) of this run"""


@app.command(name="yield")
def yield_(run: Run = None, database: Database = None, json: Json = False) -> None:
    """What each search and each priority brought in: reported, harvested, distinct, external, new, unique, band.

    Example: `harvest yield --json`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.runs import latest_run, run_summary  # noqa: PLC0415
    from harvest.evidence.yields import read_priorities, read_yield  # noqa: PLC0415

    engine = open_database(database_url(database))
    with engine.connect() as connection:
        run_id = run or latest_run(connection)
        if run_id is None:
            raise UsageError("this database holds no run yet: `harvest run` makes one")
        try:
            summary = run_summary(connection, run_id)
        except LookupError as error:
            raise UsageError(f"{error}; `harvest yield` without --run shows the latest") from None
        rows, priorities = read_yield(connection, run_id), read_priorities(connection, run_id)
    if json:
        print_json({"run": run_id, "strategies": rows, "priorities": priorities, "balanced": summary["balanced"]})
    else:
        print_yield(engine, run_id, summary)


def print_yield(engine: Engine, run_id: str, summary: dict[str, Any]) -> None:
    """The yield of a run, what is incomplete and why, and whether the ledger balances."""
    from harvest.evidence.yields import read_priorities, read_yield  # noqa: PLC0415

    with engine.connect() as connection:
        rows, priorities = read_yield(connection, run_id), read_priorities(connection, run_id)
    out = console()
    shown = _table()
    for priority in priorities:
        shown.add_row(Text(priority.name_en, style="bold"), "", *_counts(priority), "")
        for row in rows:
            if row.priority == priority.priority:
                # What is not complete has no band worth showing.
                verdict = row.band if row.status == "complete" else row.status
                query = Padding(Text(row.query), (0, 0, 0, 2))
                shown.add_row(query, number(row.published_hits), *_counts(row), verdict or "")
        shown.add_row()
    out.print(shown)
    out.print(_LEGEND)
    print_ledger(summary)


def _counts(row: YieldRow | PriorityYield) -> list[str]:
    counts = (
        row.reported_hits, row.harvested_hits, row.distinct_organisations, row.external_organisations,
        row.new_organisations, row.unique_contribution,
    )  # fmt: skip
    return [number(count) for count in counts]


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
    for search in summary["searches"]:
        if search["strategy"] is None and search["status"] == "complete":
            out.print(f"{search['source']}: read whole, {search['harvested']} regions with a page.")
    for leak in summary["leaks"]:
        out.print(f"Leak: {leak['message']}")
    incomplete: dict[tuple[str, str], list[str]] = defaultdict(list)
    for search in summary["searches"]:
        if search["status"] != "complete":
            incomplete[search["status"], search["reason"]].append(search["strategy"] or search["source"])
    for (status, reason), names in incomplete.items():
        out.print(f"Not complete, {status}: {', '.join(names)}\n  {reason}")
    for refusal in summary["refusals"][:_SHOWN]:
        out.print(f"{refusal['outcome'].capitalize()}: {refusal['record']}: {refusal['reason']}")
    if len(summary["refusals"]) > _SHOWN:
        out.print(f"… and {len(summary['refusals']) - _SHOWN} more: --json lists them all.")


def _table() -> Table:
    return table(
        ("Search", "wide"), ("Publ.", "number"), ("Rep.", "number"), ("Harv.", "number"), ("Dist.", "number"),
        ("Ext.", "number"), ("New", "number"), ("Uniq.", "number"), ("Band", "word"),
    )  # fmt: skip
