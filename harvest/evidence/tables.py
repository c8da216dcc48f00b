"""The rows of a public view, one after the other; nothing is held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text

_AT_ONCE = 1000
_WHO = ("decided_by", "imported_by")


def read_table(connection: Connection, view: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Every row, in one order on every machine; persons who decided or brought something without their names."""
    # The names are our own constants, and all of them are columns of the view.
    order = ", ".join(str(place) for place in range(1, len(columns) + 1))
    sql = text(f"SELECT {', '.join(columns)} FROM {view} ORDER BY {order}")  # noqa: S608
    who = [place for place, column in enumerate(columns) if column in _WHO]
    for row in connection.execute(sql, execution_options={"yield_per": _AT_ONCE}):
        yield (
            tuple(_nameless(value) if place in who else value for place, value in enumerate(row)) if who else tuple(row)
        )


def _nameless(who: str | None) -> str | None:
    """``person: anna`` is a person; a rule is named."""
    return "person" if who is not None and who.startswith("person:") else who
