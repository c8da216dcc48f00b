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
    claimed = _last_totals(database_url(database))
    totals = {**made.published(), **claimed}
    origin = "as the sites last claimed" if claimed else "as the report printed them; – where it printed none"
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
    shown = table(("Source", "word"), ("Query", "wide"), ("Hits", "number"), ("Pages", "number"),
                  ("Requests", "number"), ("Minutes", "number"))  # fmt: skip
    for one in prices:
        shown.add_row(one.query.source, Text(str(one.query)), number(one.hits), str(one.pages), str(one.requests),
                      f"{one.minutes:.1f}")  # fmt: skip
    out = console()
    out.print(shown)
    pages, requests = sum(one.pages for one in prices), sum(one.requests for one in prices)
    minutes = sum(one.minutes for one in prices)
    out.print(
        f"\n{len(prices)} queries, {pages} pages; with every record at most {requests} requests "
        f"and {minutes:.0f} minutes.\nNumbers of hits: {origin}."
    )


def _last_totals(url: str) -> dict[str, int]:
    """What each search last claimed; empty without a database, and none is created to find out."""
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.errors import StoreError  # noqa: PLC0415
    from harvest.evidence.totals import last_totals  # noqa: PLC0415

    try:
        engine = open_database(url)
    except StoreError:
        return {}
    with engine.connect() as connection:
        return last_totals(connection)
