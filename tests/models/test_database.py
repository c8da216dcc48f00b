"""Opening the store: the right revision or one clear sentence, and never a half-made file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from harvest.database import check_database, open_database, upgrade_database
from harvest.errors import ConfigurationError, StoreError
from migrations import versioning


def sqlite(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "harvest.db"
    open_database(sqlite(path), create=True).dispose()
    return path


def set_revision(path: Path, revision: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.commit()
    connection.close()


def test_creates_the_folder_and_opens_what_it_made(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "a" / "b" / "harvest.db")
    open_database(url, create=True).dispose()
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM v1_runs")).scalar() == 0
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no database at .*harvest\.db: run `harvest run` first"):
        open_database(sqlite(tmp_path / "harvest.db"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_revision_is_refused_and_left_alone(made: Path, create: bool) -> None:
    set_revision(made, "9999")
    before = made.read_bytes()
    with pytest.raises(StoreError, match=r"newer harvest \(revision 9999; .*Nothing was changed"):
        open_database(sqlite(made), create=create)
    with pytest.raises(StoreError, match="newer harvest"):
        upgrade_database(sqlite(made))
    assert made.read_bytes() == before


def test_an_older_revision_asks_for_an_upgrade(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versioning, "head", lambda: "9998")
    with pytest.raises(StoreError, match="this harvest needs 9998: run `harvest db upgrade`"):
        open_database(sqlite(made), create=True)


def test_upgrading_tells_the_revisions(made: Path) -> None:
    assert upgrade_database(sqlite(made)) == (versioning.head(), versioning.head())


def test_upgrading_makes_a_database_where_none_is(tmp_path: Path) -> None:
    assert upgrade_database(sqlite(tmp_path / "harvest.db")) == (None, versioning.head())
    assert check_database(sqlite(tmp_path / "harvest.db")) == []


def test_an_upgrade_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection) -> None:
        raise RuntimeError("the views can't be made")

    monkeypatch.setattr("models.views.create_views", fail)
    path = tmp_path / "harvest.db"
    with pytest.raises(RuntimeError):
        open_database(sqlite(path), create=True)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, and long enough to be looked at " * 20)
    with pytest.raises(StoreError, match="file is not a database"):
        open_database(sqlite(path), create=True)


def test_somebody_elses_database_is_not_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE invoices (id INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="not one of harvest's"):
        open_database(sqlite(path), create=True)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        open_database(sqlite(tmp_path), create=True)


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="no database can be had at"):
        open_database(sqlite(tmp_path / "file" / "harvest.db"), create=True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("harvest.db", "one looks like sqlite:///harvest.db"),
        ("sqlite://", "in memory"),
        ("sqlite+nonsense:///harvest.db", "unknown kind of database"),
        ("mysql://user@host/name", "SQLite or PostgreSQL, not in mysql"),
    ],
)
def test_addresses_that_can_not_be_used(url: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said):
        open_database(url, create=True)


def test_checking_a_sound_store_finds_nothing(made: Path) -> None:
    assert check_database(sqlite(made)) == []


def test_checking_names_open_runs_and_rows_without_parents(made: Path) -> None:
    connection = sqlite3.connect(made)
    connection.execute(
        "INSERT INTO runs (run_id, started_at, status, mode, strategies_sha256, harvest_version, quarantined)"
        " VALUES ('r1', '2026-11-23T08:00:00Z', 'running', 'site', '', '', '')"
    )
    connection.execute("INSERT INTO run_sources VALUES ('r0', 'eccp', 'http://127.0.0.1')")
    connection.commit()
    connection.close()
    dangling, unended = check_database(sqlite(made))
    assert "run_sources" in dangling
    assert "runs" in dangling
    assert unended == "run r1, started 2026-11-23T08:00:00Z, has not ended"
