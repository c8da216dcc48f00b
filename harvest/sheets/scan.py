"""What a workbook's XML says beside its values: how large each sheet is, and which cells can't be believed.

The library that reads the values gives an empty cell for an error and for a formula that was never worked out, and
takes memory for every cell up to the last one. So the XML is looked through first, in a stream.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from harvest.errors import SheetError
from harvest.sheets.grid import Place, Span, check_extent, place_of

UNWORKED = "a formula without a result: open the file in a spreadsheet, let it calculate, save it"
_CHUNK = 1 << 18
_MOST_FAULTS = 10_000
"""More are no news."""


@dataclass(slots=True)
class Scanned:
    """One sheet: its cells with a fault, its merged ranges, its size."""

    sheet: str
    faults: dict[Place, str] = field(default_factory=dict)
    merged: list[Span] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def fault(self, place: Place, reason: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults[place] = reason

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)


def scan_xlsx(path: Path) -> dict[str, Scanned]:
    """Every worksheet of an Excel workbook by its name. Raises SheetError for a sheet that is too large, broken XML."""
    with zipfile.ZipFile(path) as container:
        found = {}
        for name, member in _worksheets(container):
            scanned = Scanned(name)
            with container.open(member) as xml:
                _parse(path, xml, _Worksheet(path, scanned))
            found[name] = scanned
        return found


def scan_ods(path: Path) -> dict[str, Scanned]:
    """Every sheet of an OpenDocument workbook by its name. Raises SheetError as above."""
    handler = _Content(path)
    with zipfile.ZipFile(path) as container, container.open("content.xml") as xml:
        _parse(path, xml, handler)
    return handler.sheets


class _Handler:
    """What ``_parse`` calls: local names of elements, attributes by local name."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def _parse(path: Path, xml: IO[bytes], handler: _Handler) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.start(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype(path)
    try:
        while chunk := xml.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise SheetError(f"{path} is damaged: {error}. Save it again as .xlsx") from None


def _refuse_doctype(path: Path) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise SheetError(f"{path} declares entities of its own, which no spreadsheet does: it is not read")

    return refuse


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Collect(_Handler):
    """Elements of one name, with their attributes."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._wanted:
            self.found.append(attributes)


def _worksheets(container: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name of a sheet, its member of the container), where that is there."""
    members = set(container.namelist())
    sheets, relations = _Collect("sheet"), _Collect("Relationship")
    for member, handler in (("xl/workbook.xml", sheets), ("xl/_rels/workbook.xml.rels", relations)):
        if member in members:
            with container.open(member) as xml:
                _parse(Path(container.filename or ""), xml, handler)
    targets = {one.get("Id"): one.get("Target", "") for one in relations.found}
    for sheet in sheets.found:
        target = targets.get(sheet.get("id"), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in members and "name" in sheet:
            yield sheet["name"], member


class _Worksheet(_Handler):
    def __init__(self, file: Path, scanned: Scanned) -> None:
        self._file, self._sheet = file, scanned
        self._cell: Place = (-1, -1)
        self._error = self._formula = self._in_value = False
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            row = int(attributes["r"]) - 1 if "r" in attributes else self._cell[0] + 1
            self._cell = (row, -1)
        elif name == "c":
            place = place_of(attributes["r"]) if "r" in attributes else (self._cell[0], self._cell[1] + 1)
            self._cell = place
            self._error, self._formula, self._value = attributes.get("t") == "e", False, ""
            self._sheet.reach(*place)
            check_extent(self._file, self._sheet.sheet, self._sheet.rows, self._sheet.columns)
        elif name == "f":
            self._formula = True
        elif name == "v":
            self._in_value = True
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self._sheet.merged.append((place_of(first), place_of(last or first)))

    def text(self, data: str) -> None:
        if self._in_value:
            self._value += data

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c":
            if self._error:
                self._sheet.fault(self._cell, f"the error {self._value}")
            elif self._formula and not self._value:
                self._sheet.fault(self._cell, UNWORKED)


class _Content(_Handler):
    def __init__(self, file: Path) -> None:
        self._file = file
        self.sheets: dict[str, Scanned] = {}
        self._sheet = Scanned("")
        self._row = self._column = 0
        self._row_repeat = 1
        self._attributes: dict[str, str] | None = None
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table" and "name" in attributes:
            self._sheet = self.sheets.setdefault(attributes["name"], Scanned(attributes["name"]))
            self._row = 0
        elif name == "table-row":
            self._column, self._row_repeat = 0, int(attributes.get("number-rows-repeated", 1))
        elif name in ("table-cell", "covered-table-cell"):
            self._attributes, self._text = attributes, ""

    def text(self, data: str) -> None:
        if self._attributes is not None:
            self._text += data

    def end(self, name: str) -> None:
        if name == "table-row":
            self._row += self._row_repeat
        elif name in ("table-cell", "covered-table-cell") and self._attributes is not None:
            self._cell(self._attributes)
            self._attributes = None

    def _cell(self, attributes: dict[str, str]) -> None:
        repeat = int(attributes.get("number-columns-repeated", 1))
        here = (self._row, self._column)
        if "value-type" in attributes or "formula" in attributes or self._text:
            self._sheet.reach(self._row + self._row_repeat - 1, self._column + repeat - 1)
            check_extent(self._file, self._sheet.sheet, self._sheet.rows, self._sheet.columns)
            fault = self._fault(attributes)
            for row in range(self._row, self._row + self._row_repeat) if fault else ():
                for column in range(self._column, self._column + repeat):
                    self._sheet.fault((row, column), fault)
        down, across = (int(attributes.get(f"number-{way}-spanned", 1)) for way in ("rows", "columns"))
        if down > 1 or across > 1:
            self._sheet.merged.append((here, (here[0] + down - 1, here[1] + across - 1)))
        self._column += repeat

    def _fault(self, attributes: dict[str, str]) -> str:
        if "formula" not in attributes:
            return ""
        shown = self._text.strip()
        if shown.startswith(("#", "Err:")):
            return f"the error {shown}"
        known = shown or any(key in attributes for key in ("value", "date-value", "boolean-value", "time-value"))
        return "" if known else UNWORKED
