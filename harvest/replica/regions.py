"""The region pages of the S3 Platform: real titles, descriptions of our own, oddities as seen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from harvest.replica.dice import Dice
from harvest.replica.invent import fictional_person
from harvest.replica.organisations import DATA, Person

OBSERVATORY = "/regional_policy/assets/s3-observatory/regions"

MISSING = ("-", ":", "")
"""How the platform prints a number that it does not have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers in the page's own format, empty where unknown."""

    capital: str = ""
    size: str = ""
    population: str = ""
    gdp: str = ""
    national_share: str = ""
    gerd: str = ""
    unemployment: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of priorities: title and description. No page prints the period; it is kept for the tests."""

    period: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """One region page in one generation; ``seen`` is False where only the titles are real, not the page."""

    nuts: str
    country: str
    name: str
    generation: str
    seen: bool
    paragraphs: bool
    facts: Facts
    missing: str
    tables: tuple[Table, ...]
    classes: dict[str, tuple[str, ...]]
    """The lines of classes below a priority, by its title."""
    contact: Person
    second_contact: Person | None

    @property
    def level(self) -> int:
        return len(self.nuts) - 2

    @property
    def path(self) -> str:
        if self.generation == "legacy":
            return f"/regions/{self.nuts}/tags/{self.nuts}"
        if self.generation == "observatory":
            return f"{OBSERVATORY}/{self.nuts.lower()}.html"
        return f"/region-page-test/-/regions/{self.nuts}"


def read_regions() -> tuple[Region, ...]:
    """The regions of ``regions.toml``, in its order."""
    rows = tomllib.loads((DATA / "regions.toml").read_text("utf-8"))["region"]
    return tuple(_region(number, row) for number, row in enumerate(rows))


def _region(number: int, row: dict[str, Any]) -> Region:
    domain = f"{row['nuts'].lower()}.example"
    return Region(
        nuts=row["nuts"],
        country=row["country"],
        name=row["name"],
        generation=row["generation"],
        seen=row["seen"],
        paragraphs=row.get("paragraphs", False),
        facts=Facts(**row.get("facts", {})),
        missing=MISSING[number % len(MISSING)],
        tables=tuple(_table(table, row["name"]) for table in row["table"]),
        classes={title: tuple(lines) for table in row["table"] for title, _, *rest in table["rows"] for lines in rest},
        contact=fictional_person(9_000 + number, domain, ""),
        second_contact=fictional_person(9_500 + number, domain, "") if number % 3 == 0 else None,
    )


def _table(table: dict[str, Any], region: str) -> Table:
    rows = tuple((title, _described(title, how, region)) for title, how, *_ in table["rows"])
    return Table(table["period"], rows)


def _described(title: str, how: str, region: str) -> str:
    """A description of our own in the manner in which the page had one."""
    subject = title.rstrip(".")
    if how == "keywords":
        words = [word.strip("(),.") for word in subject.replace("/", " ").split() if len(word) > 3]
        return ", ".join(word for word in words if word)
    if how == "bullets":
        return f"- Research on {subject}. - Firms that use it. - Training."
    if how == "title":
        return title
    if how == "empty":
        return ""
    return Dice(f"{region}/{title}").pick(
        (
            f"{region} gathers firms, researchers and public bodies around {subject}.",
            f"New products, services and skills in {subject}.",
            f"Projects on {subject} get support here.",
        )
    )
