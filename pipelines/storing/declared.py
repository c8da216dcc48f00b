"""Which home priority each declared one is taken for, and what the regions are called in which something was found."""

from __future__ import annotations

import json

from sqlalchemy import Connection, insert, select, text, update

from harvest.errors import UsageError
from harvest.evidence.declaring import RULES_VERSION, HomePriority, Match, filed_under, matches
from harvest.identity.organisations import by_person
from harvest.normalise.nuts import regions
from harvest.normalise.text import label_key
from harvest.vocabulary import nearest
from models.screening import DeclaredMatch, NutsName
from models.strategies import Priority

_Key = tuple[str, str, str]
MATCH, NO_MATCH = "match", "no match"


def match_declared(connection: Connection, now: str) -> None:
    """Bring the rules' matches up to date with what regions declare and what the priorities are called.

    What a person said of a title is never touched. Where nothing changed, no row is written.
    """
    wanted = _wanted(connection)
    rule = (DeclaredMatch.undone_at.is_(None), DeclaredMatch.decided_by.startswith("declared-"))
    standing: dict[_Key, tuple[int, tuple[float, str, str]]] = {
        (row.nuts, row.title, row.priority): (row.match_id, (row.score, row.reason, row.decided_by))
        for row in connection.execute(select(DeclaredMatch.__table__).where(*rule))
    }
    said = {key: (match.score, match.reason, RULES_VERSION) for key, match in wanted.items()}
    outdated = [number for key, (number, content) in standing.items() if said.get(key) != content]
    if outdated:
        connection.execute(update(DeclaredMatch).where(DeclaredMatch.match_id.in_(outdated)).values(undone_at=now))
    fresh = [
        {
            "nuts": key[0], "title": key[1], "priority": key[2], "verdict": MATCH, "score": content[0],
            "reason": content[1], "decided_by": content[2], "decided_at": now,
        }
        for key, content in said.items()
        if key not in standing or standing[key][1] != content
    ]  # fmt: skip
    if fresh:
        connection.execute(insert(DeclaredMatch), fresh)


def overrule(
    connection: Connection, nuts: str, title: str, priority: str, verdict: str | None, *, reason: str, by: str, now: str
) -> str:
    """A person's word on one declared title: match, no match, or None to leave it to the rules again.

    Gives the title as the page prints it. Raises UsageError where the region declares nothing of that title, or
    where there is nothing to take back.
    """
    if not by_person(by):
        raise ValueError(f"{by!r} is no person")
    printed = _declared(connection, nuts, title)
    standing = (
        DeclaredMatch.nuts == nuts, DeclaredMatch.title == printed, DeclaredMatch.priority == priority,
        DeclaredMatch.undone_at.is_(None), DeclaredMatch.decided_by.startswith("person"),
    )  # fmt: skip
    taken_back = connection.execute(update(DeclaredMatch).where(*standing).values(undone_at=now)).rowcount
    if verdict is not None:
        connection.execute(
            insert(DeclaredMatch).values(
                nuts=nuts,
                title=printed,
                priority=priority,
                verdict=verdict,
                score=1.0,
                reason=reason,
                decided_by=by,
                decided_at=now,
            )
        )
    elif not taken_back:
        raise UsageError(f"nobody has decided anything on {printed!r} of {nuts} and {priority}")
    return printed


def _declared(connection: Connection, nuts: str, wanted: str) -> str:
    """The title as the page prints it, by any spelling."""
    titles = list(connection.scalars(text(_TITLES), {"nuts": nuts}))
    for title in titles:
        if label_key(title) == label_key(wanted):
            return str(title)
    if not titles:
        raise UsageError(f"no page was read on which {nuts} declares anything")
    raise UsageError(
        f"{nuts} declares nothing called {wanted!r}; nearest: {'; '.join(nearest(wanted, titles) or titles)}"
    )


def name_regions(connection: Connection) -> None:
    """Name every region, and every larger one around it, in which the store places an organisation or a page."""
    placed = connection.scalars(text(_PLACED))
    codes = {nuts[:letters] for nuts in placed for letters in range(2, len(nuts) + 1)}
    known = regions()
    missing = sorted(codes - set(connection.scalars(select(NutsName.nuts))))
    named = [
        {"nuts": one.nuts, "country": one.country, "name": one.name, "name_en": one.name_en, "name_sv": one.name_sv}
        for one in (known[nuts] for nuts in missing if nuts in known)
    ]
    if named:
        connection.execute(insert(NutsName), named)


def _wanted(connection: Connection) -> dict[_Key, Match]:
    """What the rules say of all that is declared today."""
    homes = [
        HomePriority(
            row.priority, (row.name_en, row.name_sv), (*json.loads(row.terms_en), *json.loads(row.terms_sv)),
            tuple(json.loads(row.s3)),
        )
        for row in connection.execute(select(Priority.__table__).order_by(Priority.position, Priority.priority))
    ]  # fmt: skip
    said = [
        ((row.nuts, row.title, match.priority), match)
        for row in connection.execute(text(_DECLARED))
        for match in matches(homes, row.title, row.description)
    ]
    said += [
        ((row.nuts, row.value, match.priority), match)
        for row in connection.execute(text(_FILED))
        for match in filed_under(homes, row.value)
    ]
    # One title may stand under several descriptions: the surest reason is the last to be put.
    return dict(sorted(said, key=lambda one: one[1].score))


_TITLES = """
    SELECT title FROM region_priorities WHERE nuts = :nuts AND closed_page_id IS NULL
    UNION
    SELECT s.value FROM statements s JOIN regions g ON g.record_id = s.record_id
    WHERE g.nuts = :nuts AND s.closed_page_id IS NULL AND s.field = 'policy_objective'
"""

_DECLARED = """
    SELECT nuts, title, description FROM region_priorities WHERE closed_page_id IS NULL
    ORDER BY nuts, title, description
"""

_FILED = """
    SELECT DISTINCT g.nuts, s.value
    FROM statements s
    JOIN regions g ON g.record_id = s.record_id
    WHERE s.closed_page_id IS NULL AND s.field = 'policy_objective'
"""

_PLACED = """
    SELECT DISTINCT value FROM statements WHERE field IN ('nuts', 'nuts_part', 'nuts_successor')
    UNION SELECT nuts FROM regions
"""
