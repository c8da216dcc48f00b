"""Telling somebody: a command that is run when a run came to something else than the last one that asked the same."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from harvest.crawl.recent import last_before
from harvest.errors import ConfigurationError
from harvest.evidence.runs import run_summary

SECONDS = 60.0
"""Then the command is ended: a scheduled run must end, whatever its messenger does."""

_COUNTS = ("status", "reported", "harvested", "distinct")


def words(option: str, command: str) -> list[str]:
    """The program and its arguments; no shell sees them. Raises ConfigurationError for what is no command."""
    if sys.platform == "win32":
        # Windows has no list of arguments: a program takes its line apart itself.
        split = [command] if command.strip() else []
    else:
        try:
            split = shlex.split(command)
        except ValueError as error:
            raise ConfigurationError(f"{option} {command}: {error}") from None
    if not split or not split[0]:
        raise ConfigurationError(f"{option}: name a command, e.g. 'mail -s harvest you@example.org'")
    return split


def news(connection: Connection, summary: Mapping[str, Any]) -> list[str]:
    """In what a run differs from the last one that asked the same, one sentence each; the first run is news itself."""
    before_id = last_before(connection, summary["run"])
    if before_id is None:
        return ["no earlier run asked the same"]
    return differences(run_summary(connection, before_id), summary)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What is otherwise in two summaries: how they ended, the counts of their searches; and records with other content.

    How many records were new in the run before is no news of this one.
    """
    found = [
        f"{name}: {before[name]} → {after[name]}"
        for name in ("status", "balanced", "quarantined")
        if before[name] != after[name]
    ]
    earlier = {_search(one): one for one in before["searches"]}
    for one in after["searches"]:
        other = earlier.pop(_search(one), None)
        if other is None:
            found.append(f"{_search(one)}: was not told of before")
        else:
            changed = [f"{name} {other[name]} → {one[name]}" for name in _COUNTS if other[name] != one[name]]
            found += [f"{_search(one)}: {', '.join(changed)}"] if changed else []
    found += [f"{name}: is not told of any more" for name in earlier]
    found += [f"{after['records'][name]} {name} records" for name in ("new", "changed") if after["records"][name]]
    return found


def tell(command: list[str], document: Mapping[str, Any], seconds: float = SECONDS) -> str:
    """Runs the command with the document as JSON on its standard input; gives what went wrong, empty where nothing did.

    What it prints goes to standard error: standard output may be one JSON document and nothing else.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  # the user's own command, and no shell
            command[0] if sys.platform == "win32" else command,
            stdin=subprocess.PIPE,
            stdout=2,
            # With all that it starts it can be stopped together.
            start_new_session=True,
        )
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    with process:
        try:
            process.communicate(json.dumps(document, ensure_ascii=False, indent=2).encode(), seconds)
        except subprocess.TimeoutExpired:
            return f"{command[0]} had not ended after {seconds:.0f} seconds, and was stopped"
        finally:
            if process.poll() is None:
                _stop(process)
    return f"{command[0]} ended with status {process.returncode}" if process.returncode else ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    """At once, with whatever it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _search(one: Mapping[str, Any]) -> str:
    """A search's name in a summary: its strategy, else what was asked of whom."""
    return str(one["strategy"] or f"{one['source']}: {one['query']}")
