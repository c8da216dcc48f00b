"""What a profile of the replica holds, and the real organisations, which hold only what is known of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

LITTLE_WORDS = frozenset("a an and as at by for from in of on the to with".split())
"""What addresses of the platform leave out, as Drupal's Pathauto does."""


@dataclass(frozen=True, slots=True)
class Members:
    """Numbers of members; None where nobody says."""

    total: int | None = None
    sme: int | None = None
    startups: int | None = None
    large: int | None = None
    research: int | None = None
    civil: int | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, there to be taken out again."""

    name: str
    email: str
    phone: str
    role: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """One profile. ``s3`` and ``country`` are what facets compare, ``region_line`` what the page prints."""

    name: str
    slug: str
    path: str
    layout: str
    """``A`` as printed from 2016 to 2020, ``B`` as printed since."""
    country: str
    description: str
    native_name: str = ""
    region_line: str = ""
    established: str = ""
    staff: str = ""
    completed: int | None = None
    label: str = ""
    other_label: str = ""
    networks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    s3: tuple[str, ...] = ()
    economic_domains: tuple[str, ...] = ()
    """Labels of another list that old profiles print among the S3 areas."""
    emerging: tuple[str, ...] = ()
    ecosystems: tuple[str, ...] = ()
    specialisation: str = ""
    members: Members = Members()
    upskilling: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    homepage: str = ""
    email: str = ""
    contact: Person | None = None
    """The line under the region."""
    details: Person | None = None
    """The block with somebody's own address and number."""
    team: tuple[Person, ...] = ()
    theme: str = ""
    """What an invented organisation is about; empty for a real one."""

    @property
    def is_network(self) -> bool:
        return self.path.startswith("/cluster-networks/")


def slug(name: str) -> str:
    """The last part of an address: accents flattened, punctuation dropped, little words left out."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l").replace("ß", "ss"))
    plain = re.sub(r"[^\w\s/-]", "", plain, flags=re.ASCII)
    words = [word for word in re.split(r"[\s/_-]+", plain) if word]
    return "-".join([word for word in words if word not in LITTLE_WORDS] or words)


def real_organisations() -> Iterator[Organisation]:
    """The organisations and networks of ``real.toml``, in its order."""
    rows = tomllib.loads((DATA / "real.toml").read_text("utf-8"))["organisation"]
    return map(_real, rows)


def _real(row: dict[str, Any]) -> Organisation:
    path = row.get("path", f"/content/{slug(row['name'])}")
    plain = ("native_name", "established", "staff", "label", "other_label", "specialisation", "homepage")
    lists = "networks sectors technologies s3 economic_domains emerging ecosystems upskilling".split()
    values: dict[str, Any] = {key: row[key] for key in plain if key in row}
    values |= {key: tuple(row[key]) for key in lists if key in row}
    return Organisation(
        name=row["name"],
        slug=path.rsplit("/", 1)[1],
        path=path,
        layout=row.get("layout", "B"),
        country=row["country"],
        description=_sentence(row, network=path.startswith("/cluster-networks/")),
        region_line=row.get("region_line", ""),
        completed=row.get("completed"),
        members=Members(**row.get("members", {})),
        **values,
    )


def _sentence(row: dict[str, Any], *, network: bool) -> str:
    """One sentence, made of known facts only."""
    place = row.get("city") or row.get("region_line", "").partition(": ")[2]
    words = [f"A {'network of clusters' if network else 'cluster organisation'}"]
    if row.get("long_name"):
        words.append(f"({row['long_name']})")
    words.append(f"based in {place}, {row['country']}" if place else f"based in {row['country']}")
    if row.get("works_with"):
        words.append(f"that works with {row['works_with']}")
    return " ".join(words) + "."
