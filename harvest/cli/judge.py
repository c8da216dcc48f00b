"""``harvest judge``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import console, print_json
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.evidence.judging import Contradiction, Decision, Side, Waiting

judge = typer.Typer(name="judge", help="Which records are one organisation, decided by a person.", no_args_is_help=True)
app.add_typer(judge)

_Id = Annotated[str, typer.Argument(metavar="ID", help="A record's or an organisation's id.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in a sentence. It is kept.")]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="TEXT", help="Which hand it was, by function, e.g. 'analyst 2'. Default: person."),
]


@judge.command(name="list")
def list_(
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Pairs to show; --json gives all.")] = 20,
    decided: Annotated[bool, typer.Option("--decided", help="What persons decided, instead of what waits.")] = False,
    database: Database = None,
    json: Json = False,
) -> None:
    """Pairs that wait for a person, the most valuable first, and judgements that contradict each other.

    Example: `harvest judge list --limit 5`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.judging import contradictions, decisions, waiting  # noqa: PLC0415

    with open_database(database_url(database)).connect() as connection:
        if decided:
            _show_decisions(decisions(connection), json=json)
            return
        pairs, conflicts = waiting(connection), contradictions(connection)
    if json:
        waits = [{**asdict(pair), "value": round(pair.value, 3)} for pair in pairs]
        print_json({"waiting": waits, "conflicts": conflicts})
        return
    _show(pairs, conflicts, limit)


@judge.command()
def same(
    left: _Id, right: _Id, reason: ReasonOption, by: ByOption = None, database: Database = None, json: Json = False
) -> None:
    """Two records, or two organisations, are one organisation. It holds until it is undone.

    Example: `harvest judge same eccp/knf eccp/kunststoff-netzwerk-franken --reason "one office"`
    """
    _decide(left, right, "same", reason, by, database, json=json)


@judge.command()
def different(
    left: _Id, right: _Id, reason: ReasonOption, by: ByOption = None, database: Database = None, json: Json = False
) -> None:
    """Two records, or two organisations, are not the same, whatever rules and third records say.

    Example: `harvest judge different eccp/lviv-it-cluster eccp/lviv-tech-cluster --reason "two boards"`
    """
    _decide(left, right, "not the same", reason, by, database, json=json)


@judge.command()
def undo(
    judgement: Annotated[int, typer.Argument(metavar="ID", help="A judgement's number; `list --decided` shows it.")],
    database: Database = None,
    json: Json = False,
) -> None:
    """Takes back what a person decided; the organisations become what they would be without it.

    Example: `harvest judge undo 17`
    """
    from pipelines.storing.decisions import undo as undone  # noqa: PLC0415

    with writing(database) as connection:
        row = undone(connection, judgement, now())
        answer = _answer(connection, judgement, row.left_id, row.right_id, row.verdict)
    _tell(answer, "undone", json=json)


def _decide(
    left: str, right: str, verdict: str, reason: str, by: str | None, database: str | None, *, json: bool
) -> None:
    from pipelines.storing.decisions import decide  # noqa: PLC0415

    if not reason.strip():
        raise UsageError("--reason is empty: say in a sentence why")
    with writing(database) as connection:
        made = decide(connection, (left, right), verdict, reason.strip(), person(by), now())
        answer = _answer(connection, made, left, right, verdict)
    _tell(answer, verdict, json=json)


def writing(database: str | None) -> Any:
    """One transaction that writes."""
    from harvest.database import open_database  # noqa: PLC0415

    return open_database(database_url(database)).execution_options(sqlite_begin="IMMEDIATE").begin()


def person(by: str | None) -> str:
    """Who decides, as the rows have it."""
    return f"person: {by.strip()}" if by and by.strip() else "person"


def now() -> str:
    """This moment, as the rows have it."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from models.base import utc_text  # noqa: PLC0415

    return utc_text(datetime.now(UTC))


def _answer(connection: Any, judgement_id: int, left: str, right: str, verdict: str) -> dict[str, Any]:
    from harvest.evidence.judging import contradictions, organisations_of  # noqa: PLC0415

    return {
        "judgement": judgement_id,
        "left": left,
        "right": right,
        "verdict": verdict,
        "organisations": organisations_of(connection, judgement_id),
        "conflicts": contradictions(connection),
    }


def _tell(answer: dict[str, Any], how: str, *, json: bool) -> None:
    if json:
        print_json(answer)
        return
    out = console()
    out.print(f"Judgement {answer['judgement']}, {how}: {answer['left']} and {answer['right']}.")
    for record, organisation in answer["organisations"].items():
        out.print(Text(f"  {record} is of {organisation}"))
    _show_conflicts(answer["conflicts"])


def _show(pairs: list[Waiting], conflicts: list[Contradiction], limit: int) -> None:
    out = console()
    for pair in pairs[:limit]:
        out.print(Text(f"{pair.score:.0%} likely, {pair.left.hits + pair.right.hits} searches", style="bold"))
        for side in (pair.left, pair.right):
            out.print(Text(f"  {_named(side)}"))
        out.print(Text(f"  {'; '.join(pair.reasons)}\n", style="dim"))
    if len(pairs) > limit:
        out.print(f"… and {len(pairs) - limit} more: --limit shows more of them, --json all.")
    if not pairs:
        out.print("No pair waits for a person.")
    _show_conflicts(conflicts)


def _named(side: Side) -> str:
    return f"{side.record_id}  {side.name or '(no name)'}"


def _show_conflicts(conflicts: list[Contradiction]) -> None:
    out = console()
    for conflict in conflicts:
        links = "; ".join(" = ".join(link) for link in conflict.given_up)
        how = f"kept apart; left out for it: {links}" if conflict.kept_apart else "joined all the same by other records"
        out.print(Text(f"Conflict: {conflict.left} and {conflict.right} are not the same, but linked: {how}"))


def _show_decisions(decided: list[Decision], *, json: bool) -> None:
    if json:
        print_json({"decided": decided})
        return
    out = console()
    for one in decided:
        undone = f", undone {one.undone_at}" if one.undone_at else ""
        out.print(Text(f"{one.judgement_id}: {one.left} and {one.right}: {one.verdict}{undone}", style="bold"))
        out.print(Text(f"  {'; '.join(one.reasons)} ({one.decided_by}, {one.decided_at})"))
    if not decided:
        out.print("Nobody has decided anything yet.")
