"""The read contract, printed from the views themselves so that it cannot lag behind them."""

from __future__ import annotations

from models.views import VIEWS
from models.views.view import View

_HEAD = """\
# The read contract

Read these views; the tables beneath them are private and change without notice. The views are the same on
SQLite and on PostgreSQL. They may get new columns at the end; a change of meaning comes as `v2_...` beside
the old view.

- Times are UTC, ISO 8601, as text: `2026-11-23T23:30:05Z`. They sort as text.
- Countries are ISO 3166-1 alpha-2, regions NUTS codes. Yes and no are 1 and 0.
- Identifiers are derived from what they name, so they are the same in every run and on every machine.
- A count is counted from rows. The only numbers taken from elsewhere are `reported_hits` (the source's own
  claim) and `published_hits` (the strategy's author).
- `page_sha256` is that of the body as archived, persons taken out.

This page is printed from the views: `python -m models.views > docs/read-contract.md`.
"""


def document() -> str:
    """The whole page, as Markdown."""
    return "\n".join([_HEAD, *map(_section, VIEWS)])


def _section(view: View) -> str:
    rows = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in view.columns.items())
    notes = f"\n{view.notes}\n" if view.notes else ""
    return f"## {view.name}\n\nOne row is {view.row}.\n\n| column | meaning |\n|---|---|\n{rows}\n{notes}"
