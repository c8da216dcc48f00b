"""The files of the project, as its own rules see them: without what git ignores."""

import os
from functools import cache
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("harvest", "spiders", "pipelines", "models", "migrations")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project, relative to its folder, in order."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = GitIgnoreSpec.from_lines([*lines, "/.git"])
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        subfolders[:] = [name for name in subfolders if not ignored.match_file(f"{here.as_posix()}/{name}/")]
        found += [here / name for name in names if not ignored.match_file((here / name).as_posix())]
    return tuple(sorted(found))


def text_of(file: Path) -> str:
    """The content of a project's file, or nothing where it is no text."""
    content = (ROOT / file).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")
