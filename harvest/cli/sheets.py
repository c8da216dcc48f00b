"""What ``harvest import sheet`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from harvest.cli.output import console, table

if TYPE_CHECKING:
    from harvest.crawl.sheets import Imported, Outcome

_MOST = 25
"""Rows of a table; the rest is counted, and stands in --json."""


def print_import(ended: Imported) -> None:
    """The records that are new or changed, what was refused and why, and what the file came to."""
    out = console()
    news = [one for one in ended.records if one.outcome != "unchanged" or one.unsure]
    if news:
        shown = table(("Cell", "word"), ("Name", "wide"), ("Outcome", "word"), ("", "wide"))
        for one in news[:_MOST]:
            shown.add_row(Text(one.place), Text(one.name), one.outcome, Text(_matches(one)))
        out.print(shown)
        _more(len(news))
    if ended.refused:
        shown = table(("Refused", "word"), ("", "wide"))
        for refusal in ended.refused[:_MOST]:
            shown.add_row(Text(refusal.place), Text(refusal.reason))
        out.print(shown)
        _more(len(ended.refused))
    if news or ended.refused:
        out.print()
    for line in _summary(ended):
        out.print(Text(line))


def _matches(one: Outcome) -> str:
    same = f"is {', '.join(one.matched)}" if one.matched else ""
    unsure = f"may be {', '.join(one.unsure)}" if one.unsure else ""
    return "; ".join(filter(None, (same, unsure))) or one.kind


def _summary(ended: Imported) -> list[str]:
    counts, refused = ended.counts, len(ended.refused)
    would = "would be " if ended.dry_run else ""
    matched, unsure = (sum(bool(getattr(one, kind)) for one in ended.records) for kind in ("matched", "unsure"))
    lines = [
        f"{ended.file}: {counts['new']} {would}new, {counts['changed']} {would}changed, "
        f"{counts['unchanged']} unchanged, {refused} refused.",
        f"{matched} matched an organisation or programme that was there, {unsure} wait for `harvest judge`.",
    ]
    if ended.absent:
        lines.append(f"{ended.absent} of {ended.source} are not in this file; they stay as they are.")
    if ended.about_persons:
        lines.append(f"Left out, for they are about persons: {', '.join(ended.about_persons)}.")
    others = [title for title in ended.unread if title not in ended.about_persons]
    if others:
        lines.append(f"Not read, for the mapping does not name them: {', '.join(others)}.")
    if ended.persons:
        lines.append(f"{ended.persons} cells lost a personal address or a telephone number.")
    if ended.dry_run:
        lines.append("A dry run: nothing was written.")
    elif ended.run_id is None:
        lines.append("Nothing new: nothing was written.")
    else:
        lines.append(f"Run {ended.run_id}.")
    return lines


def _more(count: int) -> None:
    if count > _MOST:
        console().print(f"… and {count - _MOST} more, in --json")
