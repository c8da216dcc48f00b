"""What is to be called, and when; what each scheduler's module makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from harvest.errors import ConfigurationError

_MOST_DAYS = 365
_SLACK_HOURS = 12
"""A run that began an hour later than the one before must not be put off by a whole day."""


@dataclass(frozen=True, slots=True)
class When:
    """Every month on its first day, every week on Monday, or every ``days`` days; at a time of the machine's clock."""

    unit: str
    """month, week or day."""
    days: int
    hour: int
    minute: int

    @property
    def guard(self) -> tuple[str, ...]:
        """For schedulers that only know calendars: what makes a daily call one of every so many days."""
        if self.unit != "day" or self.days == 1:
            return ()
        return ("--if-older-than", f"{24 * self.days - _SLACK_HOURS}h")

    def guarded(self, scheduler: str) -> tuple[str, ...]:
        """What a person has to know where the guard is used, in the words of one scheduler; nothing where it is not."""
        if not self.guard:
            return ()
        return (
            f"{scheduler} knows no 'every {self.days} days': it calls every day, and harvest does nothing while the "
            "last complete run is younger. After a run that was not complete it tries again the next day.",
        )

    def __str__(self) -> str:
        clock = f"{self.hour:02}:{self.minute:02}"
        if self.unit == "month":
            return f"on the 1st of every month at {clock}"
        if self.unit == "week":
            return f"every Monday at {clock}"
        return f"every day at {clock}" if self.days == 1 else f"every {self.days} days at {clock}"


@dataclass(frozen=True, slots=True)
class Job:
    """One command, called in one folder: ``harvest.toml`` and relative paths are looked for there."""

    name: str
    command: tuple[str, ...]
    """The absolute path of a program, and its arguments."""
    folder: Path
    when: When


@dataclass(frozen=True, slots=True)
class Files:
    """What a scheduler reads: name to content, and what to do with them, in commands and words."""

    contents: dict[str, str]
    install: tuple[str, ...]


def when(every: str, at: str) -> When:
    """The schedule that two options name. Raises ConfigurationError, saying what would be right."""
    clock = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", at)
    if clock is None:
        raise ConfigurationError(f"--at {at}: a time of day, please, from 00:00 to 23:59, e.g. 02:00")
    hour, minute = int(clock[1]), int(clock[2])
    if every in ("month", "week", "day"):
        return When(every, 1, hour, minute)
    days = re.fullmatch(r"([1-9][0-9]{0,2})d", every)
    if days is None or int(days[1]) > _MOST_DAYS:
        raise ConfigurationError(f"--every {every}: it takes month, week, day or a number of days, e.g. 3d")
    return When("day", int(days[1]), hour, minute)


def job(name: str, command: tuple[str, ...], folder: Path, when: When) -> Job:
    """A job that every scheduler can hold. Raises ConfigurationError where one could not."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}", name):
        raise ConfigurationError(f"--name {name}: letters, digits, - and _, please: files and tasks are called so")
    for word in (*command, str(folder)):
        if not word.isprintable():
            raise ConfigurationError(f"{word!r}: no scheduler takes what is not on one line")
    return Job(name, command, folder, when)
