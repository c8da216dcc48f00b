"""Merge, split, undo and re-harvest in any sequence, in the store: the organisations are those from nothing."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select

from harvest.errors import UsageError
from harvest.identity.organisations import Verdict, by_person, organisations
from harvest.identity.rules import RULES_VERSION
from harvest.records import Judgement, organisation_id
from models import entities
from models.records import Record
from pipelines.storing.decisions import decide, undo
from pipelines.storing.organisations import judge, resolve

NOW = "2026-11-23T09:00:00Z"
RECORDS = [f"eccp/{letter}" for letter in "abcdef"]
RECORD = st.sampled_from(RECORDS)
VERDICT = st.sampled_from(["same", "not the same", "unsure"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), RECORD, st.lists(st.tuples(RECORD, VERDICT), max_size=3), st.booleans()),
        st.tuples(st.just("decide"), RECORD, RECORD, VERDICT),
        st.tuples(st.just("undo"), st.integers(0, 5)),
    ),
    max_size=15,
)


@settings(
    max_examples=int(os.environ.get("HARVEST_SEQUENCES", "400")) // 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_any_sequence_gives_the_organisations_from_nothing(engine: Engine, steps: list[tuple[object, ...]]) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        for step in steps:
            decided = standing_of_persons(connection)
            match step:
                case ("read", str(record), list(found), bool(changed)):
                    read(connection, record, found, changed=changed)
                    assert standing_of_persons(connection) == decided, "a re-harvest undoes no person's decision"
                case ("decide", str(left), str(right), str(verdict)):
                    try:
                        decide(connection, (left, right), verdict, "because", "person", NOW)
                    except UsageError:
                        assert standing_of_persons(connection) == decided
                case ("undo", int(place)) if place < len(decided):
                    undo(connection, decided[place], NOW)
            assert belongs(connection) == from_nothing(connection)
            assert set(connection.scalars(select(entities.Organisation.organisation_id))) == set(
                belongs(connection).values()
            )
        transaction.rollback()


def read(connection: Connection, record: str, found: list[tuple[str, str]], *, changed: bool) -> None:
    if connection.scalar(select(Record.record_id).where(Record.record_id == record)) is None:
        source, _, source_id = record.partition("/")
        known = {"record_id": record, "source": source, "source_id": source_id, "kind": "organisation"}
        connection.execute(insert(Record).values(**known, url="", content_sha256=""))
    given = [
        Judgement(min(record, other), max(record, other), verdict, 0.9, (), RULES_VERSION)
        for other, verdict in dict(found).items()
        if other != record
    ]
    judge(connection, "a run", record, given, NOW, content_changed=changed)
    resolve(connection, record)


def standing_of_persons(connection: Connection) -> list[int]:
    rows = connection.execute(select(entities.Judgement.__table__).where(entities.Judgement.undone_at.is_(None)))
    return sorted(row.judgement_id for row in rows if by_person(row.decided_by))


def belongs(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(Record.record_id, Record.organisation_id))
    return {row.record_id: row.organisation_id for row in rows}


def from_nothing(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(entities.Judgement.__table__).where(entities.Judgement.undone_at.is_(None)))
    standing = [Verdict.of(row.left_id, row.right_id, row.verdict, row.score, row.decided_by) for row in rows]
    groups = organisations(set(belongs(connection)), standing)
    return {member: organisation_id(group) for group in groups for member in group}
