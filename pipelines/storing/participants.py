"""Who takes part in what a record is about, and the records that those are."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select, update

from harvest.normalise.plain import plain
from harvest.records import RecordRead
from models.records import Participant, Record, Statement
from pipelines.storing.history import Key

_NAMES = ("name", "native_name", "alias")


def participants_given(item: RecordRead) -> dict[Key, dict[str, str | None]]:
    """The participants that a record names, as rows: name and role to the other columns."""
    given: dict[Key, dict[str, str | None]] = {}
    for one in item.participants:
        rest = {"kind": one.kind, "how": one.how, "original": one.original, "place": one.place or None}
        given.setdefault((one.name, one.role), {**rest, "linked_record_id": None})
    return given


def link_participants(connection: Connection) -> None:
    """Points every open participant to the record of its name, where that is one organisation's alone.

    Only participants with evidence for an organisation, and only records that are not known to be in another country
    than the one that names it. A function of the rows alone, whatever came first.
    """
    open_ones = select(Participant.__table__).where(Participant.closed_page_id.is_(None), Participant.how != "")
    named = connection.execute(open_ones).all()
    if not named:
        return
    keys = {row.participant_id: plain(row.name) for row in named}
    countries = _countries(connection)
    by_name = _by_name(connection, set(keys.values()))
    for row in named:
        home = countries.get(row.record_id)
        fitting = {
            record_id: organisation_id
            for record_id, organisation_id in by_name[keys[row.participant_id]]
            if record_id != row.record_id and (not home or countries.get(record_id, home) == home)
        }
        link = min(fitting) if len(set(fitting.values())) == 1 else None
        if link != row.linked_record_id:
            is_it = Participant.participant_id == row.participant_id
            connection.execute(update(Participant).where(is_it).values(linked_record_id=link))


def _by_name(connection: Connection, keys: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Plain name -> (record, organisation) of every record that goes by it now; of the names asked for."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    spelled = (
        select(Statement.value, Record.record_id, Record.organisation_id)
        .join(Record, Record.record_id == Statement.record_id)
        .where(Record.organisation_id.is_not(None), Statement.field.in_(_NAMES), Statement.closed_page_id.is_(None))
    )
    for name, record_id, organisation_id in connection.execute(spelled):
        key = plain(name)
        if organisation_id is not None and key in keys:
            found[key].append((record_id, organisation_id))
    return found


def _countries(connection: Connection) -> dict[str, str]:
    """The country of each record that states one."""
    stated = select(Statement.record_id, Statement.value).where(
        Statement.field == "country", Statement.closed_page_id.is_(None)
    )
    return dict(connection.execute(stated).all())
