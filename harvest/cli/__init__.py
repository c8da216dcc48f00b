"""The command ``harvest``: one small module per verb, no logic. What a verb needs is imported when it is called."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from harvest import __version__
from harvest.errors import HarvestError

app = typer.Typer(
    name="harvest",
    help="Asks European cluster platforms what a region wants to know, and keeps where every answer came from.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"harvest {__version__}")
        raise typer.Exit


@app.callback()
def harvest(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Asks European cluster platforms what a region wants to know, and keeps where every answer came from."""
    from harvest.cli.options import apply_overrides  # noqa: PLC0415

    apply_overrides()


from harvest.cli import (  # noqa: E402  # each adds its verb to the app
    changes,
    db,
    explain,
    export,
    find,
    imports,
    judge,
    judge_declared,
    plan,
    probe,
    regions,
    replica,
    resume,
    run,
    schedule,
    screen,
    yields,
)

__all__ = [
    "app", "changes", "db", "explain", "export", "find", "imports", "judge", "judge_declared", "main", "plan", "probe",
    "regions", "replica", "resume", "run", "schedule", "screen", "yields",
]  # fmt: skip


def main() -> None:
    """Runs the command; a mistake that a message can explain ends as that message and the contract's status."""
    try:
        app()
    except HarvestError as error:
        print(f"harvest: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # Somebody closed the pipe (`harvest yield | head`): nothing is wrong, and nobody is left to tell.
        sys.stderr.close()
        sys.exit(0)
