"""What is locked, and what a wheel carries."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import PACKAGES, ROOT, project_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SUPPORTED = [
    {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "sys_platform": platform,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for version in ("3.11", "3.12", "3.13")
    for platform in ("linux", "darwin", "win32")
]


def locked(name: str) -> dict[str, tuple[Requirement, int]]:
    """Each locked requirement of ``requirements/<name>.txt`` with the number of its hashes."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    starts = [index for index, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    found: dict[str, tuple[Requirement, int]] = {}
    for start, end in pairwise([*starts, len(lines)]):
        requirement = Requirement(lines[start].rstrip(" \\"))
        hashes = sum("--hash=sha256:" in line for line in lines[start:end])
        found[canonicalize_name(requirement.name)] = requirement, hashes
    return found


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_locked_requirement_is_one_version_with_hashes(name: str) -> None:
    for requirement, hashes in locked(name).values():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes > 0, requirement


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_a_lock_holds_nothing_but_requirements(name: str) -> None:
    """An index address or a folder of wheels would work for one office only."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.findall(r"^\s*-(?!-hash=).*|.*(?:://|@ ).*", text, re.MULTILINE)


def test_the_locks_answer_to_pyproject_on_every_supported_system() -> None:
    groups = PROJECT["dependency-groups"]
    runtime = [*PROJECT["project"]["dependencies"], *groups["build"]]
    for name, wanted in {"runtime": runtime, "dev": [*runtime, *groups["dev"]]}.items():
        lock = locked(name)
        for requirement in map(Requirement, wanted):
            answer, _ = lock[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(str(answer.specifier).removeprefix("==")), (name, answer)
            marker = answer.marker or Marker("python_version >= '3.11'")
            assert all(marker.evaluate(system) for system in SUPPORTED), (name, answer)


def test_development_tools_come_on_top_of_the_same_runtime() -> None:
    runtime, dev = locked("runtime"), locked("dev")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_a_wheel_carries_every_file_of_the_packages() -> None:
    """Strategies, vocabularies, templates and migrations are files like any other: none may stay behind."""
    builder = WheelBuilder(str(ROOT))
    carried = {Path(file.distribution_path) for file in builder.recurse_included_files()}
    ours = {file for file in project_files() if file.parts[0] in PACKAGES}
    assert {file.as_posix() for file in ours - carried} == set()
    assert {file.parts[0] for file in carried} == set(PACKAGES)
