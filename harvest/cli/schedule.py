"""``harvest schedule``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from harvest.cli import app
from harvest.cli.options import (
    Contact,
    Database,
    Json,
    Notify,
    Only,
    Sources,
    Strategies,
    addresses,
    check_choice,
    check_sources,
    contact_given,
    database_url,
)
from harvest.cli.output import print_json

if TYPE_CHECKING:
    from harvest.schedule.job import Files, Job

_CONFIDENTIAL = "The database's address holds its password: keep this where only you read it, or use ~/.pgpass instead."
_SCHEDULERS = ("systemd", "cron", "windows")


@app.command()
def schedule(
    every: Annotated[str, typer.Option(metavar="month|week|day|Nd", help="The 1st, Mondays, daily, every N days.")],
    at: Annotated[str, typer.Option(metavar="HH:MM", help="By the machine's clock.")] = "02:00",
    scheduler: Annotated[
        str | None, typer.Option("--for", metavar="NAME", help="systemd, cron or windows. Default: what is here.")
    ] = None,
    strategies: Strategies = None,
    only: Only = None,
    source: Sources = None,
    contact: Contact = None,
    notify: Notify = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What the timer, the file or the task is called.")
    ] = "harvest",
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the files there instead of printing them.")
    ] = None,
    further: Annotated[
        list[str] | None, typer.Argument(metavar="-- OPTIONS", help="More options of `harvest run`, behind two dashes.")
    ] = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Prints what makes this machine's scheduler harvest again and again; installs nothing.

    What would be a mistake at night is one now: strategies, sources and contact are checked as `harvest run` does.
    It is called in the folder that you are in, so that harvest.toml and relative paths are found.

    Example: `harvest schedule --every month --at 02:00 --contact you@example.org -- --delay 15`
    """
    from harvest.schedule.job import job, when  # noqa: PLC0415

    chosen = scheduler or _here()
    check_choice("--for", chosen, _SCHEDULERS)
    moment = when(every, at)
    known = contact_given(contact)
    options = [
        f"--database={database_url(database)}",
        *([f"--contact={known}"] if known else []),
        *(f"--strategies={path}" for path in strategies or ()),
        *(f"--only={one}" for one in only or ()),
        *(f"--source={one}" for one in source or ()),
        *([f"--notify={notify}"] if notify else []),
        *(further or ()),
    ]
    _check(options)
    made = job(name, (*_program(), "run", *options), Path.cwd(), moment)
    files = _files(chosen, made, bool(urlsplit(database_url(database)).password))
    if into is not None:
        _write(files, into)
    if json:
        print_json(
            {
                "for": chosen,
                "when": str(moment),
                "command": made.command,
                "folder": str(made.folder),
                "files": files.contents,
                "install": files.install,
            }
        )
    else:
        _print(files, into)


def _here() -> str:
    if sys.platform == "win32":
        return "windows"
    return "systemd" if Path("/run/systemd/system").is_dir() else "cron"


def _program() -> tuple[str, ...]:
    """This very harvest: the script beside this Python, else the module."""
    script = Path(sys.executable).with_name("harvest.exe" if sys.platform == "win32" else "harvest")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "harvest.cli")


def _check(options: list[str]) -> None:
    """Raises ConfigurationError for options that `harvest run` would refuse."""
    from typer.exceptions import TyperException  # noqa: PLC0415

    from harvest import strategy  # noqa: PLC0415
    from harvest.agent import user_agent  # noqa: PLC0415
    from harvest.crawl.notify import words  # noqa: PLC0415
    from harvest.errors import ConfigurationError  # noqa: PLC0415
    from harvest.plan import make_plan  # noqa: PLC0415
    from harvest.sources import load_source  # noqa: PLC0415

    command: Any = typer.main.get_command(app)
    try:
        given = command.commands["run"].make_context("harvest run", list(options)).params
    except TyperException as error:
        raise ConfigurationError(f"harvest run would refuse this: {error}") from None
    check_sources(list(given["source"]))
    if given["notify"] is not None:
        program = words("--notify", given["notify"])[0]
        if sys.platform != "win32" and shutil.which(program) is None:
            raise ConfigurationError(f"--notify {given['notify']}: there is no program {program} here")
    files = [strategy.load(path) for path in given["strategies"] or (None,)]
    plan = make_plan(files, only=given["only"], sources=given["source"], mode=given["mode"])
    at = addresses(list(given["at"]))
    user_agent(given["contact"], [at.get(name, load_source(name).address) for name in plan.sources])


def _files(scheduler: str, job: Job, confidential: bool) -> Files:
    from dataclasses import replace  # noqa: PLC0415
    from datetime import date  # noqa: PLC0415

    from harvest.schedule import cron, systemd, windows  # noqa: PLC0415

    if scheduler == "windows":
        files = windows.files(job, date.today())  # noqa: DTZ011  # the task runs by the machine's own clock
    else:
        files = (systemd if scheduler == "systemd" else cron).files(job)
    return replace(files, install=(*files.install, _CONFIDENTIAL)) if confidential else files


def _write(files: Files, into: Path) -> None:
    from harvest.errors import ConfigurationError  # noqa: PLC0415

    try:
        into.mkdir(parents=True, exist_ok=True)
        for name, content in files.contents.items():
            (into / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"--into {into}: {error.strerror}") from None


def _print(files: Files, into: Path | None) -> None:
    """Comments that every one of these files takes; XML's own, where it is XML."""
    if into is not None:
        print("\n".join([*(f"written: {into / name}" for name in files.contents), *files.install]))
        return
    for name, content in files.contents.items():
        if name.endswith(".xml"):
            print(content, end="")
            print("\n".join(["<!--", *(line.replace("--", "- -") for line in files.install), "-->"]))
        else:
            print(f"# {name}\n{content}")
    if not any(name.endswith(".xml") for name in files.contents):
        print("\n".join(f"# {line}" for line in files.install))
