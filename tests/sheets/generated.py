"""Invented spreadsheets with known truth: what offices do to lists, by dice.

Each case is a file, a mapping, and what must come of it: every row either taken in with these values, or refused at
this cell; or the file refused as a whole.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from harvest.sheets.grid import cell_name
from harvest.sheets.mapping import Mapping
from tests.sheets.writing import Broken, Written, write

COUNTRIES = {"Sverige": "SE", "Sweden": "SE", "SE": "SE", "Tyskland": "DE", "Finland": "FI", "Österrike": "AT"}
FIRST = "Nordisk Västra Öresund Göta Småland Åre Malmö Älvdalen Château Königs Über Señor Świat Łódź Αττική".split()
SECOND = "Food Kluster Innovation Energi Skog Robotik Hälsa Bio Stål Digital Teknik Logistik Hållbar".split()
FORMS = ["AB", "GmbH", "e.V.", "ek. för.", "", ""]
TITLES = {"name": "Organisation", "country": "Land", "established": "Bildad", "members_total": "Antal medlemmar"}
NOISE = {"Kontaktperson": "Test Testsson", "E-post": "test.testsson@example.org", "Anteckning": "not read", "Nr": 7}


@dataclass(slots=True)
class Row:
    """One row: what stands in its cells, and what must come of it."""

    cells: dict[str, Any]
    truth: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    """The title of the column at whose cell it is refused; empty where it is taken."""
    merged: bool = False
    """One cell over all columns."""


@dataclass(slots=True)
class Case:
    """One file with its truth. ``whole`` is a word of the message where the file is refused as a whole."""

    seed: int
    path: Path
    mapping: Mapping
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    whole: str = ""


def make(seed: int, folder: Path) -> Case:
    """The case of a seed, its file written into the folder."""
    dice = random.Random(seed)
    suffix = dice.choice(["xlsx", "xlsx", "ods", "csv"])
    path = folder / f"list-{seed}.{suffix}"
    if dice.random() < 0.08:
        return _not_a_list(dice, seed, path)
    columns = [*TITLES.values(), *dice.sample(list(NOISE), dice.randint(0, len(NOISE)))]
    dice.shuffle(columns)
    formats = dice.choice([(), ("%d/%m/%Y",)])
    rows = _rows(dice, suffix, formats)
    table: dict[str, Any] = {
        "kind": "organisation",
        "columns": {title: name for name, title in TITLES.items()},
        "date_formats": formats,
    }
    layout = _Layout(dice, columns, rows, suffix)
    table |= layout.table
    case = Case(seed, path, Mapping.model_validate({"source": "test", "title": "A list", "table": [table]}))
    layout.expect(case)
    written = Written(layout.lines, layout.sheet, layout.merged, layout.others, layout.hidden)
    if suffix == "csv":
        encoding, case.whole = _encoding(dice, written)
        write(path, written, encoding=encoding, delimiter=dice.choice([";", ",", "\t"]))
    else:
        write(path, written)
    return case


def _rows(dice: random.Random, suffix: str, formats: tuple[str, ...]) -> list[Row]:
    names = dice.sample([f"{first} {second}" for first in FIRST for second in SECOND], dice.randint(1, 12))
    rows = [_row(dice, f"{name} {dice.choice(FORMS)}".strip(), suffix, formats) for name in names]
    for row in rows:
        if dice.random() < 0.2:
            _spoil(dice, row, suffix, formats)
    good = [row for row in rows if not row.refused]
    if good and dice.random() < 0.15:
        rows.append(Row(dict(good[0].cells), refused=TITLES["name"]))
    if dice.random() < 0.15:
        rows.append(Row({TITLES["name"]: "Totalt", TITLES["members_total"]: 999}, refused=TITLES["name"]))
    return rows


def _row(dice: random.Random, name: str, suffix: str, formats: tuple[str, ...]) -> Row:
    country = dice.choice(list(COUNTRIES))
    members, day = dice.randint(1, 5000), date(dice.randint(1950, 2024), dice.randint(1, 12), dice.randint(1, 28))
    since, shown = _date(dice, day, formats)
    count = dice.choice(
        [members, str(members), f"{members:,}".replace(",", " "), f"{members:,}".replace(",", "\u00a0")]
    )
    cells = {
        "name": dice.choice([name, f"  {name} "]),
        "country": country,
        "established": since,
        "members_total": count,
    }
    if suffix == "xlsx" and dice.random() < 0.1:
        cells["members_total"] = Broken("formula", members)
    row = Row({TITLES[key]: value for key, value in cells.items()})
    row.truth = {"name": name, "country": COUNTRIES[country], "established": shown, "members_total": str(members)}
    if dice.random() < 0.15:
        row.cells[TITLES["members_total"]] = ""
        del row.truth["members_total"]
    return row


def _date(dice: random.Random, day: date, formats: tuple[str, ...]) -> tuple[Any, str]:
    kinds = ["date", "iso", "year", "words", "dotted", *(["slashed"] if formats else [])]
    match dice.choice(kinds):
        case "date":
            return day, day.isoformat()
        case "iso":
            return day.isoformat(), day.isoformat()
        case "year":
            return dice.choice([day.year, str(day.year)]), str(day.year)
        case "words":
            months = "January February March April May June July August September October November December".split()
            return f"{day.day} {months[day.month - 1]} {day.year}", day.isoformat()
        case "dotted":
            return f"{day.day}.{day.month}.{day.year}", day.isoformat()
        case _:
            return f"{day.day:02}/{day.month:02}/{day.year}", day.isoformat()


def _spoil(dice: random.Random, row: Row, suffix: str, formats: tuple[str, ...]) -> None:
    """One cell of the row goes wrong, in a way that nothing can be made of."""
    spoilt: list[tuple[str, Any]] = [
        ("country", "Sverje"), ("established", "någon gång"), ("established", 41_234), ("members_total", "ca 50"),
        ("members_total", -3), ("members_total", 12.5), ("name", ""), ("name", 2019), ("name", "FÃ¶reningen"),
        ("name", "F\ufffdreningen"), ("country", "\ufffd"), ("established", "31.2.2020"), ("established", 1e9),
    ]  # fmt: skip
    if not formats:
        spoilt.append(("established", "03/04/2010"))
    if suffix != "csv":
        spoilt += [(name, Broken("unworked")) for name in TITLES] + [(name, Broken("error")) for name in TITLES]
    name, value = dice.choice(spoilt)
    row.cells[TITLES[name]], row.refused, row.truth = value, TITLES[name], {}


class _Layout:
    """The rows on a sheet: what stands above, between, below and beside them."""

    def __init__(self, dice: random.Random, columns: list[str], rows: list[Row], suffix: str) -> None:
        self.lines: list[list[Any]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.others: dict[str, list[list[Any]]] = {}
        self.hidden: set[str] = set()
        self.sheet = "" if suffix == "csv" else dice.choice(["Blad1", "Lista 2024", "Kluster & nätverk", "It's"])
        self.table: dict[str, Any] = {}
        self._where: list[tuple[int, Row]] = []
        self._below = -1
        self._columns = columns
        self._left = 0 if suffix == "csv" else dice.choice([0, 0, 1, 3])
        for _ in range(dice.randint(0, 3)):
            self.lines.append(dice.choice([[], [""] * self._left + ["Lista över kluster, hämtad 2024"]]))
        self._head(dice, suffix)
        self.table |= dice.choice([{}, {}, {"gaps": True}])
        self._body(dice, rows, suffix)
        if suffix != "csv":
            self._beside(dice)
            self._sheets(dice)

    def _head(self, dice: random.Random, suffix: str) -> None:
        if suffix != "csv" and len(self._columns) > 5 and dice.random() < 0.4:
            # A row of group headings above, each merged over its columns.
            row, middle = len(self.lines), self._left + 3
            self.merged += [(row, self._left, row, middle - 1), (row, middle, row, self._left + len(self._columns) - 1)]
            self.lines.append([""] * self._left + ["Organisation", "", "", "Kontakt", *[""] * (len(self._columns) - 4)])
        if suffix != "csv" and dice.random() < 0.3:
            # Titles over two rows: each is merged downwards.
            top = len(self.lines)
            self.merged += [(top, self._left + at, top + 1, self._left + at) for at in range(len(self._columns))]
            self.lines += [[""] * self._left + self._columns, []]
        else:
            self.lines.append(
                [""] * self._left + [dice.choice([one, one.upper(), f" {one} "]) for one in self._columns]
            )
        if dice.random() < 0.3:
            self.table["header"] = len(self.lines)

    def _body(self, dice: random.Random, rows: list[Row], suffix: str) -> None:
        gaps = self.table.get("gaps", False)
        for place, row in enumerate(rows):
            if gaps and dice.random() < 0.2:
                self.lines += [[] for _ in range(dice.randint(1, 3))]
            if suffix != "csv" and dice.random() < 0.05:
                heading = Row({self._columns[0]: "Norra Sverige"}, refused=self._columns[0], merged=True)
                self.merged.append((len(self.lines), self._left, len(self.lines), self._left + len(self._columns) - 1))
                self._put(heading)
            if not gaps and place and dice.random() < 0.05:
                self.lines.append([])
                self._below = len(self.lines) if self._below < 0 else self._below
            self._put(row)

    def _put(self, row: Row) -> None:
        noise = {} if row.merged else NOISE
        self._where.append((len(self.lines), row))
        self.lines.append([""] * self._left + [row.cells.get(one, noise.get(one, "")) for one in self._columns])

    def _beside(self, dice: random.Random) -> None:
        """Another table beside this one: only with the area can they be told apart where they share a title."""
        if dice.random() < 0.1:
            first = len(self._columns) + self._left + 1
            for line in self.lines[self._where[0][0] - 1 :] if self._where else ():
                line.extend([""] * (first - len(line)) + ["Organisation"])
            top = self.table.get("header", 1)
            area = f"{cell_name(0, self._left)}:{cell_name(len(self.lines) - 1, first - 2)}"
            self.table["area"] = area
            self.table["header"] = top if "header" in self.table else None

    def _sheets(self, dice: random.Random) -> None:
        decoy: list[list[Any]] = [list(self._columns), *([f"Decoy {at}", "SE", 2000, 1] for at in range(3))]
        if dice.random() < 0.3:
            self.others["Gammalt"] = decoy
            self.hidden.add("Gammalt")
        if dice.random() < 0.2:
            self.others["Läs mig"] = [["About this list"], ["Källa: test"]]

    def expect(self, case: Case) -> None:
        """What must come of every row, by the layout's own account."""
        seen: set[str] = set()
        for number, row in self._where:
            if 0 <= self._below <= number:
                continue
            name = row.truth.get("name", "")
            if row.refused:
                column = self._left + self._columns.index(row.refused)
                case.refused.add(self._named(number, column))
            elif name in seen:
                case.refused.add(self._named(number, self._left + self._columns.index(TITLES["name"])))
            else:
                seen.add(name)
                case.taken[name] = row.truth
        if self._below >= 0:
            line = self.lines[self._below]
            first = next(at for at, cell in enumerate(line) if str(cell).strip() and not _shows_nothing(cell))
            case.refused.add(self._named(self._below, first))

    def _named(self, row: int, column: int) -> str:
        return f"{self.sheet}!{cell_name(row, column)}" if self.sheet else cell_name(row, column)


def _shows_nothing(cell: Any) -> bool:
    return isinstance(cell, Broken) and cell.kind != "formula"


def _encoding(dice: random.Random, written: Written) -> tuple[str, str]:
    """An encoding that can hold the text, and a word of the refusal where nobody could tell which it is."""
    text = "".join(str(cell) for line in written.lines for cell in line)
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "mac_roman"])
    try:
        body = text.encode(encoding)
    except UnicodeEncodeError:
        return "utf-8", ""
    if text.isascii() or encoding.startswith("utf"):
        return encoding, ""
    same = body.decode("cp1252", "replace") == text
    return (encoding, "" if _western(text) else "encoding") if same else (encoding, "encoding")


def _western(text: str) -> bool:
    return all(letter.isascii() or letter in "ÅÄÖåäöÜüâéñèêß\u00a0" for letter in text)


def _not_a_list(dice: random.Random, seed: int, path: Path) -> Case:
    """A file that must be refused as a whole."""
    mapping = Mapping.model_validate(
        {"source": "test", "title": "A list", "table": [{"kind": "organisation", "columns": {"Organisation": "name"}}]}
    )
    kind = dice.choice(["empty", "huge", "old", "locked", "page", "cut", "titles", "far", "zip"])
    words = {"empty": "is empty", "huge": "MiB", "old": ".xls", "locked": "password", "page": "web page",
             "cut": "damaged", "titles": "missing", "far": "are read", "zip": "some other zip"}  # fmt: skip
    write(path.with_suffix(".xlsx"), Written([["Namn"], ["Test"]], "Blad1"), spoilt=kind)
    return Case(seed, path.with_suffix(".xlsx"), mapping, whole=words[kind])
