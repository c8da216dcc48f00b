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
    from harvest.reports.labels import Language

export = typer.Typer(name="export", help="Writes what was found into files for people and for programs.",
                     no_args_is_help=True)  # fmt: skip
app.add_typer(export)

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
