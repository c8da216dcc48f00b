"""One Parquet file per view, written by DuckDB, with attribution and the columns' meaning in its metadata.

DuckDB takes rows one by one only slowly: they go through a file of JSON lines, which keeps "no value" and "empty text"
apart as CSV does not. It reads and writes that in pieces, within a limit of memory.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from harvest.errors import ConfigurationError
from harvest.evidence.tables import read_table
from harvest.reports.tables.about import About, readme
from harvest.reports.tables.layout import Table, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "datetime": "TIMESTAMP WITH TIME ZONE", "string": "VARCHAR"}


def write_parquet(folder: Path, connection: Connection, about: About) -> dict[str, int]:
    """``*.parquet`` and ``README.md``. Gives the number of rows by table.

    Raises ConfigurationError where DuckDB is not installed.
    """
    duck = _duckdb(folder)
    every, counts = tables(), {}
    try:
        for table in every:
            counts[table.name] = _write(duck, folder, connection, table, about)
    finally:
        duck.close()
    (folder / "README.md").write_text(readme(about, every, counts, "parquet"), encoding="utf-8")
    return counts


def _duckdb(folder: Path) -> DuckDBPyConnection:
    try:
        import duckdb  # noqa: PLC0415  # an extra
    except ModuleNotFoundError:
        raise ConfigurationError(
            "harvest export parquet needs DuckDB: pip install 'cluster-harvest[parquet]', or pip install duckdb. "
            "`harvest export csv` needs nothing"
        ) from None
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": "512MB",
            "temp_directory": str(folder),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def _write(duck: DuckDBPyConnection, folder: Path, connection: Connection, table: Table, about: About) -> int:
    names = [column.name for column in table.columns]
    lines = folder / f"{table.name}.jsonl"
    count = 0
    with lines.open("w", encoding="utf-8") as stream:
        for row in read_table(connection, table.name, names):
            stream.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    columns = ", ".join(f'"{column.name}": {_text(_TYPES[column.type])}' for column in table.columns)
    rows = f"SELECT * FROM read_json({_text(lines)}, format = 'newline_delimited', columns = {{{columns}}})"  # noqa: S608
    metadata = ", ".join(f"{name}: {_text(value)}" for name, value in _metadata(table, about).items())
    duck.execute(
        f"COPY ({rows}) TO {_text(folder / f'{table.name}.parquet')} "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
    )
    lines.unlink()
    return count


def _metadata(table: Table, about: About) -> dict[str, Any]:
    return {
        "title": table.title(about.language),
        "description": f"{about.say('row')}: {table.row}. {table.notes}".strip(),
        "attribution": about.attribution,
        "exported_at": about.exported_at,
        "run": about.run_id or "",
        "generator": f"harvest {about.version}",
        "columns": json.dumps({column.name: column.meaning for column in table.columns}),
    }


def _text(value: object) -> str:
    """A text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"
