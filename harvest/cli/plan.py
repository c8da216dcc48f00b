"""``harvest plan``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from harvest.cli import app
from harvest.cli.options import (
    At,
    Database,
    Delay,
    Json,
    Mode,
    Only,
    ReadToEnd,
    Sources,
    Strategies,
    addresses,
    check_choice,
    check_sources,
    database_url,
)
from harvest.cli.output import console, number, print_json, table

if TYPE_CHECKING:
    from harvest.plan import Plan
    from harvest.price import Price


@app.command()
def plan(
    strategies: Strategies = None,
    only: Only = None,
    source: Sources = None,
    mode: Mode = "auto",
    read_to_end: ReadToEnd = False,
    at: At = None,
    delay: Delay = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """The distinct queries that the strategies need, and what they will cost. Asks nothing of the network.

    Example: `harvest plan --only foodtech --delay 2`
    """
    from harvest.plan import MODES, make_plan  # noqa: PLC0415
    from harvest.price import price  # noqa: PLC0415
    from harvest.sources import NAMES, load_source  # noqa: PLC0415
    from harvest.strategy import load  # noqa: PLC0415

    check_sources(source or [])
    check_choice("--mode", mode, MODES)
    files = [load(Path(path)) for path in strategies] if strategies else [load()]
    made = make_plan(files, only=only or [], sources=source or [], mode=mode, read_to_end=read_to_end)
    claimed = _last_totals(database_url(database))
    totals = {**made.published(), **claimed}
    prices = price(made, totals, {name: load_source(name) for name in NAMES}, delay)
    told = _told(made, prices, totals, from_sites=bool(claimed))
    told["again"] = _again(made, database_url(database), addresses(at), delay)
    if json:
        print_json(told)
    else:
        _print(prices, told)


def _told(made: Plan, prices: list[Price], totals: dict[str, int], *, from_sites: bool) -> dict[str, Any]:
    from harvest.price import directory_cost, whole_cost  # noqa: PLC0415
    from harvest.sources import load_source  # noqa: PLC0415
    from harvest.vocabulary import FROM_MEMORY, look_up  # noqa: PLC0415

    requests, minutes = whole_cost(prices, totals)
    facets = dict.fromkeys(facet for query in made.queries for facet in query.facets)
    memory = [f"{field} {value}" for field, value in facets if _evidence(look_up(field, value)) == FROM_MEMORY]
    return {
        "mode": made.mode,
        "totals_from": "as the sites last claimed"
        if from_sites
        else "as the report printed them; – where it printed none",
        "queries": [
            {
                "search_id": one.query.search_id,
                "source": one.query.source,
                "query": str(one.query),
                "strategies": one.wanted_by,
                "asked_for": one.asked.depth,
                "hits": one.hits,
                "pages": one.pages,
                "requests": one.requests,
                "minutes": round(one.minutes, 1),
                "note": one.note,
            }
            for one in prices
        ],
        "pages": sum(one.pages for one in prices),
        "requests": requests,
        "minutes": round(minutes, 1),
        "directory_requests": {
            name: cost
            for name in made.sources
            if not made.whole(name) and (cost := directory_cost(load_source(name), totals)) is not None
        },
        "from_memory": memory,
    }


def _evidence(known: Any) -> str:
    return known.evidence if known else ""


def _print(prices: list[Price], told: dict[str, Any]) -> None:
    shown = table(("Source", "word"), ("Query", "wide"), ("Hits", "number"), ("Pages", "number"),
                  ("Requests", "number"), ("Minutes", "number"))  # fmt: skip
    here = [one for one in prices if one.note == "answered here"]
    for one in prices:
        if one not in here:
            query = Text.assemble(str(one.query), (f"  ({one.note})" if one.note else "", "dim"))
            shown.add_row(one.query.source, query, number(one.hits), str(one.pages), str(one.requests),
                          f"{one.minutes:.1f}")  # fmt: skip
    out = console()
    out.print(shown)
    out.print(
        f"\n{len(prices)} distinct queries, {told['pages']} pages; with every record at most {told['requests']} "
        f"requests and {told['minutes']:.0f} minutes.\nNumbers of hits: {told['totals_from']}."
    )
    if here:
        sources = ", ".join(dict.fromkeys(one.query.source for one in here))
        out.print(f"{len(here)} of them cost nothing: they are answered here, from what is read of {sources}.")
    for one in told["again"]:
        out.print(
            f"Unchanged, {one['source']} costs {one['requests']} requests and {one['minutes']:.0f} minutes: of "
            f"{one['records']} records known, {one['asked_about']} are asked about (304 expected), {one['spared']} not "
            f"at all as long as the sitemap's dates are old, {one['asked']} asked for."
        )
    for name, cost in told["directory_requests"].items():
        out.print(f"Read whole and answered here (--mode directory), {name} takes about {cost} requests.")
    if told["from_memory"]:
        out.print(
            f"{len(told['from_memory'])} values of filters are known from memory only: a run holds them against the "
            "list that the site offers, and names what is missing."
        )


def _again(made: Plan, url: str, at: dict[str, str], delay: float | None) -> list[dict[str, Any]]:
    """What each source costs if nothing has changed there since the last run at this address."""
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.errors import StoreError  # noqa: PLC0415
    from harvest.evidence.before import read_all_before  # noqa: PLC0415
    from harvest.price import price_again  # noqa: PLC0415
    from harvest.sources import load_source  # noqa: PLC0415

    sources = {name: load_source(name) for name in made.sources}
    try:
        engine = open_database(url)
    except StoreError:
        return []
    with engine.connect() as connection:
        before = read_all_before(connection, "", {name: at.get(name, one.address) for name, one in sources.items()})
    again = price_again(made, before, sources, delay)
    return [{**asdict(one), "requests": one.requests, "minutes": round(one.minutes, 1)} for one in again]


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
