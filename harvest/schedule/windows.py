"""A task for Windows' Task Scheduler, as it imports one."""

from __future__ import annotations

import subprocess
from datetime import date
from xml.etree import ElementTree

from harvest.schedule.job import Files, Job, When

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def files(job: Job, today: date) -> Files:
    """``NAME.xml``; ``today``: days are counted from it.

    In ASCII and without a declared encoding: it is read alike from a file in UTF-8 or UTF-16, and from a string.
    """
    task = ElementTree.Element("Task", {"version": "1.2", "xmlns": _NAMESPACE})
    _put(task, "RegistrationInfo", Description=f"Harvest of cluster platforms ({job.name}), {job.when}")
    trigger = _put(_put(task, "Triggers"), "CalendarTrigger", StartBoundary=_start(job.when, today), Enabled="true")
    _put(trigger, "RandomDelay").text = "PT30M"
    _calendar(trigger, job.when)
    _put(
        task,
        "Settings",
        MultipleInstancesPolicy="IgnoreNew",
        StartWhenAvailable="true",
        RunOnlyIfNetworkAvailable="true",
        DisallowStartIfOnBatteries="false",
        ExecutionTimeLimit="PT72H",
    )
    program, *arguments = job.command
    _put(
        _put(task, "Actions"),
        "Exec",
        Command=program,
        Arguments=subprocess.list2cmdline(arguments),
        WorkingDirectory=str(job.folder),
    )
    ElementTree.indent(task)
    return Files(
        {
            f"{job.name}.xml": ElementTree.tostring(task, encoding="unicode").encode("ascii", _REFERENCES).decode()
            + "\n"
        },
        (
            f"Write the file with --into DIR, then: schtasks /Create /TN {job.name} /XML {job.name}.xml",
            "It runs while you are logged in. For a machine where nobody is: add /RU NAME /RP * to that command.",
        ),
    )


_REFERENCES = "xmlcharrefreplace"


def _start(when: When, today: date) -> str:
    return f"{today.isoformat()}T{when.hour:02}:{when.minute:02}:00"


def _calendar(trigger: ElementTree.Element, when: When) -> None:
    if when.unit == "month":
        by_month = _put(trigger, "ScheduleByMonth")
        _put(by_month, "DaysOfMonth", Day="1")
        months = _put(by_month, "Months")
        for month in _MONTHS:
            _put(months, month)
    elif when.unit == "week":
        by_week = _put(trigger, "ScheduleByWeek", WeeksInterval="1")
        _put(_put(by_week, "DaysOfWeek"), "Monday")
    else:
        _put(trigger, "ScheduleByDay", DaysInterval=str(when.days))


def _put(parent: ElementTree.Element, name: str, **texts: str) -> ElementTree.Element:
    """A new element in its parent, with one child for each text."""
    made = ElementTree.SubElement(parent, name)
    for child, text in texts.items():
        ElementTree.SubElement(made, child).text = text
    return made
