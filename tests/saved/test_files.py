"""Whatever a browser makes of a page, the page comes out of it, with its address and date where the file has them."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvest.errors import ConfigurationError
from harvest.saved.files import LARGEST, SavedPage, Unreadable, read_saved

URL = "https://platform.example/content/x?a=1"
HTML = "<html><head><title>Påhittad</title></head><body><h1>Påhittad</h1></body></html>"
WRITTEN = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def one(place: Path) -> SavedPage:
    (found,) = read_saved(place)
    assert isinstance(found, SavedPage)
    return found


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    return path


def mhtml(charset: str, *, dated: bool = True) -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = URL
    if dated:
        message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    message.make_related()
    page = EmailMessage()
    page.set_content(HTML, subtype="html", charset=charset, cte="quoted-printable")
    page["Content-Location"] = URL
    message.attach(page)
    picture = EmailMessage()
    picture.set_content(b"\0\1", maintype="image", subtype="png")
    message.attach(picture)
    return message.as_bytes()


def warc(*pages: tuple[str, str, int], gzip: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for url, kind, status in pages:
        headers = StatusAndHeaders(f"{status} ", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(HTML.encode()),
                length=len(HTML.encode()),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-11-23T08:00:00Z"},
            )
        )
    return out.getvalue()


def test_a_page_saved_by_chrome_brings_its_address(tmp_path: Path) -> None:
    found = one(
        write(tmp_path / "x.html", f"<!-- saved from url=({len(URL):04})\n".replace("\n", "") + f"{URL} -->{HTML}")
    )
    assert (found.url, found.saved_at, found.dated_by) == (URL, WRITTEN, "the file's time")
    assert "Påhittad" in found.html


def test_a_page_saved_by_singlefile_brings_its_address_and_date(tmp_path: Path) -> None:
    note = (
        f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Mon Nov 23 2026 09:00:00 GMT+0100 (CET)\n-->"
    )
    found = one(write(tmp_path / "x.html", f"<html>{note}{HTML}"))
    assert (found.url, found.saved_at) == (URL, datetime(2026, 11, 23, 8, tzinfo=UTC))


@pytest.mark.parametrize("link", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_else_the_page_says_its_address_itself(tmp_path: Path, link: str) -> None:
    assert one(write(tmp_path / "x.htm", HTML.replace("<title>", link.format(URL) + "<title>"))).url == URL
    assert one(write(tmp_path / "x.htm", HTML.replace("<title>", link.format("/content/x") + "<title>"))).url == ""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_mhtml(tmp_path: Path, charset: str) -> None:
    found = one(write(tmp_path / "x.mhtml", mhtml(charset)))
    assert (found.url, found.saved_at) == (URL, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert "<h1>Påhittad</h1>" in found.html
    assert one(write(tmp_path / "x.mhtml", mhtml(charset, dated=False))).saved_at == WRITTEN


def test_warc_gives_every_page_that_was_there(tmp_path: Path) -> None:
    pages = [(URL, "text/html", 200), (URL + "2", "image/png", 200), (URL + "3", "text/html", 404)]
    last = (URL + "4", "text/html; charset=utf-8", 200)
    found = list(read_saved(write(tmp_path / "x.warc.gz", warc(*pages, last))))
    assert [(page.file, page.url) for page in found if isinstance(page, SavedPage)] == [
        ("x.warc.gz#1", URL),
        ("x.warc.gz#2", URL + "4"),
    ]
    assert found[0].saved_at == datetime(2026, 11, 23, 8, tzinfo=UTC)  # type: ignore[union-attr]


def test_a_folder_gives_its_pages_and_not_what_belongs_to_them(tmp_path: Path) -> None:
    for name in ("a.html", "deeper/b.html", "a_files/frame.html", "c.htm", "c-Dateien/x.html", "ab/d.html"):
        write(tmp_path / name, HTML)
    write(tmp_path / "notes.docx", b"PK")
    write(tmp_path / "addresses.csv", f"file,address\ndeeper/b.html,{URL}\n".encode("utf-8-sig"))
    found = list(read_saved(tmp_path))
    assert [page.file for page in found] == ["a.html", "ab/d.html", "c.htm", "deeper/b.html", "notes.docx"]
    assert [page.url for page in found if isinstance(page, SavedPage)] == ["", "", "", URL]
    assert isinstance(found[-1], Unreadable)
    assert "docx" in found[-1].reason


def test_what_is_no_page_says_so(tmp_path: Path) -> None:
    for name, content, said in (
        ("x.html", b" " * (LARGEST + 1), "larger than"),
        ("x.html", "<title>Påhittad</title><meta charset=ascii>Påhittad".encode("utf-16")[3:], "no letters"),
        ("x.mhtml", b"no mail", "no HTML page"),
        ("x.warc", b"no archive", "can't be read"),
        ("x.warc.gz", warc((URL, "text/html", 200))[:-60], "no HTML page"),
        ("x.warc", warc((URL, "text/html", 200), gzip=False).replace(b"<h1>", b"<h2>"), "digest differs"),
        ("x.warc", warc((URL, "text/html", 200), gzip=False)[:-30], "digest differs"),
    ):
        (found,) = read_saved(write(tmp_path / name, content))
        assert isinstance(found, Unreadable), name
        assert said in found.reason


def test_a_file_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere")
    write(tmp_path / "x.html", HTML)
    found = list(read_saved(tmp_path))
    assert [page.file for page in found if isinstance(page, SavedPage)] == ["x.html"]
    assert [page.reason for page in found if isinstance(page, Unreadable)] == [
        "can't be opened: No such file or directory"
    ]


def test_a_place_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        list(read_saved(tmp_path / "nowhere"))
    write(tmp_path / "addresses.csv", "a,b\n")
    with pytest.raises(ConfigurationError, match="file and address"):
        list(read_saved(tmp_path))


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=300), name=st.sampled_from(["x.html", "x.mhtml", "x.warc", "x.warc.gz"]))
def test_no_bytes_break_the_reading(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    for found in read_saved(write(tmp_path_factory.mktemp("saved") / name, content)):
        assert found.file.startswith("x.")
