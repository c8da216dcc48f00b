"""The sheet that a region fills in to register its priorities on Eye@RIS3, and the values it may choose from.

CSV that Excel opens with a double click where lists are separated by semicolons, as in most of Europe: UTF-8 with a
byte order mark, semicolons, Windows line ends.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from harvest.evidence.registration import Check
from harvest.normalise.classifications import KINDS, classes

HEADINGS = ("Id", "Priority name", "Description", *KINDS.values(), "Status", "Remark")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_sheet(file: Path, check: Check, objectives: Mapping[str, Iterable[str]]) -> Path:
    """Writes the sheet, and beside it the list of values; gives the path of the list.

    One row per priority. Filled in is what is known: the registered wording where there is one, else the strategy
    file's, and the policy ``objectives`` by priority; the rest is the region's to write. Raises OSError.
    """
    rows = [
        [
            one.priority,
            one.registered.title if one.registered else one.name_en,
            one.registered.description if one.registered else "",
            "",
            "",
            "; ".join(objectives.get(one.priority, ())),
            one.status,
            one.reason,
        ]
        for one in check.priorities
    ]
    _write(file, [list(HEADINGS), *rows])
    values = file.with_name(f"{file.stem}-values{file.suffix}")
    known = [[title, one.group, one.code, one.label, one.evidence] for kind, title in KINDS.items()
             for one in classes(kind)]  # fmt: skip
    _write(values, [["Classification", "Group", "Code", "Value", "Evidence for the wording"], *known])
    return values


def _write(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([[_cell(cell) for cell in row] for row in rows])


def _cell(text: str) -> str:
    """What begins like a formula would be one to Excel: real descriptions begin with a dash."""
    return f"'{text}" if text.startswith(_FORMULA) else text
