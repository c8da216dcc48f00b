"""Numbers of members, checked against each other. A contradiction is said, and nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping

PARTS = ("members_sme", "members_large", "members_research", "members_civil_society", "members_other")
"""What the total is the sum of, as profiles show that print all of them; start-ups are counted inside SMEs."""
_USUAL = frozenset(PARTS[:3])


def contradictions(counts: Mapping[str, int]) -> list[str]:
    """What does not add up, in words; empty where all does or too little is stated to tell.

    Parts may be left out, so a sum below the total says something only where the three usual parts are stated.
    """
    found = []
    total, parts = counts.get("members_total"), {part: counts[part] for part in PARTS if part in counts}
    if total is not None and parts:
        added = sum(parts.values())
        if added > total or (added < total and parts.keys() >= _USUAL):
            found.append(f"{total} members in total, but {' + '.join(map(str, parts.values()))} = {added}")
    startups, sme = counts.get("members_startup"), counts.get("members_sme")
    if startups is not None and sme is not None and startups > sme:
        found.append(f"{startups} start-ups among {sme} SMEs")
    return found
