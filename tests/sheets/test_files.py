"""Files that are read, and files that are refused in one sentence, before anything of them is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from harvest.sheets import container, grid
from tests.sheets.lists import GOOD, ROWS, as_text, mapped, read, refused, rewritten, said, write_xlsx
from tests.sheets.ods import write_ods


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


def test_the_limits_are_those_that_the_manual_names() -> None:
    assert (container.LARGEST_FILE, container.LARGEST_UNPACKED, grid.MOST_CELLS) == (32 << 20, 256 << 20, 5_000_000)
