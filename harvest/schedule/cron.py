"""A line for ``crontab -e``."""

from __future__ import annotations

import shlex

from harvest.schedule.job import Files, Job, When


def files(job: Job) -> Files:
    """``NAME.cron``: one line."""
    call = f"cd {shlex.quote(str(job.folder))} && {shlex.join((*job.command, *job.when.guard))}"
    # cron ends the command at a bare %, whatever quotes stand around it.
    line = f"{calendar(job.when)} {call.replace('%', chr(92) + '%')}\n"
    notes = (
        "Add the line with: crontab -e",
        "cron mails you what the command prints, where the machine can send mail. It does not make up for a time at "
        "which the machine was off.",
        *job.when.guarded("cron"),
    )
    return Files({f"{job.name}.cron": line}, notes)


def calendar(when: When) -> str:
    """The line's first five fields."""
    day = {"month": "1 * *", "week": "* * 1", "day": "* * *"}[when.unit]
    return f"{when.minute} {when.hour} {day}"
