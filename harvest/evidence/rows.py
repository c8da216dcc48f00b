"""From rows of a query to the dataclass that names their columns."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, text

T = TypeVar("T")


def read_rows(connection: Connection, kind: type[T], sql: str, **parameters: Any) -> list[T]:
    """Every row of the query as a ``kind``, whose fields are named like the columns and stand in their order.

    Raises TypeError when they don't: a view that grew must not fill the wrong field.
    """
    result = connection.execute(text(sql), parameters)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    if names != list(result.keys()):
        raise TypeError(f"{kind.__name__} has {names}, the query gives {list(result.keys())}")
    return [kind(*row) for row in result]
