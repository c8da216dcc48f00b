"""``harvest import``."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Database, Json, Strategies, check_sources, database_url
from harvest.cli.output import console, print_json, table
from harvest.sources import NAMES

imports = typer.Typer(name="import", help="Takes in what was not harvested.", no_args_is_help=True)
app.add_typer(imports)


@imports.command()
def sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A spreadsheet: xlsx, ods or csv.")],
    mapping: Annotated[
        Path,
        typer.Option(
            "--mapping", metavar="FILE.toml", help="What its columns mean; or the name of a packaged mapping."
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would come in.")] = False,
    by: Annotated[
        str | None, typer.Option("--by", metavar="TEXT", help="Whose word it is, by function, e.g. 'cluster office'.")
    ] = None,
    strategies: Strategies = None,
    archive: Annotated[Path | None, typer.Option("--archive", metavar="DIR", help="Where its text is kept.")] = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """A list that somebody keeps in a spreadsheet: programmes, hubs, seals, tips; every value with its cell.

    Exit status 3 if a row or a cell was refused; the others are taken in.

    Example: `harvest import sheet edih-2024.xlsx --mapping edih --dry-run`
    """
    from harvest.cli.sheets import print_import  # noqa: PLC0415
    from harvest.crawl.sheets import import_sheet  # noqa: PLC0415

    ended = import_sheet(
        file,
        mapping,
        database_url(database),
        by=by,
        dry_run=dry_run,
        strategies=tuple(strategies or ()),
        archive=archive,
    )
    if json:
        print_json({**dataclasses.asdict(ended), "counts": ended.counts})
    else:
        print_import(ended)
    raise typer.Exit(ended.exit_status)


@imports.command()
def pages(
    place: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of saved pages, or one file.")],
    source: Annotated[str, typer.Option("--source", metavar="NAME", help=f"Whose pages: {', '.join(NAMES)}.")],
    strategies: Strategies = None,
    archive: Annotated[Path | None, typer.Option("--archive", metavar="DIR", help="Where the pages are kept.")] = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Pages that were saved by hand from a browser (HTML, MHTML, WARC), read and stored as if fetched.

    Exit status 3 if a page could not be read.

    Example: `harvest import pages saved/ --source eccp`
    """
    from harvest.crawl.saved import import_pages  # noqa: PLC0415

    check_sources([source])
    ended = import_pages(place, source, database_url(database), strategies or (), archive)
    if json:
        print_json({"run": ended.run_id, "pages": ended.told, "summary": ended.summary})
    else:
        shown = table(("File", "wide"), ("Page", "word"), ("Outcome", "word"), ("", "wide"))
        for one in ended.told:
            shown.add_row(Text(one.file), one.kind or "–", one.outcome, Text(one.reason))
        out = console()
        out.print(shown)
        records = ended.summary["records"]
        out.print(
            f"\nRun {ended.run_id}, saved by hand: {records['new']} new, {records['changed']} changed, "
            f"{records['unchanged']} unchanged."
        )
        for search in ended.summary["searches"]:
            incomplete = f": {search['reason']}" if search["reason"] else ""
            out.print(f"{search['strategy'] or search['query']}: {search['harvested']} hits, "
                      f"{search['status']}{incomplete}")  # fmt: skip
    raise typer.Exit(ended.exit_status)
