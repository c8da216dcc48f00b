"""One CSV file per view, as RFC 4180 has it, in UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from harvest.evidence.tables import read_table
from harvest.reports.tables.about import About, readme
from harvest.reports.tables.layout import Table, tables


def write_csv(folder: Path, connection: Connection, about: About) -> dict[str, int]:
    """Every view's rows, and ``README.md``. Gives the number of rows by table."""
    every = tables()
    counts = {table.name: write_table(folder / f"{table.name}.csv", connection, table) for table in every}
    (folder / "README.md").write_text(readme(about, every, counts, "csv"), encoding="utf-8")
    return counts


def write_table(file: Path, connection: Connection, table: Table) -> int:
    """One view's rows; gives their number."""
    names = [column.name for column in table.columns]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        return _all(writer, read_table(connection, table.name, names))


def _all(writer: Any, rows: Iterable[tuple[Any, ...]]) -> int:
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count
