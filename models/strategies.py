"""What a run set out to ask: priorities, strategies and the searches that each is made of."""

from __future__ import annotations

from sqlalchemy import Double, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Priority(Base):
    """One priority of the home region, as its strategy file names it."""

    __tablename__ = "priorities"

    priority: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[str]
    name_sv: Mapped[str]
    name_en: Mapped[str]
    published_count: Mapped[int | None]
    terms_en: Mapped[str]
    """A JSON list: what to call it, to narrow a search that is too wide."""
    terms_sv: Mapped[str]
    """The same in Swedish, for what Swedish regions declare."""
    s3: Mapped[str]
    """A JSON list: the S3 priority areas that it falls under."""


class RunStrategy(Base):
    """One strategy as one run understood it, with the limits its band is judged by."""

    __tablename__ = "run_strategies"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    strategy: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    priority: Mapped[str] = mapped_column(ForeignKey("priorities.priority"))
    origin: Mapped[str]
    source: Mapped[str]
    query: Mapped[str]
    """In Lucene's syntax, as the strategy file has it."""
    printed: Mapped[str]
    """As the report prints it."""
    published_hits: Mapped[int | None]
    dead_max: Mapped[int]
    too_few_max: Mapped[int]
    workable_max: Mapped[int]
    unmanageable_min: Mapped[int]
    unmanageable_share: Mapped[float] = mapped_column(Double)
    """Or more than this share of the source's own total."""
    expected_band: Mapped[str | None]
    """What the strategy's author predicted."""


class StrategyContains(Base):
    """One strategy claims to hold another: its hits must be among its own."""

    __tablename__ = "strategy_contains"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "strategy"], ["run_strategies.run_id", "run_strategies.strategy"]),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str] = mapped_column(primary_key=True)
    contained: Mapped[str] = mapped_column(primary_key=True)


class StrategyTerm(Base):
    """One search within one strategy: a union of clauses, each the intersection of its searches.

    A negated search takes its records out of its clause. A clause needs at least one that is not negated.
    """

    __tablename__ = "strategy_terms"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "strategy"], ["run_strategies.run_id", "run_strategies.strategy"]),
        ForeignKeyConstraint(["run_id", "search_id"], ["searches.run_id", "searches.search_id"]),
        Index(None, "run_id", "search_id"),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str] = mapped_column(primary_key=True)
    clause: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    search_id: Mapped[str] = mapped_column(primary_key=True)
    negated: Mapped[bool]


class RunReading(Base):
    """Another meaning that a strategy's printed search may have, as one run understood it."""

    __tablename__ = "run_readings"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "strategy"], ["run_strategies.run_id", "run_strategies.strategy"]),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str] = mapped_column(primary_key=True)
    reading: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1; the strategy's own query is reading 0 in ``v1_readings``."""
    query: Mapped[str]


class ReadingTerm(Base):
    """One search within one reading; made like ``StrategyTerm``."""

    __tablename__ = "reading_terms"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "strategy", "reading"], ["run_readings.run_id", "run_readings.strategy", "run_readings.reading"]
        ),
        ForeignKeyConstraint(["run_id", "search_id"], ["searches.run_id", "searches.search_id"]),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str] = mapped_column(primary_key=True)
    reading: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clause: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    search_id: Mapped[str] = mapped_column(primary_key=True)
    negated: Mapped[bool]
