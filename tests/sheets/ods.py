"""OpenDocument spreadsheets for the tests: no library of ours writes them."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


class Formula(str):
    """A formula that was never worked out."""


class Wrong(str):
    """A formula whose result is an error."""


class Merged:
    """A cell over several rows or columns."""

    def __init__(self, value: Any, rows: int, columns: int = 1) -> None:
        self.value, self.rows, self.columns = value, rows, columns


def write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Writes a workbook: sheet name -> rows of text, numbers, dates, booleans, ``Formula``, ``Merged``."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        container.writestr("content.xml", content)
        container.writestr("META-INF/manifest.xml", manifest)
    return path


def _row(cells: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(value: Any) -> str:
    if isinstance(value, Merged):
        spans = f'table:number-rows-spanned="{value.rows}" table:number-columns-spanned="{value.columns}"'
        return _cell(value.value).replace("<table:table-cell", f"<table:table-cell {spans}", 1)
    if isinstance(value, Wrong):
        error = f'table:formula="of:=1/0" office:value-type="string"><text:p>{value}</text:p>'
        return f"<table:table-cell {error}</table:table-cell>"
    if isinstance(value, Formula):
        return f"<table:table-cell table:formula={quoteattr(value)}/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, datetime.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if value == "":
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
