"""CSV: its encoding and its delimiter, found safely or not at all."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from harvest.errors import SheetError
from harvest.sheets.grid import Grid

DELIMITERS = (";", ",", "\t")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WESTERN = frozenset(
    "ÅÄÖåäöÆØæøÉÈÊËéèêëÁÀÂÃáàâãÇçÍÌÎÏíìîïÑñÓÒÔÕóòôõÚÙÛÜúùûüÝýßÐðÞþ"
    "€£§°«»½¼¾®©™²·\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2022\u2026"
)
"""What text of Western Europe holds beyond ASCII. The same bytes in another encoding mostly give something else."""
_FOREIGN = re.compile(r"[^\W\d_a-zA-Z]{3}|[€£§°½¼¾®©™²\u2026](?=[^\W\d_])|(?<=[a-z])\u2013(?=[a-z])")
"""Three accented letters in a row: Cyrillic or Greek bytes that are read as Western ones; signs where letters should be
(``€lvdalen``, ``Espa–a``): those of an old Macintosh."""
_LONGEST_CELL = 1 << 20


def decode(path: Path, body: bytes, encoding: str | None) -> str:
    """The text of a file. ``encoding``: what the mapping says; None: found out.

    UTF-8 and UTF-16 prove themselves. Windows-1252 is taken only where the result reads like Western European text.
    Raises SheetError where neither the mapping nor the bytes tell.
    """
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    try:
        if encoding or marked:
            return body.decode(marked or encoding or "")
        text = body.decode("utf-8")
    except LookupError:
        raise SheetError(f"{path}: Python knows no encoding {encoding!r}; one is windows-1252") from None
    except UnicodeDecodeError as error:
        if encoding or marked:
            line = body.count(b"\n", 0, error.start) + 1
            raise SheetError(f"{path}, line {line}: that is no {marked or encoding}; save it as UTF-8") from None
        text = _western(path, body)
    if "\0" in text:
        raise SheetError(f"{path} is no text, or UTF-16 without its mark: save it as CSV in UTF-8")
    return text


def _western(path: Path, body: bytes) -> str:
    remedy = "say `encoding` in the mapping (windows-1250, iso-8859-2, …), or save the file as UTF-8"
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError:
        raise SheetError(f"{path} is neither UTF-8 nor Windows-1252: {remedy}") from None
    for number, line in enumerate(text.splitlines(), 1):
        odd = next((letter for letter in line if not letter.isascii() and letter not in _WESTERN), "")
        foreign = _FOREIGN.search(line)
        if odd or foreign:
            seen = odd or (foreign[0] if foreign else "")
            raise SheetError(f"{path}, line {number}: it is no UTF-8, and as Windows-1252 it has {seen!r}: {remedy}")
    return text


def read_delimited(path: Path, encoding: str | None, delimiter: str | None) -> Iterator[Grid]:
    """The file's cells under each delimiter that may be meant. Raises SheetError for a file that can't be read."""
    text = decode(path, path.read_bytes(), encoding)
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\r?", first)
    if told:
        # Excel's own note to itself, which it does not count as a row.
        text, delimiter = rest, delimiter or told[1]
    found, broken = [], ""
    for one in [delimiter] if delimiter else DELIMITERS:
        try:
            found.append(_grid(text, one))
        except csv.Error as error:
            broken = broken or str(error)
    if not found:
        raise SheetError(f"{path}: {broken}. A quotation mark that nothing closes? Save it again as CSV, or as .xlsx")
    yield from found


def _grid(text: str, delimiter: str) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num}: {error}") from None
    finally:
        csv.field_size_limit(before)
    return Grid("", rows)
