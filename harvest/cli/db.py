"""``harvest db``."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from harvest.cli import app
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import print_json

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
def check(database: Database = None, json: Json = False) -> None:
    """Checks the database: schema, integrity, references, runs left open. Exit status 1 if something is wrong.

    Example: `harvest db check`
    """
    from harvest.database import check_database  # noqa: PLC0415

    url = database_url(database)
    faults = check_database(url)
    if json:
        print_json({"database": url, "faults": faults})
    else:
        print("\n".join(faults) or f"{url}: nothing wrong.")
    raise typer.Exit(1 if faults else 0)
