"""What all sheets of one workbook share: the file, the language, the looks, and how a kind of value is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel import Locale

from harvest.evidence.workbook import Contents
from harvest.normalise.nuts import regions
from harvest.reports.labels import Kind, Language, labels
from harvest.reports.workbook.cells import Cell, date_cell, link_cell, number_cell, text_cell
from harvest.reports.workbook.looks import LINK, RULE, Looks
from harvest.reports.workbook.names import sheet_names
from harvest.reports.workbook.table import Shape
from harvest.screening.decision import roles

_A4, _A3 = 9, 8
NUMBERS = ("number", "year", "share")
_FORMATS = {"number": "#,##0", "year": "0", "share": "0%", "date": "yyyy-mm-dd"}
_FIXED = ("readme", "master")
_LAST = ("regions", "yield", "changes", "columns")


class Frame:
    """One workbook being written."""

    def __init__(self, book: Any, contents: Contents, exported_at: str, language: Language) -> None:
        self.book, self.contents, self.exported_at, self.language = book, contents, exported_at, language
        self.labels, self.looks = labels(), Looks(book)
        self.priority_names = {
            one.priority: one.name_sv if language == "sv" else one.name_en for one in contents.priorities
        }
        self.role_names = {role: names[language == "sv"] for role, names in roles().items()}
        fixed = [self.say(f"sheet_{one}") for one in (*_FIXED, *_LAST)]
        names = sheet_names([*fixed, *self.priority_names.values()])
        self.sheet_names = dict(zip((*_FIXED, *_LAST), names, strict=False))
        self.tab_names = dict(zip(self.priority_names, names[len(fixed) :], strict=True))
        self._countries = Locale(language).territories

    def say(self, word: str, **parts: object) -> str:
        return self.labels.say(word, self.language, **parts)

    def value(self, kind: str, value: str) -> str:
        return self.labels.title_of(kind, value, self.language)

    def country(self, code: str | None) -> str | None:
        """A country's name."""
        return code and self._countries.get(code, code)

    def region(self, nuts: str | None, printed: str | None = None) -> str | None:
        """A region's name; as printed where the code is not known."""
        region = regions().get(nuts or "")
        if region is None:
            return printed or nuts
        if not region.nuts[2:].strip("0"):
            # One region that is a whole country: the country's name is the one that people know.
            return self.country(region.country)
        return region.name_sv if self.language == "sv" else region.name_en

    def moment(self, at: str | None) -> str:
        """A time as it is stored, for people."""
        return self.say("utc", day=at[:10], time=at[11:16]) if at else "–"

    def sheet(self, name: str, *, colour: str | None = None, wide: bool = False, across: int = 1) -> Any:
        """A new sheet, made ready for print: on A4 or (``wide``) A3, landscape, so many pages across."""
        sheet = self.book.add_worksheet(name)
        if colour:
            sheet.set_tab_color(colour)
        sheet.set_landscape()
        sheet.set_paper(_A3 if wide else _A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(across, 0)
        sheet.hide_gridlines(2)
        run = self.contents.run
        made = self.say("created", day=self.exported_at[:10], run=run.run_id if run else "–").replace("&", "&&")
        sheet.set_footer(f"&L&8{made}&C&8&A&R&8&P (&N)")
        return sheet

    def cell(self, kind: Kind, **look: Any) -> Cell:
        """How values of a kind are written."""
        look = {"bottom": 4, "bottom_color": RULE, **look}
        index = self.looks.index
        text = text_cell(index(**look), index(**look, quote_prefix=True))
        if kind in NUMBERS:
            return number_cell(index(**look, num_format=_FORMATS[kind], align="right", indent=2))
        if kind == "date":
            return date_cell(index(**look, num_format=_FORMATS[kind], align="left", indent=1))
        if kind == "link":
            return link_cell(index(**{**look, "font_color": LINK, "underline": 1}), text)
        return text

    def shape(self, title: str, width: float, kind: Kind = "text", head: Any = None, **look: Any) -> Shape:
        """A column of a table with a rule below each cell."""
        blank = self.looks.index(**{"bottom": 4, "bottom_color": RULE, **look})
        wrapped = bool(look.get("text_wrap"))
        return Shape(title, width, head or self.looks.head, self.cell(kind, **look), blank, wrapped)

    def translated(self, kind: Kind) -> Callable[[Any], Any]:
        """From a value as the store has it to what the cell says."""
        if kind == "country":
            return self.country
        if kind == "tier":
            return lambda value: value and self.value("tier", value)
        if kind == "yes_no":
            return lambda value: None if value is None else self.value("yes_no", str(value))
        if kind == "priority":
            return lambda value: value and self.tab_names.get(value, value)
        if kind == "role":
            return lambda value: value and self.role_names.get(value, value)
        return lambda value: value
