"""More than a tenth of what was known missing at once: the run is wrong rather than the platform empty."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine, text

from harvest.crawl.release import release
from harvest.errors import ConfigurationError
from harvest.evidence.quarantine import Absence, quarantine, read_absences
from tests.support.store import MONDAY, TUESDAY, WEDNESDAY, ended, missing, opened, plan, profile, query, results

EVERY = query("")
TWENTY = [f"c{number:02}" for number in range(20)]


def run(engine: Engine, at: object, slugs: Iterable[str], status: str = "complete", refused: Iterable[str] = ()) -> str:
    """One run that finds these records, and reads all but the refused ones. Gives its id."""
    listed, gone = list(slugs), set(refused)
    planned = plan(queries=[EVERY], at=at)  # type: ignore[arg-type]
    store = opened(engine, planned)
    store.put(results(EVERY, *listed, at=planned.started_at))
    for slug in listed:
        store.put(missing(slug) if slug in gone else profile(slug, planned.started_at))
    store.put(ended(EVERY, status))
    store.close_run(planned.started_at)
    return planned.run_id


def absences(engine: Engine, run_id: str) -> list[Absence]:
    with engine.connect() as connection:
        return read_absences(connection, run_id)


def test_a_first_run_knows_nothing_to_miss(engine: Engine) -> None:
    assert absences(engine, run(engine, MONDAY, TWENTY)) == []


@pytest.mark.parametrize(("left", "says"), [(20, ""), (18, ""), (17, "3 of 20 known records of eccp are missing")])
def test_a_tenth_may_be_missing_and_no_more(left: int, says: str, engine: Engine) -> None:
    run(engine, MONDAY, TWENTY)
    told = quarantine(absences(engine, run(engine, TUESDAY, TWENTY[:left])))
    assert told.startswith(says)
    assert bool(told) is bool(says)


def test_what_is_listed_and_refused_is_missing_too(engine: Engine) -> None:
    run(engine, MONDAY, TWENTY)
    (absence,) = absences(engine, run(engine, TUESDAY, TWENTY, refused=TWENTY[:3]))
    assert absence.missing == {f"eccp/{slug}" for slug in TWENTY[:3]}
    assert absence.too_many


def test_a_search_that_failed_misses_nothing(engine: Engine) -> None:
    run(engine, MONDAY, TWENTY)
    assert absences(engine, run(engine, TUESDAY, [], status="failed")) == []
    # And the next good run is compared with the one before.
    (absence,) = absences(engine, run(engine, WEDNESDAY, TWENTY[:10]))
    assert (len(absence.known), len(absence.missing)) == (20, 10)


def test_a_run_in_quarantine_is_no_measure_for_the_next_one(engine: Engine) -> None:
    run(engine, MONDAY, TWENTY)
    odd = run(engine, TUESDAY, TWENTY[:5])
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET quarantined = 'odd' WHERE run_id = :run_id"), {"run_id": odd})
    (absence,) = absences(engine, run(engine, WEDNESDAY, TWENTY))
    assert (len(absence.known), absence.missing) == (20, frozenset())


def test_one_or_two_are_no_catastrophe_where_little_is_known(engine: Engine) -> None:
    run(engine, MONDAY, TWENTY[:5])
    assert quarantine(absences(engine, run(engine, TUESDAY, TWENTY[:3]))) == ""


def test_a_person_lets_a_run_out_and_the_next_one_is_measured_by_it(engine: Engine, database_url: str) -> None:
    run(engine, MONDAY, TWENTY)
    odd = run(engine, TUESDAY, TWENTY[:5])
    with pytest.raises(ConfigurationError, match="in no quarantine"):
        release(database_url, odd)
    with engine.begin() as connection:
        connection.execute(text("UPDATE runs SET quarantined = 'odd' WHERE run_id = :run_id"), {"run_id": odd})
    assert release(database_url, odd) == "odd"
    (absence,) = absences(engine, run(engine, WEDNESDAY, TWENTY[:5]))
    assert (len(absence.known), absence.missing) == (5, frozenset())
    with pytest.raises(ConfigurationError, match="there is no run nothing"):
        release(database_url, "nothing")


def test_what_nothing_lists_and_is_read_all_the_same_is_not_missing(engine: Engine) -> None:
    run(engine, MONDAY, TWENTY)
    planned = plan(queries=[EVERY], at=TUESDAY)
    store = opened(engine, planned)
    store.put(results(EVERY, *TWENTY[:10], at=TUESDAY))
    for slug in TWENTY:
        store.put(profile(slug, TUESDAY))
    store.put(ended(EVERY))
    (absence,) = absences(engine, planned.run_id)
    assert absence.missing == frozenset()
