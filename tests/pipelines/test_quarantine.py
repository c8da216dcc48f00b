"""A run in quarantine changes nothing; let out, it has changed what it would have changed at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from harvest.crawl.outcome import set_aside, settle
from harvest.crawl.pruning import prune
from harvest.crawl.release import release
from harvest.database import open_database
from harvest.errors import ConfigurationError
from pipelines.storing.decisions import decide
from tests.support.store import MONDAY, TUESDAY, WEDNESDAY, rows
from tests.support.worlds import Says, World, begin, known, run, seen, told

SLUGS = [f"c{number}" for number in range(6)]
said = st.builds(Says, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
worlds = st.dictionaries(st.sampled_from([*SLUGS, "SE11", "SE12"]), said, min_size=3)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stores") / "empty.db"
    open_database(f"sqlite:///{path}", create=True).dispose()
    return path


class Stores:
    """Stores that begin alike."""

    def __init__(self, empty: Path) -> None:
        self._empty = empty
        self._engines: list[Engine] = []

    def one(self) -> Engine:
        path = self._empty.with_name(f"{len(self._engines)}.db")
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        shutil.copy(self._empty, path)
        self._engines.append(open_database(f"sqlite:///{path}"))
        return self._engines[-1]

    def close(self) -> None:
        for engine in self._engines:
            engine.dispose()


@pytest.fixture
def stores(empty: Path) -> Iterator[Stores]:
    made = Stores(empty)
    yield made
    made.close()


ROUNDS = settings(
    max_examples=int(os.environ.get("HARVEST_TEST_QUARANTINES", "3")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ROUNDS
@given(worlds, worlds, worlds)
def test_what_is_known_is_what_it_was_and_the_next_run_finds_it_so(
    empty: Path, monday: World, odd: World, wednesday: World
) -> None:
    stores = Stores(empty)
    with_it, without = stores.one(), stores.one()
    for engine in (with_it, without):
        run(engine, monday, MONDAY)
    before = known(with_it), seen(with_it)
    run(with_it, odd, TUESDAY, damaged=True)
    assert (known(with_it), seen(with_it)) == before
    for engine in (with_it, without):
        run(engine, wednesday, WEDNESDAY)
    assert told(with_it) == told(without)
    assert seen(with_it) == seen(without)
    stores.close()


@ROUNDS
@given(worlds, worlds, worlds)
def test_let_out_it_has_changed_what_it_would_have_changed(
    empty: Path, monday: World, odd: World, wednesday: World
) -> None:
    stores = Stores(empty)
    at_once, late, never = stores.one(), stores.one(), stores.one()
    for engine in (at_once, late, never):
        run(engine, monday, MONDAY)
    for engine in (at_once, late):
        run(engine, odd, TUESDAY, damaged=True)
    release(at_once.url.render_as_string(), f"{TUESDAY:%Y%m%d}")
    run(never, odd, TUESDAY)
    assert told(at_once) == told(never)
    assert seen(at_once) == seen(never)
    for engine in (at_once, late, never):
        run(engine, wednesday, WEDNESDAY)
    release(late.url.render_as_string(), f"{TUESDAY:%Y%m%d}")
    assert told(late) == told(never) == told(at_once)
    assert seen(late) == seen(never) == seen(at_once)
    stores.close()


A = {"c0": Says(0, 0, 1), "c1": Says(1, 1, 0), "c2": Says(2, 2, 0), "SE11": Says(0, 0, 1)}
B = {"c0": Says(0, 0, 2), "c3": Says(1, 1, 0), "SE11": Says(1, 0, 2), "SE12": Says(0, 0, 0)}
ODD = f"{TUESDAY:%Y%m%d}"


def test_a_record_first_read_in_quarantine_is_nowhere_until_it_is_let_out(engine: Engine, database_url: str) -> None:
    run(engine, A, MONDAY)
    run(engine, B, TUESDAY, damaged=True)
    assert rows(engine, "SELECT 1 FROM v1_records WHERE record_id IN ('eccp/c3', 'eyeris3/SE12')") == []
    assert rows(engine, "SELECT nuts FROM v1_regions") == [{"nuts": "SE11"}]
    (other,) = rows(engine, "SELECT organisation_id FROM v1_records WHERE record_id = 'eccp/c1'")
    release(database_url, ODD)
    pair = rows(engine, "SELECT organisation_id FROM v1_records WHERE record_id IN ('eccp/c1', 'eccp/c3')")
    assert pair == [other, other]
    assert len(rows(engine, "SELECT nuts FROM v1_regions")) == 2
    assert rows(engine, "SELECT * FROM withheld") == []


def test_what_the_run_was_answered_stays(engine: Engine) -> None:
    run(engine, A, MONDAY)
    run(engine, B, TUESDAY, damaged=True)
    (told_of,) = rows(engine, "SELECT quarantined, status, pages FROM v1_runs WHERE run_id = :run", run=ODD)
    assert told_of == {"quarantined": "too much is missing", "status": "complete", "pages": 6}
    outcomes = rows(engine, "SELECT record_id, outcome FROM visits WHERE run_id = :run ORDER BY record_id", run=ODD)
    assert [(row["record_id"], row["outcome"]) for row in outcomes] == [
        ("eccp/c0", "changed"), ("eccp/c3", "new"), ("eyeris3/SE11", "changed"), ("eyeris3/SE12", "new")
    ]  # fmt: skip


def test_a_run_that_goes_on_reads_again_what_was_withheld(engine: Engine) -> None:
    run(engine, A, MONDAY)
    store = run(engine, B, TUESDAY, damaged=True)
    store.reopen_run()
    assert rows(engine, "SELECT quarantined, settled_at FROM runs WHERE run_id = :run", run=ODD) == [
        {"quarantined": "", "settled_at": None}
    ]
    begin(engine, B, TUESDAY)
    store.close_run(TUESDAY)
    assert rows(engine, "SELECT value FROM v1_statements WHERE record_id = 'eccp/c3' AND field = 'keyword'") == [
        {"value": "word 0"}
    ]
    store.quarantine("once more")
    assert rows(engine, "SELECT 1 FROM v1_records WHERE record_id = 'eccp/c3'") == []


def test_a_person_decides_meanwhile_and_it_stands(engine: Engine, database_url: str) -> None:
    run(engine, A, MONDAY)
    store = begin(engine, B, TUESDAY)
    with engine.begin() as connection:
        decide(connection, ("eccp/c2", "eccp/c3"), "same", "one team", "person", "2026-11-24T09:00:00Z")
    store.quarantine("too much is missing")
    store.close_run(TUESDAY)
    settle(engine, store)
    assert len(rows(engine, "SELECT 1 FROM judgements WHERE decided_by = 'person'")) == 1
    release(database_url, ODD)
    found = rows(engine, "SELECT DISTINCT organisation_id FROM v1_records WHERE record_id IN ('eccp/c2', 'eccp/c3')")
    assert len(found) == 1


def test_what_was_pruned_is_let_out_no_more(engine: Engine, database_url: str, tmp_path: Path) -> None:
    run(engine, A, MONDAY)
    run(engine, B, TUESDAY, damaged=True)
    for day in range(1, 8):
        run(engine, A, TUESDAY + timedelta(days=day))
    (tmp_path / "harvest.warc.gz").write_bytes(b"-" * 100)
    before = known(engine), seen(engine)
    prune(engine, tmp_path, run_id=ODD)
    assert (known(engine), seen(engine)) == before
    assert rows(engine, "SELECT * FROM withheld") == []
    assert rows(engine, "SELECT * FROM visits WHERE run_id = :run", run=ODD) == []
    with pytest.raises(ConfigurationError, match="what it read was deleted"):
        release(database_url, ODD)


def test_a_run_that_was_interrupted_and_given_up_is_looked_at_too(engine: Engine) -> None:
    everybody = {f"c{number}": Says(number % 3, number % 3, 0) for number in range(8)}
    run(engine, everybody, MONDAY)
    before = known(engine), seen(engine)
    store = begin(engine, {"c0": Says(1, 2, 1), "c9": Says(0, 1, 0)}, TUESDAY)
    set_aside(engine, store)
    store.give_up()
    (told_of,) = rows(engine, "SELECT quarantined, finished_at IS NULL AS open FROM runs WHERE run_id = :run", run=ODD)
    assert told_of["quarantined"].startswith("7 of 8 known records of eccp are missing at once")
    assert not told_of["open"]
    assert (known(engine), seen(engine)) == before
    # How filled the fields were that it read is told all the same.
    names = "SELECT records, filled FROM v1_fill WHERE run_id = :run AND source = 'eccp' AND field = 'name'"
    assert rows(engine, names, run=ODD) == [{"records": 2, "filled": 2}]
