"""Records that are not to be found any more because their organisation has another address now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harvest.evidence.standing import Standing
from harvest.records import MOVED


@dataclass(frozen=True, slots=True)
class Of:
    """What a record is about, and where it is from."""

    source: str
    source_id: str
    kind: str
    organisation_id: str | None


def successors(standing: Standing, records: Mapping[str, Of]) -> dict[str, str]:
    """Of records that are missing, gone or not: the record that took their place, where one did.

    It is one that the missing record's address leads to; else one of the same source that is judged to be the same
    organisation, was read for the first time after the missing one was read for the last, and is there itself. Of
    several, the first in alphabetical order.
    """
    there: dict[tuple[str, str], list[str]] = {}
    for record_id in standing.known:
        of = records[record_id]
        if of.organisation_id is not None and not standing.misses(record_id):
            there.setdefault((of.source, of.organisation_id), []).append(record_id)
    found = {}
    for record_id, (_, reason) in standing.missed.items():
        of, last_read = records[record_id], standing.known[record_id].last_read
        moved = f"{of.source}/{reason.removeprefix(MOVED)}" if reason.startswith(MOVED) else ""
        fellows = there.get((of.source, of.organisation_id or ""), [])
        later = [one for one in fellows if standing.known[one].first_read > last_read]
        if moved in standing.known:
            found[record_id] = moved
        elif later:
            found[record_id] = min(later)
    return found
