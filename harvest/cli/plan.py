"""``harvest plan``."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Database, Delay, Json, Only, Sources, Strategies, check_sources, database_url
from harvest.cli.output import console, number, print_json, table


@app.command()
def plan(
    strategies: Strategies = None,
    only: Only = None,
    source: Sources = None,
    delay: Delay = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """The distinct queries that the strategies need, and what they will cost. Asks nothing of the network.

    Example: `harvest plan --only foodtech --delay 2`
    """
    from harvest.plan import Price, make_plan, price  # noqa: PLC0415
    from harvest.sources import NAMES, load_source  # noqa: PLC0415
    from harvest.strategy import load  # noqa: PLC0415

    check_sources(source or [])
    files = [load(Path(path)) for path in strategies] if strategies else [load()]
    made = make_plan(files, only=only or [], sources=source or [])
    totals, origin = _last_totals(database_url(database))
    prices: list[Price] = price(made, totals, {name: load_source(name) for name in NAMES}, delay)
    if json:
        print_json(
            {
                "totals_from": origin,
                "queries": [
                    {
                        "search_id": one.query.search_id,
                        "source": one.query.source,
                        "query": str(one.query),
                        "strategies": one.wanted_by,
                        "hits": one.hits,
                        "pages": one.pages,
                        "requests": one.requests,
                        "minutes": round(one.minutes, 1),
                    }
                    for one in prices
                ],
                "requests": sum(one.requests for one in prices),
                "minutes": round(sum(one.minutes for one in prices), 1),
            }
        )
        return
    shown = table(("Source", "left"), ("Query", "fold"), ("Hits", "right"), ("Pages", "right"),
                  ("Requests", "right"), ("Minutes", "right"))  # fmt: skip
    for one in prices:
        # What a site calls by a long name is set on its own line only where it must be.
        query = Text(str(one.query), overflow="fold")
        shown.add_row(one.query.source, query, number(one.hits), str(one.pages), str(one.requests), f"{one.minutes:.1f}")
    out = console()
    out.print(shown)
    pages, requests = sum(one.pages for one in prices), sum(one.requests for one in prices)
    minutes = sum(one.minutes for one in prices)
    out.print(
        f"\n{len(prices)} queries, {pages} pages; with every record at most {requests} requests "
        f"and {minutes:.0f} minutes.\nNumbers of hits: {origin}."
    )


def _last_totals(url: str) -> tuple[dict[str, int], str]:
    """What each search last claimed, and where that is known from; nothing is created to find out."""
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.errors import StoreError  # noqa: PLC0415
    from harvest.evidence.runs import last_totals  # noqa: PLC0415

    try:
        engine = open_database(url)
    except StoreError:
        return {}, "none known yet, so each query is priced at its first page"
    with engine.connect() as connection:
        totals = last_totals(connection)
    return totals, "as the sites last claimed" if totals else "none known yet, so each query is priced at its first page"
