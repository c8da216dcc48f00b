"""``harvest resume``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harvest.cli import app
from harvest.cli.notifying import notifying
from harvest.cli.options import (
    Concurrency,
    Contact,
    Database,
    Delay,
    Json,
    Notify,
    Verbose,
    contact_given,
    database_url,
)
from harvest.cli.output import print_json


@app.command()
def resume(
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            metavar="ID",
            help="This run, though it may have finished: what failed or was blocked is asked for again. "
            "Default: the last run that did not finish.",
        ),
    ] = None,
    delay: Delay = None,
    concurrency: Concurrency = None,
    contact: Contact = None,
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the run's pages are now. Default: where they were written."),
    ] = None,
    notify: Notify = None,
    verbose: Verbose = False,
    database: Database = None,
    json: Json = False,
) -> None:
    """Finishes the last run that did not finish, asking only what is still owed.

    Strategies, addresses and mode are those that the run was begun with, whatever the files say today. Exit status: as
    of `harvest run`; 1 too where every run is finished.

    Example: `harvest resume --contact you@example.org`
    """
    from harvest.cli.yields import print_yield  # noqa: PLC0415
    from harvest.crawl.resume import ResumeOptions  # noqa: PLC0415  # Scrapy takes half a second to load
    from harvest.crawl.resume import resume as go_on  # noqa: PLC0415

    options = ResumeOptions(
        database=database_url(database),
        run_id=run,
        delay=delay,
        concurrency=concurrency,
        contact=contact_given(contact),
        archive=archive,
        verbose=verbose,
    )
    ended = notifying(notify, lambda: go_on(options))
    if json:
        print_json(ended.summary)
    else:
        print_yield(ended.engine, ended.run_id, summary=ended.summary)
    raise typer.Exit(ended.exit_status)
