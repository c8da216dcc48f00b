"""A master list that was filled in, as cells that know their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it is (``Organisations!G14``), what it says, or why it can't be read."""

    place: str
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list; a column that is not in the sheet is not in ``cells``."""

    row: str
    """``Organisations, row 14``."""
    key: Cell
    name: str
    """The organisation's, as the sheet has it; empty where the column was taken out."""
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A whole list, with what the hidden sheet says of it."""

    entries: tuple[Entry, ...]
    fingerprints: Mapping[str, str]
    """Organisation id to the decision that held when the workbook was written, empty where none did."""
    names: Mapping[str, Mapping[str, str]]
    """``tier``, ``priority`` and ``role``: id to what the sheet calls it."""
