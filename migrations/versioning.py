"""Which revision a database is at, and the way to the newest."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def head() -> str:
    """The newest revision that this version of harvest knows."""
    revision = scripts().get_current_head()
    if revision is None:
        raise RuntimeError("there is no migration at all")
    return revision


def is_known(revision: str) -> bool:
    """Whether this version of harvest knows the revision; a newer one has revisions that it does not."""
    return revision in {script.revision for script in scripts().walk_revisions()}


def current(engine: Engine) -> str | None:
    """The revision that the database is at, or None where no migration ever ran."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, views included, in one transaction."""
    config = _config()
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _set_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration left rows that refer to nothing; it was undone")
        finally:
            if sqlite:
                _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, state: str) -> None:
    # Rebuilding a table, SQLite's only way to alter one, would take what refers to it along. The switch has
    # no effect inside a transaction, so it goes past SQLAlchemy, which would begin one.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={state}")
    cursor.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def scripts() -> ScriptDirectory:
    """All the migrations there are."""
    return ScriptDirectory.from_config(_config())
