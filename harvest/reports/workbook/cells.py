"""One value becomes one cell, as the XML of a sheet: typed, never a formula by accident, within Excel's limits.

Rows are written as text because that is where the time goes: XlsxWriter looks up, checks and keeps every cell, at five
to twenty times the cost of the text itself (``make bench`` has the numbers).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

MOST_LETTERS = 32_767
"""Of one cell, counted as Excel does: a letter outside the basic plane is two."""
CUT = " […]"
_MOST_LINK = 255
"""Letters in a text within a formula."""
_DAY_ZERO = date(1899, 12, 30)

# XML 1.0 has no place for these, whatever the escape.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>]|_x|^\\s|\\s$")
# Excel reads _x0041_ as A: the underscore itself must be written so.
_ESCAPE_OF_EXCEL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t")
_LINK = re.compile(r"https?://[^\s\"]+")

Cell = Callable[[str, Any], str]
"""A reference such as ``B7`` and a value that is not None: the cell's XML."""


def clean(text: str) -> str:
    """The text as a cell can hold it: no control characters, one kind of line end, cut with a mark where too long.

    Idempotent.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FORBIDDEN.sub("", text)
    if len(text) * 2 > MOST_LETTERS and _length(text) > MOST_LETTERS:
        kept = text[: MOST_LETTERS - len(CUT)]
        while _length(kept) > MOST_LETTERS - len(CUT):
            kept = kept[: -max(1, (_length(kept) - MOST_LETTERS + len(CUT)) // 2)]
        text = kept + CUT
    return text


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_cell(style: int, quoted: int) -> Cell:
    """Text. What looks like a formula gets the ``quoted`` style: it stays text when somebody edits the cell, too."""

    def cell(reference: str, value: str) -> str:
        if len(value) < MOST_LETTERS // 2 and not _NOT_PLAIN.search(value):
            space = ""
        else:
            value = _xml(_ESCAPE_OF_EXCEL.sub("_x005F_", clean(value)))
            space = ' xml:space="preserve"'
        look = quoted if value.startswith(_LIKE_A_FORMULA) else style
        return f'<c r="{reference}" s="{look}" t="inlineStr"><is><t{space}>{value}</t></is></c>'

    return cell


def number_cell(style: int) -> Cell:
    """A number as it is."""

    def cell(reference: str, value: float) -> str:
        return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'

    return cell


def date_cell(style: int) -> Cell:
    """The day of a moment as it is stored: ``2026-11-23T23:30:05Z``. Raises ValueError for anything else."""

    def cell(reference: str, value: str) -> str:
        return f'<c r="{reference}" s="{style}"><v>{_days(value[:10])}</v></c>'

    return cell


@lru_cache(maxsize=4096)
def _days(day: str) -> int:
    return (date.fromisoformat(day) - _DAY_ZERO).days


def link_cell(style: int, text: Cell) -> Cell:
    """A web address that opens with a click; what is none, or too long for Excel's function, stays text.

    As a formula, since a sheet has room for 65,530 links of the other kind, and a list has two in each row.
    """

    def cell(reference: str, value: str) -> str:
        if len(value) > _MOST_LINK or not _LINK.fullmatch(value) or _FORBIDDEN.search(value):
            return text(reference, value)
        address = _xml(value)
        return f'<c r="{reference}" s="{style}" t="str"><f>HYPERLINK("{address}")</f><v>{address}</v></c>'

    return cell
