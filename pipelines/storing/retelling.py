"""The history of one record, told anew from all that read it, when one of its pages comes late or is read otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from models.records import Visit
from models.runs import Run
from pipelines.storing.history import CONTENT, KEYS, READ, Given, Kind, gave, rewrite


def retell(
    connection: Connection, record_id: str, again: int | None, given: Mapping[Kind, Given]
) -> tuple[int, Mapping[Kind, Given]] | None:
    """The record's rows, and what its visits found, from every reading of it in its order.

    ``again``: the page that gives ``given``, whatever is stored of it. Runs in quarantine have read nothing. Gives the
    last page and what it says; None, and writes nothing, where no page states the record.
    """
    found = connection.execute(
        select(Visit.run_id, Visit.page_id)
        .join(Run, Run.run_id == Visit.run_id)
        .where(Visit.record_id == record_id, Visit.outcome.in_(READ), Run.quarantined == "")
        .order_by(Visit.page_id, Run.started_at, Run.run_id)
    )
    visits: list[tuple[str, int]] = [(run_id, page_id) for run_id, page_id in found if page_id is not None]
    read_from = list(dict.fromkeys(page_id for _, page_id in visits))
    if not read_from:
        return None
    said = {kind: gave(connection, kind, record_id, read_from) for kind in KEYS}
    readings: dict[int, Mapping[Kind, Given]] = {
        page_id: given if page_id == again else {kind: said[kind][page_id] for kind in KEYS} for page_id in read_from
    }
    for kind in KEYS:
        rewrite(connection, kind, record_id, [(page_id, readings[page_id][kind]) for page_id in read_from])
    before: Mapping[Kind, Given] | None = None
    for run_id, page_id in visits:
        now = readings[page_id]
        same = before is not None and all(before[kind].keys() == now[kind].keys() for kind in CONTENT)
        outcome = "new" if before is None else "unchanged" if same else "changed"
        this = (Visit.run_id == run_id, Visit.record_id == record_id, Visit.outcome != outcome)
        connection.execute(update(Visit).where(*this).values(outcome=outcome))
        before = now
    return read_from[-1], readings[read_from[-1]]
