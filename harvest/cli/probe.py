"""``harvest probe``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from harvest.cli import app
from harvest.cli.options import Delay, Json, Sources, Strategies, addresses, check_sources, contact_given
from harvest.cli.output import console, print_json, table
from harvest.errors import ConfigurationError, HarvestError

if TYPE_CHECKING:
    from harvest.inspection import Check
    from harvest.saved.describe import Described
    from harvest.saved.files import SavedPage

At = Annotated[
    list[str] | None,
    typer.Option("--at", metavar="NAME=URL", help="Where a source is; default: the live address."),
]
_SHOWN = 12
"""Hits that are listed on a screen."""


@app.command()
def probe(
    source: Sources = None,
    at: At = None,
    delay: Delay = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT", help="Who asks: e-mail or URL.")] = None,
    strategies: Strategies = None,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE", help="Describe a saved page; asks nothing of the network.")
    ] = None,
    suggest: Annotated[
        tuple[Path, Path, Path] | None,
        typer.Option(
            "--suggest",
            metavar="FORM RESULTS PROFILE",
            help="Three saved pages of the ECCP (search form, second page of results, a profile): prints what "
            "harvest.toml must say for them to be read.",
        ),
    ] = None,
    freeze: Annotated[
        str | None,
        typer.Option("--freeze", metavar="URL", help="Keep one page as a frozen test page; with --page, that page."),
    ] = None,
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Where frozen pages go.")] = Path("tests/pages"),
    json: Json = False,
) -> None:
    """Asks each source a few careful questions, and says whether it still is what the readers expect.

    Under ten requests to a source, at its own pace. Exit status: 0 as expected, 3 not as expected, 1 could not ask.

    Example: `harvest probe --source eccp --contact you@example.org`
    """
    check_sources(source or [])
    if suggest is not None:
        _suggest(*suggest)
    elif freeze is not None:
        _freeze(freeze, page, into, source, contact_given(contact), delay)
    elif page is not None:
        _describe(page, source, json)
    else:
        _inspect(source, addresses(at), delay, contact_given(contact), strategies, json)


def _inspect(
    names: list[str] | None,
    at: dict[str, str],
    delay: float | None,
    contact: str | None,
    strategies: list[Path] | None,
    json: bool,
) -> None:
    from harvest.inspection import Wanted, exit_status  # noqa: PLC0415
    from harvest.plan import make_plan  # noqa: PLC0415
    from harvest.probe import inspect_source  # noqa: PLC0415
    from harvest.sources import NAMES  # noqa: PLC0415
    from harvest.strategy import load  # noqa: PLC0415

    files = [load(path) for path in strategies or (None,)]
    wanted = Wanted(make_plan(files).queries, files[0].home.nuts)
    checks: list[Check] = []
    requests = {}
    for name in names or NAMES:
        found, sent = inspect_source(name, at.get(name), wanted, contact, delay)
        checks += found
        requests[name] = sent
    if json:
        print_json({"checks": checks, "requests": requests, "status": exit_status(checks)})
    else:
        shown = table(("Source", "word"), ("What", "wide"), ("Expected", "wide"), ("Found", "wide"))
        for one in checks:
            style = "" if one.verdict == "as expected" else "bold"
            found_text = one.found if one.verdict == "as expected" else f"{one.verdict}: {one.found}"
            shown.add_row(one.source, Text(one.what), Text(one.expected), Text(found_text, style=style))
        out = console()
        out.print(shown)
        out.print("\n" + ", ".join(f"{name}: {sent} requests" for name, sent in requests.items()) + ".")
    raise typer.Exit(exit_status(checks))


def _describe(file: Path, names: list[str] | None, json: bool) -> None:
    from harvest.saved.describe import describe  # noqa: PLC0415
    from harvest.saved.freeze import as_data  # noqa: PLC0415

    described = [describe(saved, names[0] if names else None) for saved in _saved(file)]
    if json:
        print_json([{key: value for key, value in as_data(one).items() if key != "html"} for one in described])
    else:
        for one in described:
            _print(one)
    if not all(one.kinds for one in described):
        raise typer.Exit(3)


def _print(one: Described) -> None:
    out = console()
    kinds = ", ".join(one.kinds) or "nothing that is read"
    out.print(Text.assemble((f"{one.file}: {kinds}", "bold"), f" ({one.source})"))
    out.print(Text(f"address {one.url or 'not known'}; saved {one.saved_at}, by {one.dated_by}"))
    if one.persons:
        out.print("Persons were taken out before anything was read.")
    if one.blocked:
        out.print(Text(f"No page of the site: {one.blocked}"))
    shown = table(("Field", "word"), ("Label", "wide"), ("Value", "wide"))
    for value in one.read:
        shown.add_row(value.field, Text(value.label), Text(value.original))
    for hit in one.hits[:_SHOWN]:
        shown.add_row("hit", str(hit.rank), Text(f"{hit.name} {hit.url}"))
    for told in one.priorities:
        shown.add_row("priority", Text(told.period or "–"), Text(told.title))
    for value in one.unread:
        shown.add_row("UNREAD", Text(value.label), Text(value.original))
    if shown.row_count:
        out.print(shown)
    if len(one.hits) > _SHOWN:
        out.print(f"… and {len(one.hits) - _SHOWN} hits more.")
    for kind, reason in one.refused.items():
        if not one.kinds:
            out.print(Text(f"No {kind}: {reason}"))


def _suggest(*files: Path) -> None:
    from harvest.saved.suggest import suggest  # noqa: PLC0415

    pages = [(_clean("eccp", saved.html, saved.url), saved.url) for saved in (_saved(one)[0] for one in files)]
    print(suggest(pages[0], pages[1], pages[2]).toml("eccp"), end="")


def _freeze(
    url: str, file: Path | None, into: Path, names: list[str] | None, contact: str | None, delay: float | None
) -> None:
    from harvest.probe import ask_once  # noqa: PLC0415
    from harvest.saved.freeze import freeze  # noqa: PLC0415
    from harvest.sources.recognise import source_of  # noqa: PLC0415

    name = names[0] if names else source_of(url)
    if name is None:
        raise ConfigurationError(f"--freeze {url}: no source has pages there; say whose it is with --source NAME")
    if file is not None:
        html = _saved(file)[0].html
    else:
        answer = ask_once(name, url, contact, delay)
        if answer.trouble or answer.status != 200:
            raise HarvestError(f"{url} is not frozen: {answer.trouble or f'it answers {answer.status}'}")
        html, url = answer.html, answer.url
    folder = freeze(into, name, _clean(name, html, url), url)
    print(f"{folder}: read expected.json against page.html, look for persons, write note.txt. Then commit it.")


def _clean(source: str, html: str, url: str) -> str:
    """The page without persons. Raises HarvestError where they can't be taken out."""
    from harvest.sources.recognise import look_at  # noqa: PLC0415

    page, clean = look_at(source, html, url)
    if not clean:
        raise HarvestError(f"{url or 'the page'} can't be read: {'; '.join(page.refused.values())}")
    return clean


def _saved(file: Path) -> list[SavedPage]:
    """The pages in a file. Raises ConfigurationError where there is none."""
    from harvest.saved.files import Unreadable, read_saved  # noqa: PLC0415

    found = list(read_saved(file))
    for one in found:
        if isinstance(one, Unreadable):
            raise ConfigurationError(f"{file}: {one.reason}")
    return [one for one in found if not isinstance(one, Unreadable)]
