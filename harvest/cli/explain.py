"""``harvest explain``."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from harvest.cli import app
from harvest.cli.options import Database, Json, database_url
from harvest.cli.output import console, print_json
from harvest.errors import UsageError

if TYPE_CHECKING:
    from harvest.evidence.screening import Past
    from harvest.evidence.trail import SeenHit, SeenJudgement, SeenParticipant, SeenStatement, Trail

_Page = tuple[str, str, str, str | None]
"""Address, time, checksum; who brought it, where a person did."""
_LONGEST, _LONGEST_ORIGINAL = 160, 60
"""Characters of a value, and of what it was made from; the rest stands in --json."""
_RULE = "values: shown first, of the record that says most, then is freshest, then by source"


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An organisation's name, part of it, or an id.")],
    database: Database = None,
    json: Json = False,
) -> None:
    """One organisation: every value with the page, the time and the search it came from.

    Example: `harvest explain "Bron Innovation"`
    """
    from harvest.database import open_database  # noqa: PLC0415
    from harvest.evidence.naming import nearest_names, read_names  # noqa: PLC0415
    from harvest.evidence.trail import explain as explained  # noqa: PLC0415

    with open_database(database_url(database)).connect() as connection:
        trails = explained(connection, name)
        nearest = [] if trails else nearest_names(read_names(connection), name)
    if not trails:
        remedy = f"did you mean {'; '.join(nearest)}?" if nearest else "try fewer letters, or harvest find"
        raise UsageError(f"no organisation's name holds {name!r}; {remedy}")
    if json:
        print_json(trails)
        return
    out = console()
    for trail in trails:
        out.print(_tree(trail))


def _tree(trail: Trail) -> Tree:
    tree = Tree(Text.assemble((trail.name or "(no name)", "bold"), f"  {trail.organisation_id}", _validity(trail)))
    numbers = {record.record_id: f"[{number}]" for number, record in enumerate(trail.records, start=1)}
    letters: dict[_Page, str] = {}
    for one in trail.statements:
        letters.setdefault(_page(one), _letter(len(letters)))
    _add_values(tree.add(Text(_RULE)), trail, numbers, letters)
    branch = tree.add("pages that state them")
    for (url, fetched_at, sha256, by), letter in letters.items():
        brought = f", brought by {by}" if by else ""
        branch.add(Text(f"{letter}  {url}\n   {fetched_at}, sha256 {sha256[:16]}…{brought}"))
    if trail.participants:
        branch = tree.add("organisations that take part")
        for participant in trail.participants:
            branch.add(_participant(participant))
    branch = tree.add("records, and what found them")
    for record in trail.records:
        heading = f"{numbers[record.record_id]} {record.record_id}, read {record.first_seen} to {record.last_seen}"
        _add_hits(branch.add(Text(heading)), [hit for hit in trail.hits if hit.record_id == record.record_id])
    if trail.judgements:
        branch = tree.add("judgements that make them one organisation, or keep others out")
        for judgement in trail.judgements:
            branch.add(_judged(judgement, numbers))
    if trail.decisions:
        branch = tree.add("what persons decided about it in screening")
        for past in trail.decisions:
            branch.add(_decided(past))
    return tree


def _decided(past: Past) -> Text:
    priorities = ", ".join(filter(None, (past.priority_1, past.priority_2, past.priority_3))) or "no priority"
    undone = f", undone {past.undone_at}" if past.undone_at else ""
    said = "; ".join(filter(None, (f"{past.tier or 'no tier'}: {priorities}", past.role, past.description)))
    return Text(f"{said}, {past.decided_at}{undone}\n{past.decided_by} ({past.origin}): {past.reason or 'no reason'}")


def _add_values(tree: Tree, trail: Trail, numbers: dict[str, str], letters: dict[_Page, str]) -> None:
    """One branch per field: what is shown, what else holds, what holds no longer; each with record and page."""
    fields: dict[str, list[SeenStatement]] = {}
    for one in trail.statements:
        fields.setdefault(one.field, []).append(one)
    for field, stated in fields.items():
        stated.sort(key=lambda one: (not one.shown, not one.holds))
        first, *others = stated
        branch = tree.add(Text.assemble((field, "bold"), " = ", _value(first, _where(first, numbers, letters))))
        for one in others:
            where = _where(one, numbers, letters)
            same = one.holds and one.value == first.value
            branch.add(Text(f"{where} says the same", "dim") if same else Text.assemble("also ", _value(one, where)))


def _where(one: SeenStatement, numbers: dict[str, str], letters: dict[_Page, str]) -> str:
    cell = f" {one.place}" if one.place else ""
    return f"{numbers[one.record_id]} {letters[_page(one)]}{cell}"


def _page(one: SeenStatement) -> _Page:
    """The page, or the whole spreadsheet: its cell is told with each value."""
    url = one.page_url.removesuffix(f"#{one.place}") if one.place else one.page_url
    return url, one.fetched_at, one.page_sha256, one.imported_by


def _validity(trail: Trail) -> str:
    programme = trail.programme
    if programme is None:
        return ""
    until = f" {programme.valid_to}" if programme.valid_to else ""
    after = f", succeeded by {programme.succeeded_by}" if programme.succeeded_by else ""
    return f"  programme, {programme.status}{until if programme.status == 'ended' else ''}{after}"


def _participant(one: SeenParticipant) -> Text:
    link = f" = {one.linked_name} {one.linked_id}" if one.linked_id else ""
    why = f" ({one.evidence})" if one.evidence else ", by its name alone no organisation: not linked"
    return Text.assemble(f"{one.name}{link}", (f", {one.role}, {one.kind}{why}\n{one.page_url}", "dim"))


def _value(one: SeenStatement, where: str) -> Text:
    """``value ← 'as printed' (rule) [record] page``."""
    printed = "" if one.original.split() == one.value.split() else f" ← {_short(one.original, _LONGEST_ORIGINAL)!r}"
    rule = "" if one.how == "as printed" else f" ({one.how})"
    gone = "" if one.holds else ", no longer stated"
    return Text.assemble((_short(one.value), "" if one.holds else "strike"), (f"{printed}{rule} {where}{gone}", "dim"))


def _add_hits(tree: Tree, hits: list[SeenHit]) -> None:
    """Result page ← search ← query, under the strategy that asked, under the run."""
    runs: dict[str, dict[str, list[SeenHit]]] = {}
    for hit in hits:
        wanted = f"strategy {hit.strategy} ({hit.priority})" if hit.strategy else "listed, but no strategy counts it"
        runs.setdefault(hit.run_id, {}).setdefault(wanted, []).append(hit)
    if not runs:
        tree.add("no search listed it")
    for run_id, strategies in runs.items():
        run = tree.add(Text(f"run {run_id}"))
        for wanted, found in strategies.items():
            branch = run.add(Text(wanted))
            for hit in found:
                asked = "; ".join(filter(None, (hit.query, hit.filters))) or "everything"
                branch.add(Text(f"query {asked}\nsearch {hit.search_id}, rank {hit.rank} on {hit.page_url}"))


def _judged(judgement: SeenJudgement, numbers: dict[str, str]) -> Text:
    pair = " and ".join(numbers.get(one, one) for one in (judgement.left_id, judgement.right_id))
    undone = f", undone {judgement.undone_at}" if judgement.undone_at else ""
    return Text(
        f"{pair}: {judgement.verdict} ({judgement.score:.2f}), {judgement.decided_at}{undone}\n"
        f"{judgement.decided_by}: {'; '.join(judgement.reasons)}"
    )


def _letter(at: int) -> str:
    """A, B, … Z, AA, AB, …"""
    return ("" if at < 26 else _letter(at // 26 - 1)) + chr(ord("A") + at % 26)


def _short(text: str, longest: int = _LONGEST) -> str:
    return textwrap.shorten(text, longest, placeholder=" …")
