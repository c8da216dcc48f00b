"""``harvest db``."""

from __future__ import annotations

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
    from harvest.database import upgrade_database  # noqa: PLC0415

    url = database_url(database)
    before, after = upgrade_database(url)
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
