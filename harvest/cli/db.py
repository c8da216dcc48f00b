"""``harvest db``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from harvest.cli import app
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import print_json
from harvest.errors import ConfigurationError

Archive = Annotated[
    Path | None, typer.Option("--archive", metavar="DIR", help="Where pages are kept. Default: beside the SQLite file.")
]

db = typer.Typer(name="db", help="Looks after the database.", no_args_is_help=True)
app.add_typer(db)


@db.command()
def upgrade(database: Database = None, json: Json = False) -> None:
    """Brings the database to this version's schema, or makes a new one.

    Example: `harvest db upgrade --database sqlite:///harvest.db`
    """
    from harvest.database import open_database, upgrade_database  # noqa: PLC0415
    from models.base import utc_text  # noqa: PLC0415
    from pipelines.storing.declared import match_declared, name_regions  # noqa: PLC0415

    url = database_url(database)
    before, after = upgrade_database(url)
    if before != after:
        # What a run works out at its end, of what earlier versions read.
        with open_database(url).begin() as connection:
            match_declared(connection, utc_text(datetime.now(UTC)))
            name_regions(connection)
    if json:
        print_json({"database": url, "before": before, "after": after})
    elif before == after:
        print(f"{url} is at schema {after} already: nothing to do.")
    else:
        print(f"{url}: schema {before or 'none'} → {after}.")


@db.command()
def check(database: Database = None, archive: Archive = None, json: Json = False) -> None:
    """Checks the database: schema, integrity, references, runs left open, pages. Exit status 1 if something is wrong.

    Example: `harvest db check`
    """
    from harvest.crawl.archive_check import check_archive  # noqa: PLC0415
    from harvest.crawl.run import archive_folder  # noqa: PLC0415
    from harvest.database import check_database, open_database  # noqa: PLC0415

    url = database_url(database)
    faults = check_database(url)
    with open_database(url).connect() as connection:
        faults += check_archive(connection, archive or archive_folder(url))
    if json:
        print_json({"database": url, "faults": faults})
    else:
        print("\n".join(faults) or f"{url}: nothing wrong.")
    raise typer.Exit(1 if faults else 0)


@db.command()
def prune(
    older_than: Annotated[
        str | None, typer.Option(metavar="AGE", help="Every run that began longer ago than this, e.g. 400d.")
    ] = None,
    run: Annotated[str | None, typer.Option("--run", metavar="ID", help="This run.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")] = False,
    database: Database = None,
    archive: Archive = None,
    json: Json = False,
) -> None:
    """Thins out old runs: their searches, hits and pages go, the history of every record stays.

    Never touched: the last complete run of each set of strategies, the runs that the next one may rely on, runs that
    have not ended, and what a person brought.

    Example: `harvest db prune --older-than 400d --dry-run`
    """
    from harvest.ages import age  # noqa: PLC0415
    from harvest.crawl.pruning import prune as thin_out  # noqa: PLC0415
    from harvest.crawl.run import archive_folder  # noqa: PLC0415
    from harvest.database import open_database  # noqa: PLC0415

    if (older_than is None) == (run is None):
        raise ConfigurationError("harvest db prune: say which runs, with either --older-than 400d or --run ID")
    url = database_url(database)
    span = age("--older-than", older_than) if older_than else None
    pruned = thin_out(open_database(url), archive or archive_folder(url), older_than=span, run_id=run, dry_run=dry_run)
    if json:
        print_json(pruned)
        return
    for name, why in pruned.kept.items():
        print(f"{name} stays whole: {why}.")
    rows = ", ".join(f"{count} {table}" for table, count in pruned.rows.items())
    if pruned.runs:
        will = "Would go" if dry_run else "Gone"
        print(f"{will}, of {', '.join(pruned.runs)}: {rows}; {pruned.bytes:,} bytes of pages.")
    else:
        print("No run to thin out.")


@db.command()
def release(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run's id.")],
    database: Database = None,
    json: Json = False,
) -> None:
    """Lets a run out of quarantine, when the platform really did lose what is missing from it.

    Example: `harvest db release 20261124-020000-1f2e`
    """
    from harvest.crawl.release import release as let_out  # noqa: PLC0415

    why = let_out(database_url(database), run)
    if json:
        print_json({"run": run, "was": why})
    else:
        print(f"Run {run} counts like any other now. It was in quarantine because {why}.")
