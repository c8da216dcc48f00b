"""What the migrations make is what the models say, and no view changes unnoticed."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from migrations import versioning
from models.base import Base
from models.views import VIEWS, views_sha256
from models.views.document import document
from tests.support.store import rows

ROOT = Path(__file__).parents[2]


def test_migrations_make_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_make_the_constraints_of_the_models(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in Base.metadata.sorted_tables:
        keys = {tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(table.name)}
        assert keys == {tuple(key.column_keys) for key in table.foreign_key_constraints}, table.name
        primary = inspector.get_pk_constraint(table.name)["constrained_columns"]
        assert primary == [column.name for column in table.primary_key], table.name


def test_a_view_changes_only_with_a_migration() -> None:
    newest = versioning.scripts().get_revision(versioning.head())
    assert newest is not None
    assert views_sha256() == newest.module.VIEWS_SHA256, (
        "the views' SQL changed: a new migration makes them anew (and remembers their SHA-256)"
    )


def test_views_have_the_columns_that_the_contract_describes(engine: Engine) -> None:
    with engine.connect() as connection:
        for view in VIEWS:
            result = connection.exec_driver_sql(f"SELECT * FROM {view.name}")
            assert list(result.keys()) == list(view.columns)


def test_the_read_contract_is_the_one_the_views_print() -> None:
    printed = (ROOT / "docs" / "read-contract.md").read_text("utf-8")
    assert printed == document(), "run: python -m models.views > docs/read-contract.md"


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    before = versioning.current(engine)
    versioning.upgrade(engine)
    assert versioning.current(engine) == before == versioning.head()
    assert rows(engine, "SELECT * FROM v1_runs") == []


def test_unknown_revisions_are_unknown() -> None:
    assert versioning.is_known(versioning.head())
    assert not versioning.is_known("9999")
