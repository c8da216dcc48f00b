"""The CSV files with a Frictionless description: ``datapackage.json``, the data dictionary included."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from harvest.reports.tables.about import About, readme
from harvest.reports.tables.csv_files import write_table
from harvest.reports.tables.layout import Table, tables


def write_datapackage(folder: Path, connection: Connection, about: About) -> dict[str, int]:
    """``data/*.csv``, ``datapackage.json`` and ``README.md``. Gives the number of rows by table."""
    every, counts = tables(), {}
    (folder / "data").mkdir()
    resources = []
    for table in every:
        path = f"data/{table.name}.csv"
        counts[table.name] = write_table(folder / path, connection, table)
        resources.append(_resource(folder, path, table, about))
    package = {
        "profile": "tabular-data-package",
        "name": "cluster-harvest",
        "title": about.say("title"),
        "description": f"{about.say('text')} {about.say('persons')} {about.say('empty')}",
        "created": about.exported_at,
        "version": about.exported_at[:10],
        "attribution": about.attribution,
        "run": {"id": about.run_id, "started_at": about.run_started_at},
        "generator": f"harvest {about.version}",
        "sources": [
            {"title": source.title, **({"path": source.path} if source.path else {}), "terms": source.terms}
            for source in about.sources
        ],
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(readme(about, every, counts, "csv"), encoding="utf-8")
    return counts


def _resource(folder: Path, path: str, table: Table, about: About) -> dict[str, Any]:
    file = folder / path
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "title": table.title(about.language),
        "description": f"{about.say('row')}: {table.row}. {table.notes}".strip(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [
                {"name": column.name, "type": column.type, "description": column.meaning} for column in table.columns
            ],
            "missingValues": [""],
        },
    }
