"""A migrated, empty store of its own for each test.

SQLite in the test's folder; a schema on PostgreSQL where HARVEST_TEST_POSTGRESQL has a server's address, e.g.
``postgresql+psycopg://user@127.0.0.1/test``.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url

from harvest.database import open_database


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    server = os.environ.get("HARVEST_TEST_POSTGRESQL")
    if server is None:
        yield f"sqlite:///{tmp_path / 'harvest.db'}"
        return
    schema = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    url = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    admin.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_database(database_url, create=True)
    yield made
    made.dispose()
