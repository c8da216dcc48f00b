"""What a view is here: its SQL, and the words that the read contract prints about it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class View:
    """One public view. Its SQL runs unchanged on SQLite and on PostgreSQL."""

    name: str
    row: str
    """What one row is."""
    columns: dict[str, str]
    """Column name to its meaning, in the order of the view."""
    select: str
    notes: str = ""
    """What a reader must know beyond the columns: rules of choice, what is null and why."""

    @property
    def ddl(self) -> str:
        """The statement that makes the view."""
        return f"CREATE VIEW {self.name} AS\n{dedent(self.select).strip()}"


READ = "('new', 'changed', 'unchanged')"
"""Outcomes of a visit that got the record."""


def sighted(alias: str) -> str:
    """SQL: when the record ``alias`` was first and last read, by its visits."""
    visits = f"FROM visits v WHERE v.record_id = {alias}.record_id AND v.outcome IN {READ}"
    return f"(SELECT MIN(v.at) {visits}) AS first_seen, (SELECT MAX(v.at) {visits}) AS last_seen"
