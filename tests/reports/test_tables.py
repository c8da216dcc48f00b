"""The public views as files: complete, typed, described, and there whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Connection, Engine, text
from typer.testing import CliRunner

from harvest.cli import app
from harvest.database import snapshot
from harvest.errors import ConfigurationError, UsageError
from harvest.evidence.tables import read_table
from harvest.records import DeclaredPriority
from harvest.reports.labels import LANGUAGES, Language
from harvest.reports.tables.about import About, read_about
from harvest.reports.tables.csv_files import write_csv
from harvest.reports.tables.datapackage import write_datapackage
from harvest.reports.tables.layout import tables, words
from harvest.reports.tables.parquet import write_parquet
from harvest.reports.tables.whole import whole
from harvest.sources import NAMES
from models.base import utc_text
from models.views import VIEWS
from models.views.types import type_of
from tests.support.store import ended, missing, opened, plan, profile, query, region, results, rows, strategy

Write = Callable[[Path, Connection, About], dict[str, int]]
AT = "2026-11-24T08:00:00Z"
AWKWARD = "=1+1, \"quoted\"\r\nÅ; 'single' \\N {x}"


@pytest.fixture
def filled(engine: Engine) -> Engine:
    food = query("food")
    store = opened(engine, plan(strategy("food", [food]), queries=[food]))
    store.put(results(food, "alpha", "beta", "lost"))
    store.put(profile("alpha", description=AWKWARD, members_total="12", label_year="2020"))
    store.put(profile("beta", homepage=""))
    store.put(missing("lost"))
    store.put(region("SE321", *(DeclaredPriority(title, "", None, "unknown") for title in ("Food", "Wood"))))
    store.put(ended(food))
    store.close_run(datetime.fromisoformat("2026-11-23T09:00:00+00:00"))
    with engine.begin() as connection:
        connection.execute(text(_PERSON), {"title": "Food", "by": "person: somebody"})
        connection.execute(text(_PERSON), {"title": "Wood", "by": "rules/3"})
    return engine


_PERSON = """
    INSERT INTO declared_matches (nuts, title, priority, verdict, score, reason, decided_by, decided_at)
    VALUES ('SE321', :title, 'foodtech', 'match', 0.5, 'words', :by, '2026-11-23T08:00:00Z')
"""


def export(engine: Engine, folder: Path, write: Write, language: Language = "en") -> dict[str, int]:
    with snapshot(engine) as connection, whole(folder) as made:
        return write(made, connection, read_about(connection, language, AT))


def printed(value: Any) -> str:
    return "" if value is None else str(value)


def test_csv_holds_every_row_of_every_view_as_it_is(filled: Engine, tmp_path: Path) -> None:
    counts = export(filled, tmp_path / "csv", write_csv)
    for view in VIEWS:
        with (tmp_path / "csv" / f"{view.name}.csv").open(encoding="utf-8", newline="") as stream:
            read = list(csv.DictReader(stream))
        stored = rows(filled, f"SELECT * FROM {view.name}")
        if view.name == "v1_declared_matches":
            stored = [{**row, "decided_by": row["decided_by"].split(":")[0]} for row in stored]
        wanted = [{name: printed(value) for name, value in row.items()} for row in stored]
        assert sorted(read, key=repr) == sorted(wanted, key=repr), view.name
        assert counts[view.name] == len(stored)


def test_parquet_holds_the_same_with_types(filled: Engine, tmp_path: Path) -> None:
    """There, no value is another thing than an empty text."""
    export(filled, tmp_path / "parquet", write_parquet)
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as duck:

        def read(view: str, what: str) -> list[tuple[Any, ...]]:
            return duck.execute(f"SELECT {what} FROM '{tmp_path / 'parquet' / view}.parquet'").fetchall()

        for view in VIEWS:
            assert read(view.name, "COUNT(*)") == [(len(rows(filled, f"SELECT 1 FROM {view.name}")),)]
        found = read("v1_organisations", "name, description, members_total, homepage, native_name, first_seen::VARCHAR")
        assert sorted(found) == [
            ("Alpha", AWKWARD, 12, None, None, "2026-11-23 08:00:00+00"),
            ("Beta", None, None, "", None, "2026-11-23 08:00:00+00"),
        ]
        metadata = duck.execute(f"SELECT * FROM parquet_kv_metadata('{tmp_path / 'parquet' / 'v1_runs'}.parquet')")
        told = {key.decode(): value.decode() for _, key, value in metadata.fetchall()}
    assert "2011/833" in told["attribution"]
    assert (told["exported_at"], told["run"]) == (AT, "20261123")
    assert json.loads(told["columns"])["run_id"] == "the run's id"


def test_the_datapackage_describes_what_is_there(filled: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    export(filled, folder, write_datapackage)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {one["name"] for one in package["resources"]} == {view.name for view in VIEWS}
    assert "2011/833" in package["attribution"]
    assert (package["created"], package["run"]["id"]) == (AT, "20261123")
    for one in package["resources"]:
        content = (folder / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert all(field["description"] for field in one["schema"]["fields"])
        with (folder / one["path"]).open(encoding=one["encoding"], newline="") as stream:
            header, *lines = csv.reader(stream)
        assert header == [field["name"] for field in one["schema"]["fields"]]
        for field, *values in zip(one["schema"]["fields"], *lines, strict=True):
            assert all(_is(field["type"], value) for value in values if value), (one["name"], field["name"])


def _is(kind: str, value: str) -> bool:
    match kind:
        case "integer":
            return value.lstrip("-").isdigit()
        case "number":
            return bool(float(value) + 1)
        case "datetime":
            return utc_text(datetime.fromisoformat(value)) == value
    return True


def test_numbers_of_views_are_declared_as_numbers(filled: Engine) -> None:
    """SQLite tells what it holds, whatever a column is called."""
    for view in VIEWS:
        for row in rows(filled, f"SELECT * FROM {view.name}"):
            for name, value in row.items():
                kinds = {int: ("integer", "number"), float: ("number",), str: ("string", "datetime")}
                assert value is None or type_of(view.name, name) in kinds[type(value)], (view.name, name, value)


@pytest.mark.parametrize("write", [write_csv, write_parquet, write_datapackage])
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_to_be_named_stands_in_the_readme(
    filled: Engine, tmp_path: Path, write: Write, language: Language
) -> None:
    export(filled, tmp_path / "out", write, language)
    readme = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "European Cluster Collaboration Platform" in readme
    assert words().say("title", language) in readme
    assert all(f"### {table.title(language)} (`{table.name}." in readme for table in tables())
    assert {"20261123", AT, "2011/833/EU"} <= set(readme.replace(",", " ").replace(".", " ").replace(")", " ").split())


def test_everything_has_its_words() -> None:
    assert words().table.keys() == {view.name for view in VIEWS}
    assert words().source.keys() == set(NAMES)


def test_who_decided_is_not_told(filled: Engine) -> None:
    with filled.connect() as connection:
        told = {row[0] for row in read_table(connection, "v1_declared_matches", ["decided_by"])}
    assert told == {"person", "rules/3"}


def test_rows_pass_through_one_by_one(engine: Engine, tmp_path: Path) -> None:
    """Twenty thousand hits take no more memory than a few hundred."""
    food = query("food")
    opened(engine, plan(strategy("food", [food]), queries=[food])).put(results(food, "alpha"))
    with engine.begin() as connection:
        page = connection.execute(text("SELECT page_id FROM pages")).scalar()
        many = [{"n": n, "page": page, "run": "20261123", "search": food.search_id} for n in range(20_000)]
        connection.execute(text(_HIT), many)
    del many
    columns = [column.name for column in next(table for table in tables() if table.name == "v1_hits").columns]
    with engine.connect() as connection:
        tracemalloc.start()
        count = sum(1 for _ in read_table(connection, "v1_hits", columns))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 20_001
    assert peak < 4_000_000


_HIT = """
    INSERT INTO hits (run_id, search_id, source_id, rank, url, name, page_id)
    VALUES (:run, :search, 'record ' || CAST(:n AS TEXT), :n + 2, 'http://127.0.0.1:8000/x', 'x', :page)
"""


def test_an_export_that_fails_leaves_the_last_one(filled: Engine, tmp_path: Path) -> None:
    export(filled, tmp_path / "out", write_csv)
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}

    def failing(folder: Path, connection: Connection, about: About) -> dict[str, int]:
        write_csv(folder, connection, about)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(filled, tmp_path / "out", failing)
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    export(filled, tmp_path / "out", write_parquet)
    assert not list((tmp_path / "out").glob("*.csv"))
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_what_is_no_export_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    (tmp_path / "empty").mkdir()
    for name in ("mine", "mine/letter.txt"):
        with pytest.raises(UsageError), whole(tmp_path / name):
            pytest.fail("nothing may be written")
    with whole(tmp_path / "empty") as made:
        (made / "x").touch()
    assert (tmp_path / "empty" / "x").exists()
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_without_duckdb_the_remedy_is_told(filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ConfigurationError, match=r"cluster-harvest\[parquet\]"):
        export(filled, tmp_path / "out", write_parquet)
    assert not (tmp_path / "out").exists()


def test_the_command_tells_what_it_wrote(filled: Engine, tmp_path: Path) -> None:
    url = filled.url.render_as_string(hide_password=False)
    arguments = ["export", "csv", str(tmp_path / "out"), "--database", url, "--language=en"]
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False).stdout)
    assert (told["run"], told["rows"]["v1_organisations"]) == ("20261123", 2)
    assert "rows." in CliRunner().invoke(app, arguments, catch_exceptions=False).stdout
