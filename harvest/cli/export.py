"""``harvest export``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from harvest.cli import app
from harvest.cli.options import Database, Json, check_choice, database_url
from harvest.cli.output import console, print_json
from harvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from harvest.reports.labels import Language
    from harvest.reports.tables.about import About

export = typer.Typer(name="export", help="Writes what was found into files for people and for programs.",
                     no_args_is_help=True)  # fmt: skip
app.add_typer(export)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder, or an earlier export.")]
LanguageOption = Annotated[str, typer.Option("--language", metavar="sv|en", help="Swedish or English.")]


def language_of(given: str) -> Language:
    """The language that was asked for. Raises ConfigurationError for one that the reports don't speak."""
    from harvest.reports.labels import LANGUAGES  # noqa: PLC0415

    check_choice("--language", given, LANGUAGES)
    return cast("Language", given)


@export.command()
def xlsx(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    language: LanguageOption = "sv",
    database: Database = None,
    json: Json = False,
) -> None:
    """The workbook: all organisations, a sheet per priority, regions, searches, changes; with columns to fill in.

    What was filled in comes back with `harvest screen import`.

    Example: `harvest export xlsx organisations.xlsx --language en`
    """
    from harvest.database import open_database, snapshot  # noqa: PLC0415
    from harvest.evidence.workbook import read_contents  # noqa: PLC0415
    from harvest.reports.workbook.book import write_workbook  # noqa: PLC0415
    from models.base import utc_text  # noqa: PLC0415

    spoken = language_of(language)
    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file}: a workbook's name ends with .xlsx")
    if file.is_dir():
        raise UsageError(f"{file} is a folder: name a file in it")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file}: there is no folder {file.parent}")
    with snapshot(open_database(database_url(database))) as connection:
        contents = read_contents(connection)
        counts = write_workbook(file, contents, exported_at=utc_text(datetime.now(UTC)), language=spoken)
    organisations = sum(counts.values())
    if json:
        run = contents.run.run_id if contents.run else None
        print_json(
            {"file": str(file), "run": run, "language": language, "organisations": organisations, "tiers": counts}
        )
    else:
        console().print(
            f"{file}: {organisations} organisations, {len(contents.priorities)} priorities.", soft_wrap=True
        )


@export.command()
def csv(folder: Folder, language: LanguageOption = "sv", database: Database = None, json: Json = False) -> None:
    """Every public view as a CSV file, with a README that names the sources and every column.

    Example: `harvest export csv csv-files`
    """
    from harvest.reports.tables.csv_files import write_csv  # noqa: PLC0415

    _tables(write_csv, folder, language, database, json=json)


@export.command()
def parquet(folder: Folder, language: LanguageOption = "sv", database: Database = None, json: Json = False) -> None:
    """Every public view as a Parquet file, sources and columns described in its metadata.

    Example: `harvest export parquet parquet-files`
    """
    from harvest.reports.tables.parquet import write_parquet  # noqa: PLC0415

    _tables(write_parquet, folder, language, database, json=json)


@export.command()
def datapackage(folder: Folder, language: LanguageOption = "sv", database: Database = None, json: Json = False) -> None:
    """Every public view as CSV, described by a Frictionless datapackage.json.

    Example: `harvest export datapackage datapackage-files`
    """
    from harvest.reports.tables.datapackage import write_datapackage  # noqa: PLC0415

    _tables(write_datapackage, folder, language, database, json=json)


def _tables(
    write: Callable[[Path, Connection, About], dict[str, int]],
    folder: Path,
    language: str,
    database: str | None,
    *,
    json: bool,
) -> None:
    """Writes every view into a folder, which is there whole or not at all."""
    from harvest.database import open_database, snapshot  # noqa: PLC0415
    from harvest.reports.tables.about import read_about  # noqa: PLC0415
    from harvest.reports.tables.whole import whole  # noqa: PLC0415
    from models.base import utc_text  # noqa: PLC0415

    spoken = language_of(language)
    with snapshot(open_database(database_url(database))) as connection, whole(folder) as made:
        about = read_about(connection, spoken, utc_text(datetime.now(UTC)))
        counts = write(made, connection, about)
    if json:
        print_json({"folder": str(folder), "run": about.run_id, "language": language, "rows": counts})
    else:
        console().print(f"{folder}: {len(counts)} tables, {sum(counts.values())} rows.", soft_wrap=True)
