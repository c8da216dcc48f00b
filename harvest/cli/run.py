"""``harvest run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harvest.cli import app
from harvest.cli.notifying import notifying
from harvest.cli.options import (
    At,
    Concurrency,
    Contact,
    Database,
    Delay,
    Json,
    Mode,
    Notify,
    Only,
    ReadToEnd,
    Sources,
    Strategies,
    Verbose,
    addresses,
    check_choice,
    check_sources,
    contact_given,
    database_url,
    files,
)
from harvest.cli.output import print_json
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.crawl.recent import Recent


@app.command()
def run(
    strategies: Strategies = None,
    only: Only = None,
    source: Sources = None,
    mode: Mode = "auto",
    reading: Annotated[
        str,
        typer.Option(
            metavar="HOW",
            help="How texts are read where queries are answered here. site: as the platform is taken to read them. "
            "any, all, phrase: loose words mean that, whole words only, in every field.",
        ),
    ] = "site",
    read_to_end: ReadToEnd = False,
    full: Annotated[
        bool, typer.Option("--full", help="Ask for every page in full, also for what is known to be unchanged.")
    ] = False,
    at: At = None,
    listed: Annotated[
        list[str] | None,
        typer.Option(
            "--listed",
            metavar="NAME=FILE",
            help="Addresses of records, one a line: the last way in, where a source offers no other. Repeatable.",
        ),
    ] = None,
    delay: Delay = None,
    concurrency: Concurrency = None,
    contact: Contact = None,
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where pages are kept. Default: beside the SQLite file."),
    ] = None,
    if_older_than: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Do nothing while the last complete run that asked the same is younger, e.g. 7d or 36h.",
        ),
    ] = None,
    read_again: Annotated[
        str | None,
        typer.Option(
            "--from-archive",
            metavar="RUN",
            help="Ask nothing: read that run's pages once more with today's readers, and say what would be otherwise. "
            "Of the other options --apply, --database, --archive and --json count.",
        ),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="With --from-archive: store what today's readers read, as if they had then.")
    ] = False,
    notify: Notify = None,
    verbose: Verbose = False,
    database: Database = None,
    json: Json = False,
) -> None:
    """Harvests: asks the queries, follows the pages, stores, and ends with the ledger.

    Exit status: 0 all was answered, 3 some search is not complete, 1 could not run, 2 wrong usage.

    Example: `harvest run --contact you@example.org --only govtech`
    """
    if read_again is not None:
        from harvest.cli.reread import from_archive  # noqa: PLC0415

        raise typer.Exit(from_archive(read_again, database_url(database), archive, apply=apply, json=json))
    if apply:
        raise UsageError("--apply stores what --from-archive RUN reads: name the run")
    from harvest.ages import age  # noqa: PLC0415
    from harvest.cli.yields import print_yield  # noqa: PLC0415
    from harvest.crawl.answers import READINGS  # noqa: PLC0415
    from harvest.crawl.run import RunOptions, harvest, spared_by  # noqa: PLC0415  # Scrapy takes half a second to load
    from harvest.plan import MODES  # noqa: PLC0415

    check_sources(source or [])
    check_choice("--mode", mode, MODES)
    check_choice("--reading", reading, READINGS)
    options = RunOptions(
        database=database_url(database),
        strategies=tuple(strategies or ()),
        only=tuple(only or ()),
        sources=tuple(source or ()),
        mode=mode,
        reading=reading,
        read_to_end=read_to_end,
        full=full,
        addresses=addresses(at),
        listed=files(listed),
        delay=delay,
        concurrency=concurrency,
        contact=contact_given(contact),
        archive=archive,
        verbose=verbose,
    )
    if if_older_than is not None:
        recent = spared_by(options, age("--if-older-than", if_older_than))
        if recent is not None:
            _say_spared(recent, if_older_than, json=json)
            return
    ended = notifying(notify, lambda: harvest(options))
    if json:
        print_json(ended.summary)
    else:
        print_yield(ended.engine, ended.run_id, summary=ended.summary)
    raise typer.Exit(ended.exit_status)


def _say_spared(recent: Recent, older_than: str, *, json: bool) -> None:
    why = f"{recent}: younger than {older_than}, so nothing was asked"
    if json:
        print_json({"run": recent.run_id, "status": "complete", "skipped": True, "reason": why})
    else:
        print(f"{why}.")
