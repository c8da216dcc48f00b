"""What a file is, by its content, and whether it may be opened: before anything in it is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from harvest.errors import SheetError

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes. A list of 100,000 organisations with 20 columns takes about 10 MiB."""
LARGEST_UNPACKED = 256 * 1024 * 1024
"""Bytes of all that a zip container claims to hold."""
XLSX, ODS, TEXT = "xlsx", "ods", "csv"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20


def kind_of(path: Path, room: int = 1) -> str:
    """XLSX, ODS or TEXT; ``room``: how many times the usual size it may have.

    Raises SheetError for a file that is none of these, too large, locked or broken.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SheetError(f"{path} is a folder: name a file (xlsx, ods or csv)")
        if size == 0:
            raise SheetError(f"{path} is empty")
        if size > LARGEST_FILE * room:
            raise SheetError(
                f"{path} has {size / 2**20:.0f} MiB; at most {LARGEST_FILE * room >> 20} MiB are read. Save only the "
                "sheet that is wanted, without pictures, or split it"
            )
        with path.open("rb") as file:
            start = file.read(8)
            if start == _OLE:
                raise SheetError(_ole(path, file.read()))
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror or error}") from None
    return _container(path, room) if start.startswith(b"PK") else _text(path, start)


def _ole(path: Path, content: bytes) -> str:
    if _ENCRYPTED in content:
        return f"{path} is protected by a password: save it without one, and import that"
    return f"{path} is a workbook of before 2007 (.xls), whatever its name says: open it and save it as .xlsx"


def _text(path: Path, start: bytes) -> str:
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise SheetError(
            f"{path} is a web page or XML, whatever its name says: open it in a spreadsheet and save it as .xlsx"
        )
    if path.suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise SheetError(f"{path} is no workbook, whatever its name says: save it again as .xlsx")
    return TEXT


def _container(path: Path, room: int) -> str:
    try:
        with zipfile.ZipFile(path) as container:
            _check(path, container, room)
            names = set(container.namelist())
            if "xl/workbook.xml" in names:
                return XLSX
            if {"content.xml", "mimetype"} <= names and b"spreadsheet" in container.read("mimetype"):
                return ODS
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise SheetError(f"{path} is damaged, it can't be unpacked: {error}. Save it again as .xlsx") from None
    kind = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "no workbook but some other zip file"
    raise SheetError(f"{path} is {kind}: save it as .xlsx, .ods or .csv")


def _check(path: Path, container: zipfile.ZipFile, room: int) -> None:
    """What it claims to hold, then whether the claim is true: a member that holds more fails its checksum."""
    claimed = sum(member.file_size for member in container.infolist())
    if claimed > LARGEST_UNPACKED * room:
        raise SheetError(
            f"{path} would unpack to {claimed / 2**20:,.0f} MiB; at most {LARGEST_UNPACKED * room >> 20} MiB are "
            "unpacked. Save only the sheet that is wanted, or split it"
        )
    for member in container.infolist():
        if member.flag_bits & 1:
            raise SheetError(f"{path} is protected by a password: save it without one, and import that")
        with container.open(member) as packed:
            while packed.read(_CHUNK):
                pass
