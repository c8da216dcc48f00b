"""Controlled vocabularies, as data: each row with the evidence for its wording. README.md says where they are from."""

from __future__ import annotations

import csv
from importlib.resources import files


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables, e.g. ``regions.csv``."""
    return list(csv.DictReader(files(__name__).joinpath(name).read_text("utf-8").splitlines()))


def words(name: str) -> frozenset[str]:
    """The words of one of the lists, e.g. ``mailboxes.txt``."""
    return frozenset(files(__name__).joinpath(name).read_text("utf-8").split())
