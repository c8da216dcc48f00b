"""Rules of the house that no linter knows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, project_files, text_of

LONGEST_MODULE = 300

# In two halves each, so that this file does not break its own rule.
HOSTS = [("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.com"), ("npm", "js.org")]
REGISTRIES = re.compile("|".join(re.escape(first + second) for first, second in HOSTS))
HOMES = re.compile(r"(?<![\w.:/-])/(?:root|home/\w+|Users/\w+)/[\w.]|\b[A-Z]:\\Users\\")
# A platform's page may well have an address that begins like a home folder.
PAGES = {".html", ".jinja", ".j2", ".xml"}


def breaches(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.as_posix()}:{number}: {match[0]}"
        for file in files
        for number, line in enumerate(text_of(file).splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_the_rules_see_the_project() -> None:
    files = {file.as_posix() for file in project_files()}
    assert {"pyproject.toml", "Makefile", ".ci/run", "harvest/records.py"} <= files
    assert not [file for file in files if file.startswith((".git/", ".venv/")) or "__pycache__" in file]


def test_no_module_is_longer_than_one_can_hold_in_mind() -> None:
    lengths = {file: len(text_of(file).splitlines()) for file in project_files() if file.suffix == ".py"}
    assert {file.as_posix(): lines for file, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_file_names_a_package_registry() -> None:
    assert breaches(list(project_files()), REGISTRIES) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    files = [file for file in project_files() if file.suffix not in PAGES]
    here = [re.escape(str(place)) for place in (ROOT, Path.home()) if len(place.parts) > 2]
    assert breaches(files, HOMES) == []
    assert breaches(files, re.compile("(?:" + "|".join(here) + r")(?=[\\/])")) == []


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("find-links = " + "/ro" + "ot/wheels", True),
        ("# via -r " + "/ho" + "me/somebody/project/requirements.in", True),
        ("https://platform.example/home/regions/list", False),
        ("open('~/harvest.toml')", False),
    ],
)
def test_the_rule_about_places_knows_an_address_from_a_folder(line: str, caught: bool) -> None:
    assert bool(HOMES.search(line)) is caught


HELP = """
import sys
from typer.testing import CliRunner
from harvest.cli import app
result = CliRunner().invoke(app, ["--help"])
assert result.exit_code == 0, result.output
heavy = {"scrapy", "twisted", "sqlalchemy", "alembic", "selectolax", "httpx", "starlette", "rapidfuzz"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_help_answers_without_loading_what_it_does_not_need() -> None:
    """The reactor of Twisted and the tables cost most of a second, and help needs neither."""
    command = [sys.executable, "-c", HELP]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.split()) == (0, []), answer.stderr
