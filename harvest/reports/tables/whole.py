"""A folder that is there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harvest.errors import HarvestError, UsageError

MARK = ".harvest-export"
"""Stands in a folder that an export made, and may replace."""


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write into; it takes the other one's place when all is written, and is gone where something fails.

    Raises UsageError for a folder that holds anything but an earlier export, HarvestError where it can't be written.
    """
    target = folder.absolute()
    _check(target, folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise HarvestError(f"{folder}: {error.strerror}") from None
    try:
        made.chmod(0o755)
        (made / MARK).touch()
        yield made
        _replace(target, made)
    except OSError as error:
        raise HarvestError(f"{folder} was not written: {error.strerror}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check(target: Path, folder: Path) -> None:
    if target.exists() and not target.is_dir():
        raise UsageError(f"{folder} is a file: name a folder")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).exists():
        raise UsageError(f"{folder} holds files that are no export of harvest's: name another folder, or an empty one")


def _replace(target: Path, made: Path) -> None:
    """The old folder steps aside first: no system replaces a full folder by another in one step."""
    if not target.exists():
        made.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    target.rename(aside / "old")
    try:
        made.rename(target)
    except OSError:
        (aside / "old").rename(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
