"""Saved files to pages: HTML alone or beside its folder, single-file HTML, MHTML, WARC.

A saved page brings its address and its date along, or it does not: browsers differ. ``addresses.csv`` in the folder
(columns ``file``, ``address``) says what the files do not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_to_unicode

from harvest.errors import ConfigurationError
from harvest.reading import attribute
from harvest.saved.warc import read_warc

LARGEST = 16 * 1024 * 1024
"""Bytes of one page, as for one that is fetched."""
_HOLE = "\ufffd"
_ADDRESSES = "addresses.csv"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s*url:\s*(\S+)\s*saved date:\s*([^\n(]+)")
_COMPANION = re.compile(r"[._ -].*")
"""What browsers put behind a page's name for the folder of its pictures: ``_files``, ``-Dateien``, ``_filer``."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page as somebody saved it; persons are still in it."""

    file: str
    url: str
    """Empty where nothing tells."""
    saved_at: datetime
    dated_by: str
    body: bytes
    html: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that holds no page, and why."""

    file: str
    reason: str


def read_saved(place: Path) -> Iterator[SavedPage | Unreadable]:
    """Every page in a file or folder, in the order of the files' names.

    Raises ConfigurationError where there is no such place, and about a table of addresses that is none.
    """
    if not place.exists():
        raise ConfigurationError(f"{place}: there is no such file or folder")
    if place.is_file():
        yield from _read(place, place.name)
        return
    addresses = _addresses(place / _ADDRESSES)
    for path in _files(place):
        name = path.relative_to(place).as_posix()
        if name == _ADDRESSES:
            continue
        for found in _read(path, name):
            given = addresses.get(name, "") if isinstance(found, SavedPage) else ""
            yield replace(found, url=given) if isinstance(found, SavedPage) and given else found


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders, without the pictures and scripts that belong to a saved page."""
    entries = sorted(folder.iterdir())
    pages = [entry.stem for entry in entries if entry.is_file() and entry.suffix.lower() in (".html", ".htm")]
    for entry in entries:
        if not entry.is_dir():
            yield entry
        elif not entry.is_symlink() and not any(
            entry.name.startswith(page) and _COMPANION.fullmatch(entry.name[len(page) :]) for page in pages
        ):
            yield from _files(entry)


def _read(path: Path, name: str) -> Iterator[SavedPage | Unreadable]:
    kind = "".join(path.suffixes[-2:]).lower()
    reader = next((read for ending, read in _READERS.items() if kind.endswith(ending)), None)
    if reader is None:
        yield Unreadable(name, f"no page is kept in a file called *{path.suffix or path.name}")
        return
    found = 0
    for page in _without_surprise(reader(path, name), name):
        found += 1
        fault = _fault(page) if isinstance(page, SavedPage) else ""
        yield Unreadable(page.file, fault) if fault else page
    if not found:
        yield Unreadable(name, "there is no HTML page in it")


def _without_surprise(pages: Iterator[SavedPage | Unreadable], name: str) -> Iterator[SavedPage | Unreadable]:
    """What the file system refuses is told like everything else that can't be read."""
    try:
        yield from pages
    except OSError as error:
        yield Unreadable(name, f"can't be opened: {error.strerror}")


def _fault(page: SavedPage) -> str:
    """Why a page is not taken: a harvest would not have taken it either."""
    if len(page.body) > LARGEST:
        return f"larger than {LARGEST >> 20} MiB"
    # Where bytes fit no letter, names would be stored with holes in them. One that the site itself prints may stay.
    holes = page.html.count(_HOLE) - page.body.count(_HOLE.encode())
    return f"{holes} places in it are no letters in the encoding that it claims" if holes > 0 else ""


def _decoded(kind: str | None, body: bytes) -> str:
    """The text of a page: by its byte order mark, its Content-Type, what it says itself, else as UTF-8."""
    return html_to_unicode(kind, body, default_encoding="utf-8")[1]


def _html(path: Path, name: str) -> Iterator[SavedPage]:
    if path.stat().st_size > LARGEST:
        # Not read into memory: the caller refuses it by its size.
        yield SavedPage(name, "", datetime.now(UTC), "", b" " * (LARGEST + 1), "")
        return
    body = path.read_bytes()
    html = _decoded(None, body)
    single = _SINGLE_FILE.search(html[:4096])
    saved_at = _single_file_date(single[2]) if single else None
    yield SavedPage(
        name,
        single[1] if single else _address_in(html),
        saved_at or datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0),
        "the file's own note" if saved_at else "the file's time",
        body,
        html,
    )


def _mhtml(path: Path, name: str) -> Iterator[SavedPage]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    date = None
    with suppress(TypeError, ValueError):
        date = parsedate_to_datetime(str(message["Date"])).astimezone(UTC)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            body = payload if isinstance(payload, bytes) else b""
            html = _decoded(str(part["Content-Type"]), body)
            url = str(part["Content-Location"] or message["Snapshot-Content-Location"] or "") or _address_in(html)
            stat = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
            yield SavedPage(name, url, date or stat, "its Date" if date else "the file's time", body, html)
            return


def _warc(path: Path, name: str) -> Iterator[SavedPage | Unreadable]:
    number = 0
    try:
        for number, (url, at, kind, body) in enumerate(read_warc(path, LARGEST + 1), 1):
            html = _decoded(kind, body)
            yield SavedPage(f"{name}#{number}", url, at, "its WARC-Date", body, html)
    except (ValueError, OSError, EOFError) as error:
        yield Unreadable(f"{name}#{number + 1}", f"the archive can't be read on: {error}")


_READERS: dict[str, Callable[[Path, str], Iterator[SavedPage | Unreadable]]] = {
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".mhtml": _mhtml,
    ".mht": _mhtml,
    ".warc": _warc,
    ".warc.gz": _warc,
}


def _address_in(html: str) -> str:
    """The address that a page says of itself: what the browser noted, else its canonical link."""
    noted = _SAVED_FROM.search(html[:4096])
    if noted:
        return noted[1]
    tree = LexborHTMLParser(html)
    for selector, name in (("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content")):
        for node in tree.css(selector):
            if attribute(node, name).startswith(("http://", "https://")):
                return attribute(node, name)
    return ""


def _single_file_date(written: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(written.strip(), "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    return None


def _addresses(table: Path) -> dict[str, str]:
    if not table.exists():
        return {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"file", "address"} <= set(rows.fieldnames or ()):
            raise ConfigurationError(f"{table}: its first line must name the columns file and address")
        return {row["file"]: row["address"].strip() for row in rows}
