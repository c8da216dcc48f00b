"""What ``harvest screen import`` tells."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer
from rich.text import Text

from harvest.cli.output import console, print_json
from harvest.errors import UsageError
from harvest.screening.changes import Changes
from harvest.screening.decision import Decision

_MOST = 20
"""Lines of one kind; --json has all."""


def show(file: Path, found: Changes, *, json: bool) -> None:
    """Prints what changes, before anything does. Raises UsageError where a cell can't be understood."""
    if found.mistakes:
        many = len(found.mistakes)
        shown = "\n".join(f"  {one}" for one in found.mistakes[:_MOST])
        more = f"\n  … and {many - _MOST} more" if many > _MOST else ""
        raise UsageError(f"{file}: nothing was changed; {many} cell{'s' if many > 1 else ''} to mend:\n{shown}{more}")
    if not json:
        _print(found)


def end(file: Path, found: Changes, *, dry_run: bool, json: bool) -> None:
    """Says how it ended, and ends the command: 0, or 3 where a row was left out."""
    if json:
        print_json({"file": str(file), "dry_run": dry_run, "unchanged": found.unchanged,
                    "changes": [asdict(one) for one in found.changes],
                    "overtaken": [asdict(one) for one in found.overtaken]})  # fmt: skip
        raise typer.Exit(3 if found.overtaken else 0)
    out = console()
    done = "would be written; nothing was changed" if dry_run else "written"
    many = len(found.changes)
    out.print(f"\n{many} decision{'' if many == 1 else 's'} {done}; {found.unchanged} rows say nothing new.")
    if found.overtaken:
        out.print(
            f"{len(found.overtaken)} left out, because somebody decided otherwise since the workbook was written: look "
            "at both, then use `harvest screen set`, or export and fill in anew."
        )
    raise typer.Exit(3 if found.overtaken else 0)


def _print(found: Changes) -> None:
    out = console()
    for one in found.changes[:_MOST]:
        out.print(Text(f"{', '.join(one.places)}: {one.name or one.organisation_id}", style="bold"))
        out.print(Text(f"  {_told(one.before)}\n  → {_told(one.after)}"))
    if len(found.changes) > _MOST:
        out.print(f"… and {len(found.changes) - _MOST} more: --json shows all.")
    for late in found.overtaken:
        out.print(Text(f"Left out: {', '.join(late.places)}: {late.name or late.organisation_id}", style="bold"))
        start = "a decision not known here" if late.written_from is None else _told(late.written_from)
        out.print(Text(f"  the workbook was written from: {start}"))
        out.print(Text(f"  it says now:                   {_told(late.mine)}"))
        out.print(Text(f"  but meanwhile was decided:     {_told(late.holds)}"))


def _told(one: Decision) -> str:
    if one.is_empty:
        return "nothing decided"
    parts = (f"{one.tier or 'no tier'}: {', '.join(one.priorities) or 'no priority'}", one.role, one.description)
    return "; ".join(filter(None, (*parts, one.reason)))
