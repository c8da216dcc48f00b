"""How the workbook looks: one palette, one typeface, a style for each kind of cell."""

from __future__ import annotations

from functools import cached_property
from typing import Any

INK, PAPER, RULE = "#1F2A37", "#FFFFFF", "#D5DAE1"
HEAD, BAND, FAINT = "#1F4E5F", "#E8EEF1", "#6B7280"
TO_FILL_IN, TO_FILL_IN_HEAD = "#FFF8E1", "#8A5A00"
LINK = "#0B5CAD"
STRENGTH, DEVELOPMENT = "#2F7F6F", "#B7791F"
FOUND, DECLARED, BOTH = "#CFE8DD", "#FCE8C8", "#1F4E5F"
WARN = "#9B1C1C"


class Looks:
    """Styles of one workbook, each made once. ``index`` gives a style's number, as a row's XML needs it."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """A style with these properties beside the workbook's own."""
        wanted = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]

    def index(self, **properties: Any) -> int:
        """The number of such a style."""
        return int(self.style(**properties)._get_xf_index())

    @cached_property
    def head(self) -> Any:
        """The heading of a column."""
        return self.style(
            bold=True, font_color=PAPER, bg_color=HEAD, text_wrap=True, valign="vcenter", border=1, border_color=PAPER
        )

    @cached_property
    def head_to_fill_in(self) -> Any:
        """The heading of a column that a person fills in."""
        return self.style(
            bold=True, font_color=PAPER, bg_color=TO_FILL_IN_HEAD, text_wrap=True, valign="vcenter", border=1,
            border_color=PAPER,
        )  # fmt: skip

    @cached_property
    def group(self) -> Any:
        """The name of some columns beside each other, above their headings."""
        return self.style(bold=True, font_color=HEAD, bg_color=BAND, valign="vcenter")

    @cached_property
    def group_to_fill_in(self) -> Any:
        """The same above the columns that a person fills in."""
        return self.style(bold=True, font_color=TO_FILL_IN_HEAD, bg_color=TO_FILL_IN, valign="vcenter")

    @cached_property
    def title(self) -> Any:
        """What a sheet is called."""
        return self.style(bold=True, font_size=18, font_color=HEAD, valign="vcenter")

    @cached_property
    def section(self) -> Any:
        """What a part of a sheet is called."""
        return self.style(bold=True, font_size=12, font_color=HEAD, bottom=1, bottom_color=HEAD, valign="vcenter")

    @cached_property
    def note(self) -> Any:
        """A remark in small letters."""
        return self.style(font_color=FAINT, italic=True, valign="vcenter")
