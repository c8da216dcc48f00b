"""What stands beside every export: when it was made, from which run, and whom to name as its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest import __version__
from harvest.evidence.runs import latest_run
from harvest.reports.labels import Language
from harvest.reports.tables.layout import Table, words
from harvest.sources import NAMES, load_source


@dataclass(frozen=True, slots=True)
class Source:
    """One source of the exported rows."""

    name: str
    title: str
    path: str
    """Its address; empty for a spreadsheet."""
    terms: str


@dataclass(frozen=True, slots=True)
class About:
    """Read from the same state of the store as the rows."""

    language: Language
    exported_at: str
    run_id: str | None
    run_started_at: str | None
    made: str
    sources: tuple[Source, ...]
    version: str = __version__

    def say(self, word: str) -> str:
        return words().say(word, self.language)

    @property
    def attribution(self) -> str:
        return " ".join([self.made, *(f"{source.title}: {source.terms}" for source in self.sources)])


def read_about(connection: Connection, language: Language, exported_at: str) -> About:
    """What is to be said of an export made now."""
    run_id = latest_run(connection)
    run = connection.execute(text("SELECT * FROM v1_runs WHERE run_id = :run"), {"run": run_id}).first()
    if run is None:
        made = words().say("no_run", language, at=exported_at)
    else:
        made = words().say("made", language, at=exported_at, run=run.run_id, started=run.started_at, status=run.status)
    names = connection.execute(text("SELECT DISTINCT source FROM v1_records ORDER BY source")).scalars()
    brought: dict[str, str] = dict(connection.execute(text(_BROUGHT)).all())
    sources = tuple(_source(name, brought, language) for name in names)
    return About(language, exported_at, run_id, run.started_at if run else None, made, sources)


def readme(about: About, tables: list[Table], counts: Mapping[str, int], ending: str) -> str:
    """``README.md``: attribution first, then every table with its columns. ``ending``: of the tables' files."""
    say = about.say
    lines = [f"# {say('title')}", "", say("text"), "", about.made, "", f"## {say('sources')}", ""]
    lines += [f"- **{one.title}** {one.path}: {one.terms}" for one in about.sources]
    lines += ["", say("persons"), "", say("empty"), *(["", say("excel")] if ending == "csv" else [])]
    lines += ["", f"## {say('tables')}"]
    for table in tables:
        lines += ["", f"### {table.title(about.language)} (`{table.name}.{ending}`)", ""]
        lines += [f"{say('row')}: {table.row}. {say('rows')}: {counts[table.name]}. {table.notes}".strip(), ""]
        lines += [f"| {say('column')} | {say('type')} | {say('meaning')} |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.type} | {_cell(column.meaning)} |" for column in table.columns]
    return "\n".join(lines) + "\n"


def _source(name: str, brought: Mapping[str, str], language: Language) -> Source:
    if name in NAMES:
        known = load_source(name)
        terms = (
            words().source[name].in_language(language) if name in words().source else words().say("unknown", language)
        )
        return Source(name, known.title, known.address, terms)
    if name in brought:
        return Source(name, name, "", words().say("brought", language, file=brought[name]))
    return Source(name, name, "", words().say("unknown", language))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_BROUGHT = "SELECT source, MAX(file) AS file FROM v1_imports GROUP BY source"
