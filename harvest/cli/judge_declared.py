"""``harvest judge declared``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from harvest.cli.judge import ByOption, ReasonOption, judge, now, person, writing
from harvest.cli.options import Database, Json
from harvest.cli.output import console, print_json
from harvest.errors import UsageError


@judge.command()
def declared(
    nuts: Annotated[str, typer.Argument(metavar="NUTS", help="The region that declares it.")],
    title: Annotated[
        str, typer.Argument(metavar="TITLE", help="The declared priority, as `harvest regions` shows it.")
    ],
    priority: Annotated[str, typer.Argument(metavar="PRIORITY", help="A home priority: an id or a name.")],
    reason: ReasonOption,
    yes: Annotated[bool, typer.Option("--yes", help="It is this priority.")] = False,
    no: Annotated[bool, typer.Option("--no", help="It is not, whatever a rule says.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Leave it to the rules again.")] = False,
    by: ByOption = None,
    database: Database = None,
    json: Json = False,
) -> None:
    """Whether a priority that a region declares is one of the home region's. It holds until it is undone.

    Example: `harvest judge declared SE224 "Smart materials" avancerad-specialtillverkning --no --reason "biology"`
    """
    from harvest.evidence.screening import priority_names  # noqa: PLC0415
    from harvest.screening.decision import named  # noqa: PLC0415
    from pipelines.storing.declared import MATCH, NO_MATCH, overrule  # noqa: PLC0415

    if (yes, no, undo).count(True) != 1:
        raise UsageError("say one of --yes, --no and --undo")
    if not reason.strip():
        raise UsageError("--reason is empty: say in a sentence why")
    verdict = MATCH if yes else NO_MATCH if no else None
    code = nuts.strip().upper()
    with writing(database) as connection:
        found = named("priority", priority, priority_names(connection))
        printed = overrule(connection, code, title, found, verdict, reason=reason.strip(), by=person(by), now=now())
    if json:
        print_json({"nuts": code, "title": printed, "priority": found, "verdict": verdict, "reason": reason.strip()})
    else:
        told = {MATCH: "is", NO_MATCH: "is not", None: "is left to the rules for"}[verdict]
        console().print(Text(f"{code}: {printed!r} {told} {found}."))
