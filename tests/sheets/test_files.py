"""Files that are read, and files that are refused in one sentence, before anything of them is unpacked."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from harvest.errors import SheetError
from harvest.sheets import container, grid
from harvest.sheets.mapping import Mapping, load_mapping, packaged_mappings
from harvest.sheets.reading import Reading, read_sheet
from harvest.sheets.workbook import open_workbook
from tests.sheets.ods import Formula, Merged, write_ods

PLAIN: dict[str, Any] = {
    "source": "test",
    "title": "A list",
    "table": [{"kind": "organisation", "columns": {"Name": "name", "Land": "country", "Since": "established"}}],
}
ROWS = [("Name", "Land", "Since"), ("Örebro Food", "SE", 2010), ("Malmö Mat", "Sverige", 2012)]
GOOD = [("Örebro Food", "SE", "2010"), ("Malmö Mat", "Sverige", "2012")]


def mapped(**changes: Any) -> Mapping:
    table = {**PLAIN["table"][0], **changes.pop("table", {})}
    return Mapping.model_validate({**PLAIN, **changes, "table": [table]})


def read(path: Path, mapping: Mapping | None = None) -> Reading:
    mapping = mapping or mapped()
    return read_sheet(open_workbook(path, mapping.encoding, mapping.delimiter), mapping, {})


def said(reading: Reading) -> list[tuple[str, ...]]:
    return [tuple(value.original for value in record.values) for record in reading.records]


def refused(path: Path, mapping: Mapping | None = None) -> str:
    with pytest.raises(SheetError) as error:
        read(path, mapping)
    assert str(path) in str(error.value)
    return str(error.value)


def as_text(rows: list[tuple[Any, ...]], delimiter: str = ";") -> str:
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows)


def write_xlsx(path: Path, rows: list[tuple[Any, ...]], **sheets: list[tuple[Any, ...]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for title, lines in {"Sheet1": rows, **sheets}.items():
            sheet = book.add_worksheet(title)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return path


def rewritten(path: Path, member: str, change: Callable[[str], str]) -> Path:
    """The same container with one member's text changed."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, change(content.decode()).encode() if name == member else content)
    return path


# ---- read ----


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_any_encoding_and_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(as_text(ROWS, delimiter).encode(encoding))
    assert said(read(file)) == GOOD


def test_an_excel_note_of_the_delimiter_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sep=|\n" + as_text(ROWS, "|"), "utf-8")
    assert [record.place for record in read(file).records] == ["A2", "A3"]


def test_ods_and_xlsx_say_the_same(tmp_path: Path) -> None:
    rows = [*ROWS, ("Datum AB", "SE", datetime.date(2013, 5, 6))]
    ods = read(write_ods(tmp_path / "a.ods", {"Blad": rows}))
    assert said(ods) == [*GOOD, ("Datum AB", "SE", "2013-05-06")]
    assert ods.records[2].cells[2].place == "Blad!C4"
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Blad")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    assert said(read(tmp_path / "a.xlsx")) == said(ods)


def test_what_a_file_is_follows_from_its_content(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ROWS).rename(tmp_path / "a.csv")
    assert said(read(tmp_path / "a.csv")) == GOOD


def test_the_first_visible_sheet_with_the_titles_is_meant(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        hidden, note, seen = (book.add_worksheet(name) for name in ("Old", "Read me", "List"))
        hidden.hide()
        note.activate()
        note.write(0, 0, "about this list")
        for sheet, name in ((hidden, "Hidden"), (seen, "Seen")):
            sheet.write_row(0, 0, ("Name", "Land", "Since"))
            sheet.write_row(1, 0, (name, "SE", 2001))
    assert said(read(tmp_path / "a.xlsx")) == [("Seen", "SE", "2001")]
    assert said(read(tmp_path / "a.xlsx", mapped(table={"sheet": "Old"}))) == [("Hidden", "SE", "2001")]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_cells_merged_downwards_hold_for_each_of_their_rows(tmp_path: Path, suffix: str) -> None:
    mapping = mapped(table={"kind": "participants", "columns": {"Name": "name", "Part": "participant"}})
    if suffix == "ods":
        rows = [("Name", "Part"), (Merged("Klustret", 2), "Test AB"), ("", "Prov GmbH")]
        file = write_ods(tmp_path / "a.ods", {"Blad": rows})
    else:
        file = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(file)) as book:
            sheet = book.add_worksheet("Blad")
            sheet.write_row(0, 0, ("Name", "Part"))
            sheet.write_column(1, 1, ("Test AB", "Prov GmbH"))
            sheet.merge_range("A2:A3", "Klustret")
    (record,) = read(file, mapping).records
    assert [one.name for one in record.participants] == ["Test AB", "Prov GmbH"]
    assert [one.place for one in record.participants] == ["Blad!B2", "Blad!B3"]


# ---- refused as a whole ----


def test_files_that_are_no_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    assert "No such file" in refused(file)
    (tmp_path / "folder.xlsx").mkdir()
    assert "folder" in refused(tmp_path / "folder.xlsx")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content, words in (
        (b"", "is empty"),
        (b"%PDF-1.4 nothing", "no workbook"),
        (b"<html><table>", "web page"),
        (ole, ".xls"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
    ):
        file.write_bytes(content)
        assert words in refused(file)
    with zipfile.ZipFile(file, "w") as some:
        some.writestr("word/document.xml", "<a/>")
    assert "some other zip file" in refused(file)


def test_a_workbook_that_was_cut_short(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", ROWS)
    file.write_bytes(file.read_bytes()[:-200])
    assert "damaged" in refused(file)


def test_xml_that_is_broken_or_declares_entities(tmp_path: Path) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    file = rewritten(write_xlsx(tmp_path / "a.xlsx", ROWS), sheet, lambda xml: xml[: len(xml) // 2])
    assert "damaged" in refused(file)
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet'
    file = rewritten(write_xlsx(tmp_path / "b.xlsx", ROWS), sheet, lambda xml: xml.replace("<worksheet", bomb, 1))
    assert "entities" in refused(file)


def test_too_much_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as sparse:
        sparse.truncate(100 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    assert "100 MiB; at most 32 MiB" in refused(file)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made, made.open("xl/worksheets/sheet1.xml", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    assert bomb.stat().st_size < 1 << 20
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    assert "would unpack to 300 MiB; at most 256 MiB" in refused(bomb)


def test_a_container_that_lies_about_its_size(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", ROWS * 200)
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as honest:
        size = honest.getinfo("xl/worksheets/sheet1.xml").file_size
    at = content.rfind(size.to_bytes(4, "little"))
    content[at : at + 4] = (size // 2).to_bytes(4, "little")
    file.write_bytes(content)
    assert "damaged" in refused(file)


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_cell_far_away_takes_no_memory(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        with xlsxwriter.Workbook(str(file)) as book:
            sheet = book.add_worksheet("Blad")
            sheet.write(0, 0, "Name")
            sheet.write(1_048_575, 16_383, "far away")
    else:
        write_ods(file, {"Blad": ROWS})
        rewritten(file, "content.xml", lambda xml: xml.replace(
            "<table:table-row>", '<table:table-row table:number-rows-repeated="1048000">', 1).replace(
            "<table:table-cell ", '<table:table-cell table:number-columns-repeated="1000" ', 1))  # fmt: skip
    assert f"at most {grid.MOST_CELLS:,} are read" in refused(file)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("cp1250", "Łódź Zażółć"), ("cp1251", "Россия Москва"), ("cp1253", "Αττική"), ("mac_roman", "Åäö Örebro")],
)
def test_encodings_that_can_not_be_told_are_asked_for(tmp_path: Path, encoding: str, words: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(as_text([ROWS[0], (words, "SE", 2001)]).encode(encoding))
    message = refused(file)
    assert "encoding" in message
    assert said(read(file, mapped(encoding=encoding))) == [(words, "SE", "2001")]
    assert "no encoding 'klingon'" in refused(file, mapped(encoding="klingon"))


def test_utf16_without_its_mark_and_quotes_that_nothing_closes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(as_text(ROWS).encode("utf-16-le"))
    assert "UTF-16" in refused(file)
    file.write_text('Name;Land;Since\n"Örebro;SE;2010\n', "utf-8")
    assert "quotation mark" in refused(file)


def test_titles_that_are_not_there_are_named_with_those_that_are(tmp_path: Path) -> None:
    rows = [("A list of 2024",), ("Namn", "Land", "Since"), ("Örebro", "SE", 1)]
    for file in (write_xlsx(tmp_path / "a.xlsx", rows), tmp_path / "a.csv"):
        file.write_text(as_text(rows), "utf-8") if file.suffix == ".csv" else None
        message = refused(file)
        assert "'Name' is missing" in message
        assert "row most like it, 2, has 'Namn', 'Land', 'Since'" in message
    assert "has no sheet 'X'; its sheets are 'Sheet1'" in refused(tmp_path / "a.xlsx", mapped(table={"sheet": "X"}))
    assert "row 3 has" in refused(tmp_path / "a.xlsx", mapped(table={"header": 3}))


def test_two_places_that_may_be_meant(tmp_path: Path) -> None:
    beside = [(*row, "", *row) for row in ROWS]
    file = write_xlsx(tmp_path / "a.xlsx", beside)
    message = refused(file)
    assert "Sheet1!A1" in message
    assert "E1" in message
    assert said(read(file, mapped(table={"area": "E1:G9"}))) == GOOD
    assert "'Sheet1', 'Again'" in refused(write_xlsx(tmp_path / "b.xlsx", ROWS, Again=ROWS))


# ---- refused by the cell ----


def test_formulas_without_a_result_and_errors_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Blad")
        sheet.write_row(0, 0, ROWS[0])
        sheet.write_row(1, 0, ROWS[1])
        sheet.write_formula("A3", '="Örebro"&" Food"', None, "")
        sheet.write_formula("A4", "=A2/0", None, "#DIV/0!")
        sheet.write_formula("A5", '="Malmö"', None, "Malmö")
        sheet.write_column(2, 1, ["SE"] * 3)
    reading = read(file)
    assert [record.source_id for record in reading.records] == ["Örebro Food", "Malmö"]
    assert [(one.place, one.reason[:9]) for one in reading.refused] == [
        ("Blad!A3", "a formula"),
        ("Blad!A4", "the error"),
    ]
    assert "#DIV/0!" in reading.refused[1].reason
    ods = write_ods(tmp_path / "a.ods", {"Blad": [ROWS[0], (Formula("of:=1+1"), "SE", 1)]})
    assert [one.place for one in read(ods).refused] == ["Blad!A2"]


CASES = [
    (("Örebro", "Sverje", 2010), "B2", "no country"),
    (("Örebro", "SE", "sometime"), "C2", "no date"),
    (("Örebro", "SE", "03/04/2010"), "C2", "two dates"),
    (("Örebro", "SE", 40_179), "C2", "format the column as dates"),
    ((2019, "SE", 2010), "A2", "no letter"),
    (("", "SE", 2010), "A2", "it is empty"),
    (("Totalt 12", "SE", 2010), "A2", "a total"),
    (("FÃ¶reningen", "SE", 2010), "A2", "wrong encoding"),
    (("Malm\ufffd", "SE", 2010), "A2", "wrong encoding"),
]


@pytest.mark.parametrize(("row", "cell", "reason"), CASES)
def test_a_cell_that_does_not_fit_refuses_its_row_alone(tmp_path: Path, row: Any, cell: str, reason: str) -> None:
    reading = read(write_xlsx(tmp_path / "a.xlsx", [ROWS[0], row, ROWS[2]]))
    assert said(reading) == GOOD[1:]
    (told,) = reading.refused
    assert told.place == f"Sheet1!{cell}"
    assert reason in told.reason


def test_dates_and_numbers_as_text(tmp_path: Path) -> None:
    columns = {"Name": "name", "From": "established", "Members": "members_total"}
    rows = [
        tuple(columns),
        ("A AB", "3/4/2010", "1 234"),
        ("B AB", "31 januari 2011", "12"),
        ("C AB", "6 May 2012", "1.5"),
    ]
    mapping = mapped(table={"columns": columns, "date_formats": ["%d/%m/%Y"]})
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows), mapping)
    assert said(reading) == [("A AB", "2010-04-03", "1 234")]
    assert [one.place for one in reading.refused] == ["Sheet1!B3", "Sheet1!C4"]


def test_what_stands_below_an_empty_row_is_told_not_taken(tmp_path: Path) -> None:
    below = [*ROWS, (), ("Year", "Budget"), (2019, "SE", 1)]
    reading = read(write_xlsx(tmp_path / "a.xlsx", below))
    assert said(reading) == GOOD
    (told,) = reading.refused
    assert told.place == "Sheet1!A5"
    assert "rows 5 to 6: below the empty row 4" in told.reason
    gaps = [*ROWS[:2], (), ROWS[0], ROWS[2]]
    assert said(read(write_xlsx(tmp_path / "b.xlsx", gaps), mapped(table={"gaps": True}))) == GOOD


def test_a_heading_merged_over_the_table_is_no_organisation(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Blad")
        sheet.write_row(0, 0, ROWS[0])
        sheet.merge_range("A2:C2", "Norrland")
        sheet.write_row(2, 0, ROWS[1])
    reading = read(file)
    assert said(reading) == GOOD[:1]
    assert [(one.place, "a heading?" in one.reason) for one in reading.refused] == [("Blad!A2", True)]


def test_a_row_with_a_delimiter_too_many(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Name,Land,Since\nFood, Drink AB,SE,2010\nMalmö,SE,2012\n", "utf-8")
    reading = read(file)
    assert [record.source_id for record in reading.records] == ["Malmö"]
    assert [one.place for one in reading.refused] == ["D2"]


def test_one_id_on_two_rows(tmp_path: Path) -> None:
    rows = [*ROWS, ("Örebro Food", "FI", 2011)]
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(one.place, "row 2 has the same id" in one.reason) for one in reading.refused] == [("Sheet1!A4", True)]
    both = read(tmp_path / "a.xlsx", mapped(table={"id": ["Name", "Land"]}))
    assert [record.source_id for record in both.records][::2] == ["Örebro Food / SE", "Örebro Food / FI"]


# ---- mappings ----


@pytest.mark.parametrize("name", packaged_mappings())
def test_packaged_mappings_are_sound(name: str) -> None:
    assert load_mapping(Path(name))[0].table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = 'x'", "title"),
        ("= 1", "not TOML"),
        ("source='eccp'\ntitle='x'\ntable=[]", "eccp is harvested"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='nme'}", "no field is called 'nme'"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='country'}", "must be the name"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='tip'\ncolumns={A='name'}", "priority"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='evidence'\ncolumns={A='name'}", "is_edih"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='name',B='valid_to'}", "of a programme"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='name', Kontaktperson='description'}",
         "takes none in"),
        ("source='x'\ntitle='x'\ncountry='Narnia'\n[[table]]\nkind='organisation'\ncolumns={A='name'}", "no country"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\narea='A1'\ncolumns={A='name'}", "A3:F40"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\nid=['B']\ncolumns={A='name'}", "'B' is none of"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_says_where(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SheetError, match=r"m\.toml") as error:
        load_mapping(file)
    assert words in str(error.value)


def test_a_mapping_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(SheetError, match="packaged mappings are edih, "):
        load_mapping(Path("nothing"))


def test_the_limits_are_those_that_the_manual_names() -> None:
    assert (container.LARGEST_FILE, container.LARGEST_UNPACKED, grid.MOST_CELLS) == (32 << 20, 256 << 20, 5_000_000)
