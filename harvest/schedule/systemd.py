"""A service and a timer for systemd, of the user who installs them."""

from __future__ import annotations

import re

from harvest.schedule.job import Files, Job, When

DELAY_SECONDS = 1800
"""Drawn anew each time, so that a site is not asked by every office at the same minute."""


def files(job: Job) -> Files:
    """``NAME.service`` and ``NAME.timer``."""
    program, *arguments = (*job.command, *job.when.guard)
    call = " ".join([_word(program, dollar="$"), *map(_word, arguments)])
    service = f"""\
[Unit]
Description=Harvest of cluster platforms ({job.name})

[Service]
Type=oneshot
WorkingDirectory={_percent(str(job.folder))}
ExecStart={call}
"""
    timer = f"""\
[Unit]
Description=Harvest of cluster platforms ({job.name}), {job.when}

[Timer]
OnCalendar={calendar(job.when)}
RandomizedDelaySec={DELAY_SECONDS}
Persistent=true

[Install]
WantedBy=timers.target
"""
    notes = (
        "Write both files with --into ~/.config/systemd/user, then: systemctl --user daemon-reload && "
        f"systemctl --user enable --now {job.name}.timer",
        "So that it also runs while you are logged out: loginctl enable-linger",
        f"When it runs next: systemctl --user list-timers; what it said: journalctl --user -u {job.name}.service",
        "A time missed while the machine was off is made up for. Exit status 3 (a search is not complete) shows as a "
        "failed unit.",
        *job.when.guarded("systemd"),
    )
    return Files({f"{job.name}.service": service, f"{job.name}.timer": timer}, notes)


def calendar(when: When) -> str:
    """As ``OnCalendar`` writes it."""
    day = {"month": "*-*-01", "week": "Mon *-*-*", "day": "*-*-*"}[when.unit]
    return f"{day} {when.hour:02}:{when.minute:02}:00"


def _word(word: str, dollar: str = "$$") -> str:
    """One argument: systemd takes ``%`` for a specifier, and ``$`` for a variable in all but the program's path."""
    escaped = _percent(word.replace("\\", "\\\\").replace('"', '\\"')).replace("$", dollar)
    return escaped if re.fullmatch(r"[\w@+=:,./%$-]+", escaped) else f'"{escaped}"'


def _percent(text: str) -> str:
    return text.replace("%", "%%")
