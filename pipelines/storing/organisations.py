"""From judgements to organisations: records that are the same, as far as anybody has judged."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, or_, select, update

from harvest import records
from harvest.identity.organisations import Pair, Verdict, by_person, organisations, reachable
from harvest.identity.rules import RULES_VERSION, SAME
from models.entities import Judgement, Organisation
from models.records import Record


def judge(
    connection: Connection,
    run_id: str,
    record_id: str,
    given: Iterable[records.Judgement],
    now: str,
    *,
    content_changed: bool,
) -> bool:
    """Bring the rules' judgements about one record up to date, as of this run; gives whether any row changed.

    While the record states what it stated, a rule's judgement stands and new ones are added: the judgement
    may have come with the other record. Once its content or the rules changed, what they no longer say is undone.
    What a person judged is never touched here.
    """
    wanted: dict[Pair, tuple[str, float, str, str]] = {}
    for judgement in given:
        pair = min(judgement.left, judgement.right), max(judgement.left, judgement.right)
        if record_id not in pair or pair[0] == pair[1]:
            raise ValueError(f"a judgement on {pair} came with {record_id}")
        reasons = json.dumps(judgement.reasons, ensure_ascii=False)
        wanted[pair] = (judgement.verdict, judgement.score, reasons, judgement.decided_by)

    standing: dict[Pair, tuple[int, tuple[str, float, str, str]]] = {}
    for row in connection.execute(_TOUCHING, {"some": [record_id]}):
        if not by_person(row.decided_by):
            content = (row.verdict, row.score, row.reasons, row.decided_by)
            standing[row.left_id, row.right_id] = (row.judgement_id, content)

    undone, added = [], []
    for pair, (judgement_id, content) in standing.items():
        other_verdict = pair in wanted and wanted[pair][0] != content[0]
        outdated = pair not in wanted and content[3] != RULES_VERSION
        if other_verdict or outdated or (content_changed and wanted.get(pair) != content):
            undone.append(judgement_id)
            if pair in wanted:
                added.append(pair)
    added += [pair for pair in wanted if pair not in standing]
    if undone:
        connection.execute(
            update(Judgement).where(Judgement.judgement_id.in_(undone)).values(undone_at=now, undone_run_id=run_id)
        )
    for pair in added:
        verdict, score, reasons, decided_by = wanted[pair]
        added_row = {
            "left_id": pair[0], "right_id": pair[1], "verdict": verdict, "score": score, "reasons": reasons,
            "decided_by": decided_by, "decided_at": now, "run_id": run_id,
        }  # fmt: skip
        connection.execute(insert(Judgement), added_row)
    return bool(undone or added)


def judge_anew(
    connection: Connection, run_id: str, record_id: str, given: Iterable[records.Judgement], now: str
) -> None:
    """Brings the judgements about a record that states otherwise up to date, and its organisation."""
    judge(connection, run_id, record_id, given, now, content_changed=True)
    resolve(connection, record_id)


def resolve(connection: Connection, record_id: str) -> None:
    """Work out the organisations of a record and of every record it is, or was, connected with; no others."""
    belongs, verdicts = _neighbourhood(connection, record_id)
    for group in organisations(set(belongs), verdicts):
        organisation_id = records.organisation_id(group)
        if connection.scalar(_THERE, {"organisation_id": organisation_id}) is None:
            connection.execute(insert(Organisation), {"organisation_id": organisation_id})
        moved = [member for member in group if belongs[member] != organisation_id]
        if moved:
            connection.execute(_MOVE, {"some": moved, "to": organisation_id})
    left = {organisation_id for organisation_id in belongs.values() if organisation_id is not None}
    if not left:
        return
    peopled = select(Record.organisation_id).where(Record.organisation_id.in_(left))
    connection.execute(
        delete(Organisation).where(Organisation.organisation_id.in_(left), Organisation.organisation_id.not_in(peopled))
    )


def _neighbourhood(connection: Connection, record_id: str) -> tuple[dict[str, str | None], list[Verdict]]:
    """Every record reachable from this one, with its organisation so far, and the verdicts among them.

    Reachable are fellow members of an organisation and partners of a standing ``same``.
    """
    belongs: dict[str, str | None] = {}
    verdicts: dict[int, Verdict] = {}

    def neighbours(some: set[str]) -> set[str]:
        rows = connection.execute(_BELONGS, {"some": list(some)})
        found: dict[str, str | None] = {row.record_id: row.organisation_id for row in rows}
        belongs.update(found)
        theirs = set(found.values()) - {None}
        reached = set(connection.scalars(_FELLOWS, {"some": list(theirs)})) if theirs else set()
        for row in connection.execute(_TOUCHING, {"some": list(found)}):
            verdicts[row.judgement_id] = Verdict.of(row.left_id, row.right_id, row.verdict, row.score, row.decided_by)
            if row.verdict == SAME:
                reached |= {row.left_id, row.right_id}
        return reached

    reachable(record_id, neighbours)
    return belongs, list(verdicts.values())


# Put together once: for each record of a list, building these costs more than running them.
_SOME: BindParameter[list[str]] = bindparam("some", expanding=True)
_TOUCHING = select(Judgement.__table__).where(
    or_(Judgement.left_id.in_(_SOME), Judgement.right_id.in_(_SOME)), Judgement.undone_at.is_(None)
)
_BELONGS = select(Record.record_id, Record.organisation_id).where(Record.record_id.in_(_SOME))
_FELLOWS = select(Record.record_id).where(Record.organisation_id.in_(_SOME))
_THERE = select(Organisation.organisation_id).where(Organisation.organisation_id == bindparam("organisation_id"))
_MOVE = update(Record).where(Record.record_id.in_(_SOME)).values(organisation_id=bindparam("to"))
