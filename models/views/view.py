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

SEEN = f"v.outcome IN {READ} AND v.run_id NOT IN (SELECT run_id FROM runs WHERE quarantined <> '')"
"""SQL: whether visit ``v`` got the record, and its run is not in quarantine."""


def sighted(alias: str) -> str:
    """SQL: when the record ``alias`` was first and last read, by its visits."""
    visits = f"FROM visits v WHERE v.record_id = {alias}.record_id AND {SEEN}"
    return f"(SELECT MIN(v.at) {visits}) AS first_seen, (SELECT MAX(v.at) {visits}) AS last_seen"


def stated_at(alias: str) -> str:
    """SQL: the address of the page ``p`` that states a row of ``alias``, and the cell where it is a spreadsheet."""
    return f"p.url || COALESCE('#' || {alias}.place, '')"


def algebra(terms: str, *owner: str) -> str:
    """SQL: the records that answer each clause of each ``owner`` (columns of ``terms`` beside ``run_id``).

    One window and one inequality, where a join and two equations would say the same: PostgreSQL expects next to no
    rows of those, plans v1_yield for one row, and takes 5 s over 600.
    """
    of, alone = ", ".join(f"t.{name}" for name in owner), ", ".join(owner)
    return f"""
            SELECT t.run_id, {of}, t.clause, q.source || '/' || h.source_id AS record_id
            FROM (
                SELECT
                    run_id, {alone}, clause, search_id, negated,
                    SUM(CASE WHEN negated THEN 0 ELSE 1 END)
                        OVER (PARTITION BY run_id, {alone}, clause) AS needed
                FROM {terms}
            ) t
            JOIN queries q ON q.search_id = t.search_id
            JOIN hits h ON h.run_id = t.run_id AND h.search_id = t.search_id
            GROUP BY t.run_id, {of}, t.clause, q.source || '/' || h.source_id, t.needed
            HAVING SUM(CASE WHEN t.negated THEN -t.needed ELSE 1 END) >= t.needed
        """
