"""Four times the organisations, four times the work: nothing that is read for the workbook goes through all of them
for each of them.

Counted are the steps of SQLite's machine, not seconds: it plans without looking at how many rows there are, so what
grows as a square in a small store does so in a large one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from harvest.database import open_database
from harvest.evidence.workbook import read_contents
from models.views import VIEWS
from tests.support.many import fill

FEW, MANY = 500, 2_000
ENOUGH = 1.1
"""Of the growth in proportion: sorting costs a little more than that, trees get deeper."""
_EACH = 100
"""Steps between two calls of the handler that counts."""


def steps(file: Path, read: Callable[[Connection], object]) -> int:
    """Steps that reading takes in a store, in hundreds."""
    engine = open_database(f"sqlite:///{file}")
    count = 0

    def passed() -> int:
        nonlocal count
        count += 1
        return 0

    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(passed, _EACH)
        read(connection)
        driver.set_progress_handler(None, _EACH)
    engine.dispose()
    return count


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    made = []
    for organisations in (FEW, MANY):
        file = tmp_path_factory.mktemp("many") / f"{organisations}.db"
        engine = open_database(f"sqlite:///{file}", create=True)
        fill(engine, organisations)
        engine.dispose()
        made.append(file)
    return made[0], made[1]


def whole_workbook(connection: Connection) -> None:
    assert len(list(read_contents(connection).organisations)) in (FEW, MANY)


def of_view(name: str) -> Callable[[Connection], object]:
    return lambda connection: connection.exec_driver_sql(f"SELECT * FROM {name}").all()


@pytest.mark.parametrize("name", ["workbook", *(view.name for view in VIEWS)])
def test_work_grows_as_the_organisations_do(stores: tuple[Path, Path], name: str) -> None:
    read = whole_workbook if name == "workbook" else of_view(name)
    few, many = (steps(file, read) for file in stores)
    assert many <= few * (MANY / FEW) * ENOUGH + 20, (few, many)
