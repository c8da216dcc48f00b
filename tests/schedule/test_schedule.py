"""Files for three schedulers: each is read back as its scheduler would read it."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from harvest.ages import age
from harvest.cli import app
from harvest.errors import ConfigurationError, HarvestError
from harvest.schedule import cron, systemd, windows
from harvest.schedule.job import Job, job, when

TODAY = date(2026, 11, 24)
AWKWARD = ("/opt/a b/100%/harvest", "run", '--contact=Åsa\'s $HOME "x" \\ %h', "; rm -rf", "--delay", "15")
WORDS = st.text(st.sampled_from("$%\"'\\; -a{}"), min_size=1) | st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp", "Zs"), include_characters=" "), min_size=1
)


def a_job(every: str = "month", command: tuple[str, ...] = AWKWARD) -> Job:
    return job("harvest", command, Path("/srv/åäö 50%"), when(every, "02:00"))


@pytest.mark.parametrize(
    ("every", "on_calendar", "fields"),
    [
        ("month", "*-*-01 02:00:00", "0 2 1 * *"),
        ("week", "Mon *-*-* 02:00:00", "0 2 * * 1"),
        ("day", "*-*-* 02:00:00", "0 2 * * *"),
        ("3d", "*-*-* 02:00:00", "0 2 * * *"),
    ],
)
def test_the_calendars(every: str, on_calendar: str, fields: str) -> None:
    assert systemd.calendar(when(every, "02:00")) == on_calendar
    assert cron.calendar(when(every, "2:00")) == fields


@pytest.mark.parametrize("scheduler", [cron, systemd])
def test_every_few_days_is_a_daily_call_that_mostly_does_nothing(scheduler: object) -> None:
    """`*/3` would call on the 31st and on the 1st. The guard leaves a run room to begin later than the last one."""
    made = scheduler.files(a_job("3d"))  # type: ignore[attr-defined]
    assert "--if-older-than 60h" in "".join(made.contents.values())
    assert any("calls every day" in line for line in made.install)
    assert "--if-older-than" not in "".join(scheduler.files(a_job("day")).contents.values())  # type: ignore[attr-defined]
    assert "--if-older-than" not in "".join(scheduler.files(a_job("1d")).contents.values())  # type: ignore[attr-defined]


def cron_runs(line: str) -> list[str]:
    """The words that a shell gets of a line, as cron(8) hands it over: a bare % would end the command."""
    command = line.split(maxsplit=5)[5]
    assert not re.search(r"(?<!\\)%", command)
    return shlex.split(command.replace("\\%", "%"))


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_cron_gets_every_word_as_it_was(words: list[str]) -> None:
    (line,) = cron.files(a_job(command=("/bin/harvest", *words))).contents.values()
    assert line.count("\n") == 1
    assert cron_runs(line) == ["cd", "/srv/åäö 50%", "&&", "/bin/harvest", *words]


def systemd_runs(service: str) -> list[str]:
    """The words of ExecStart, unquoted and expanded as systemd.service(5) says."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(service)
    line = parser["Service"]["ExecStart"]
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    plain = [re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%") for quoted, bare in words]
    return [plain[0], *(word.replace("$$", "$") for word in plain[1:])]


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_systemd_gets_every_word_as_it_was(words: list[str]) -> None:
    made = systemd.files(a_job(command=("/opt/$a b/harvest", *words)))
    service = made.contents["harvest.service"]
    assert systemd_runs(service) == ["/opt/$a b/harvest", *words]
    # A single one would be a variable; in the program's path there are none.
    arguments = service.partition("ExecStart=")[2].partition("harvest")[2]
    assert all(len(dollars) % 2 == 0 for dollars in re.findall(r"\$+", arguments))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("every", ["month", "week", "day", "5d"])
def test_systemd_itself_finds_no_fault(tmp_path: Path, every: str) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    program = folder / "harv$t"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    made = systemd.files(job("harvest", (str(program), *AWKWARD[1:]), folder, when(every, "23:05")))
    for name, content in made.contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    units = [str(tmp_path / name) for name in made.contents]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_windows_gets_a_task_in_ascii() -> None:
    (content,) = windows.files(a_job(), TODAY).contents.values()
    assert content.isascii()
    task = ElementTree.fromstring(content)
    names = {"": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert task.findtext(".//Command", namespaces=names) == AWKWARD[0]
    assert task.findtext(".//Arguments", namespaces=names) == subprocess.list2cmdline(AWKWARD[1:])
    assert task.findtext(".//WorkingDirectory", namespaces=names) == str(Path("/srv/åäö 50%"))
    assert task.findtext(".//StartBoundary", namespaces=names) == "2026-11-24T02:00:00"
    assert len(task.findall(".//Months/*", names)) == 12


@pytest.mark.parametrize(
    ("every", "path", "text"),
    [("week", ".//ScheduleByWeek/DaysOfWeek/Monday", None), ("3d", ".//ScheduleByDay/DaysInterval", "3")],
)
def test_windows_counts_days_itself(every: str, path: str, text: str | None) -> None:
    (content,) = windows.files(a_job(every), TODAY).contents.values()
    found = ElementTree.fromstring(content).find(path, {"": "http://schemas.microsoft.com/windows/2004/02/mit/task"})
    assert found is not None
    assert found.text == text
    assert "--if-older-than" not in content


@pytest.mark.parametrize(
    ("every", "at"), [("fortnight", "02:00"), ("0d", "02:00"), ("366d", "02:00"), ("day", "24:00"), ("day", "2")]
)
def test_no_schedule(every: str, at: str) -> None:
    with pytest.raises(ConfigurationError, match=r"e\.g\."):
        when(every, at)


def test_what_is_not_on_one_line_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="one line"):
        job("harvest", ("/bin/harvest", "a\nb"), Path("/"), when("day", "02:00"))
    with pytest.raises(ConfigurationError, match="--name"):
        job("../x", ("/bin/harvest",), Path("/"), when("day", "02:00"))


@pytest.mark.parametrize(
    ("written", "span"), [("7d", timedelta(days=7)), ("36h", timedelta(hours=36)), ("2W", timedelta(weeks=2))]
)
def test_ages(written: str, span: timedelta) -> None:
    assert age("--older-than", written) == span


@pytest.mark.parametrize("written", ["7", "d", "0d", "-1d", "1.5d", "7 days", "999999d", ""])
def test_no_ages(written: str) -> None:
    with pytest.raises(ConfigurationError, match="--older-than"):
        age("--older-than", written)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HARVEST_DATABASE", "HARVEST_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_command_names_this_harvest_and_what_it_was_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of today is not that of the night: what it says goes into the call."""
    monkeypatch.setenv("HARVEST_CONTACT", "https://example.org/who")
    arguments = ["schedule", "--every=week", "--for=cron", "--only=foodtech", "--json", "--", "--delay", "15"]
    told = json.loads(CliRunner().invoke(app, arguments, catch_exceptions=False).stdout)
    assert Path(told["command"][0]).parent == Path(sys.executable).parent
    call = "run --database=sqlite:///harvest.db --contact=https://example.org/who --only=foodtech --delay 15"
    assert told["command"][-6:] == call.split()
    assert told["folder"] == str(folder)
    assert cron_runs(told["files"]["harvest.cron"])[3:] == told["command"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--contact=x", "--", "--nope"], "No such option"),
        (["--contact=x", "--only=nobody"], "nobody"),
        (["--contact=x", "--strategies=none.toml"], "none.toml"),
        (["--contact=x", "--source=elsewhere"], "elsewhere"),
        (["--contact=x", "--notify=nobody -v"], "there is no program nobody here"),
        ([], "--contact"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_mistake_of_the_night_is_one_now(arguments: list[str], said: str) -> None:
    with pytest.raises(HarvestError, match=said):
        CliRunner().invoke(app, ["schedule", "--every=day", "--for=cron", *arguments], catch_exceptions=False)


def test_files_are_written_and_a_password_is_owned_up_to(folder: Path) -> None:
    arguments = ["schedule", "--every=day", "--for=systemd", "--contact=x", f"--into={folder / 'units'}"]
    done = CliRunner().invoke(app, [*arguments, "--database=postgresql://me:secret@db/harvest"], catch_exceptions=False)
    assert {file.name for file in (folder / "units").iterdir()} == {"harvest.service", "harvest.timer"}
    assert "password" in done.stdout
    assert "password" not in CliRunner().invoke(app, arguments, catch_exceptions=False).stdout
