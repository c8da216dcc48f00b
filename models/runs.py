"""What was asked and fetched: runs, searches, probes, pages, hits.

No table here holds a count. The only number that a source gave us, its claimed total, is in ``searches``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Run(Base):
    """One harvest, from its plan to its ledger."""

    __tablename__ = "runs"

    run_id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[str]
    finished_at: Mapped[str | None]
    status: Mapped[str]
    """running, complete, partial, blocked or failed."""
    mode: Mapped[str]
    strategies_sha256: Mapped[str]
    harvest_version: Mapped[str]
    home_nuts: Mapped[str | None]
    """The home region: organisations elsewhere count as external."""
    settled_at: Mapped[str | None]
    """When it was worked out what follows from this run: null before that, also where it was killed at its very end."""
    quarantined: Mapped[str]
    """Why nothing may follow from this run, with the numbers; empty where it is a run like others."""
    pruned_at: Mapped[str | None]
    """When all of it went but what the history of records stands on (``pipelines.storing.pruning``)."""


class RunPlan(Base):
    """What a run set out to do, as far as only a resume needs it again."""

    __tablename__ = "run_plans"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    document: Mapped[str]
    """JSON, written and read by ``harvest.crawl.kept_plan``."""


class Lock(Base):
    """Who harvests a source into this database just now: one row while somebody does, or after it died doing so."""

    __tablename__ = "locks"

    source: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str]
    holder: Mapped[str]
    """One process at one time: a number drawn at random."""
    host: Mapped[str]
    pid: Mapped[int]
    beat_at: Mapped[str]
    """The last sign of life."""


class RunSource(Base):
    """The address at which one run reached one source."""

    __tablename__ = "run_sources"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]


class Import(Base):
    """The file that a run took in, whose word it is, and how it was read."""

    __tablename__ = "imports"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str]
    file: Mapped[str]
    """Its name, without folders."""
    file_sha256: Mapped[str]
    mapping: Mapped[str]
    mapping_sha256: Mapped[str]
    imported_by: Mapped[str]
    imported_at: Mapped[str]


class SentRequest(Base):
    """One request that left this machine, robots.txt and retries included."""

    __tablename__ = "requests"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    url: Mapped[str]
    sent_at: Mapped[str]


class Query(Base):
    """One question to one source; the same question has the same id in every run."""

    __tablename__ = "queries"

    search_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    text: Mapped[str]
    filters: Mapped[str]
    """The facets, readable: ``s3: KETs/Photonics; country: Sweden``."""


class Search(Base):
    """One query asked in one run."""

    __tablename__ = "searches"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    search_id: Mapped[str] = mapped_column(ForeignKey("queries.search_id"), primary_key=True)
    rung: Mapped[str | None]
    """Which way the answer was got: search form, listing, sitemap; or worked out here, from what was read."""
    depth: Mapped[str]
    """What it was asked for: its total (one page), its hits, or their records as well."""
    reading: Mapped[str | None]
    """How texts were read where the answer was worked out here; null where the source itself searched."""
    semantics: Mapped[str]
    """Why its meaning is in doubt, with the numbers: a law that it breaks; empty where it breaks none."""
    claimed_total: Mapped[int | None]
    status: Mapped[str]
    """running, complete, blocked, capped, changed or failed."""
    reason: Mapped[str]
    started_at: Mapped[str | None]
    finished_at: Mapped[str | None]


class Probe(Base):
    """One search that tells what a source's own search makes of words."""

    __tablename__ = "probes"
    __table_args__ = (ForeignKeyConstraint(["run_id", "search_id"], ["searches.run_id", "searches.search_id"]),)

    run_id: Mapped[str] = mapped_column(primary_key=True)
    probe: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its place among the questions of the probe."""
    search_id: Mapped[str]


class OfferedValue(Base):
    """One value that a source's own filters offered in one run."""

    __tablename__ = "offered_values"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))


class Page(Base):
    """One page as fetched in one run, and where its body lies in the archive.

    A request that is sent again in the same run (after a block, on a resume) and gets the same body is the
    same page; with another body it is another page, so that a statement always points to the body that states
    it.
    """

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("run_id", "source", "request_key", "sha256_archived"),
        {"sqlite_autoincrement": True},
    )

    page_id: Mapped[int] = mapped_column(primary_key=True)
    """Grows with time and is never used twice: a page with a lower number was had earlier."""
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    source: Mapped[str]
    url: Mapped[str]
    request_key: Mapped[str]
    fetched_at: Mapped[str]
    http_status: Mapped[int]
    sha256_fetched: Mapped[str]
    sha256_archived: Mapped[str]
    archive_file: Mapped[str]
    archive_offset: Mapped[int] = mapped_column(BigInteger)
    archive_length: Mapped[int]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    """The validators that came with it, as printed."""


class Address(Base):
    """One record that a source's sitemap listed in one run: it was on the platform, whoever found it."""

    __tablename__ = "addresses"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    changed_at_source: Mapped[str]
    """As the sitemap prints it; empty where it prints nothing."""
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))


class SearchPage(Base):
    """One page that one search read."""

    __tablename__ = "search_pages"
    __table_args__ = (ForeignKeyConstraint(["run_id", "search_id"], ["searches.run_id", "searches.search_id"]),)

    run_id: Mapped[str] = mapped_column(primary_key=True)
    search_id: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"), primary_key=True, autoincrement=False)


class Hit(Base):
    """One search found one record. The record itself may never be had."""

    __tablename__ = "hits"
    __table_args__ = (ForeignKeyConstraint(["run_id", "search_id"], ["searches.run_id", "searches.search_id"]),)

    run_id: Mapped[str] = mapped_column(primary_key=True)
    search_id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    url: Mapped[str]
    name: Mapped[str]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.page_id"))
    """The page that lists it. Where that page was not asked again, it is one of an earlier run."""
    card_sha256: Mapped[str | None]
    """Of all that the list says of the record; null for hits stored before it was kept."""
