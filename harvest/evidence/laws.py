"""Five laws that every search obeys, whatever it makes of words; one that is broken puts a meaning in doubt.

- a phrase is within its words: what has the words side by side has each of them, and answers them as typed;
- all is within any: loose words find what each of them finds, or no more than each of them, as the site reads them;
- a facet narrows;
- order is free;
- containment: a strategy that claims to hold another one holds it.

Where all hits of both sides were read, sets are compared; else the totals, which can break a law but not prove it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.searched import Answers, Searched, read_answers

PHRASE, ANY, FACET, ORDER, CONTAINS = "phrase in all", "all in any", "facet narrows", "order free", "containment"


@dataclass(frozen=True, slots=True)
class LawSeen:
    """One instance of a law in one run: the left side must be within the right one."""

    source: str
    law: str
    left: str
    right: str
    left_hits: int | None
    right_hits: int | None
    holds: bool | None
    """None where too little of either side was read to tell."""
    searches: tuple[str, ...]
    """Whose meaning is in doubt if it does not hold."""

    def __str__(self) -> str:
        return f"{self.law}: {self.left} has {self.left_hits}, {self.right} has {self.right_hits}"


def read_laws(connection: Connection, run_id: str) -> list[LawSeen]:
    """Every instance of the laws that the run's own searches give."""
    answers = read_answers(connection, run_id)
    seen = [law for search in answers.searches for law in _of_search(answers, search)]
    return [*seen, *_containments(connection, run_id)]


def doubts(laws: list[LawSeen]) -> dict[str, str]:
    """Search id to why its meaning is in doubt, with the two numbers; only of laws that are broken."""
    found: dict[str, str] = {}
    for law in laws:
        if law.holds is False:
            for search_id in law.searches:
                found.setdefault(search_id, f"semantics suspect: {law}")
    return found


def _of_search(answers: Answers, search: Searched) -> Iterator[LawSeen]:
    source, filters = search.source, search.filters
    if search.text and filters:
        for wider in (answers.find(source, search.text), answers.find(source, "", filters)):
            if wider is not None:
                yield _within(answers, FACET, search, wider)
    words = search.text.strip('"').split()
    if len(words) < 2 or "*" in search.text:
        return
    apart = [found for word in words if (found := answers.find(source, word, filters)) is not None]
    if search.text.startswith('"'):
        for wider in apart:
            yield _within(answers, PHRASE, search, wider)
        loose = answers.find(source, " ".join(words), filters)
        if loose is not None:
            yield _within(answers, PHRASE, search, loose)
        return
    reads_any = _reads_any(search, apart)
    for one in apart:
        yield _within(answers, ANY, one, search) if reads_any else _within(answers, ANY, search, one)
    turned = answers.find(source, " ".join(reversed(words)), filters)
    if turned is not None and words < words[::-1]:
        yield _equal(answers, search, turned)


def _reads_any(loose: Searched, apart: list[Searched]) -> bool:
    """Whether the site joins loose words by OR: then they find at least what the commonest of them finds."""
    totals = [one.total for one in apart if one.total is not None]
    return loose.total is not None and bool(totals) and loose.total >= max(totals)


def _within(answers: Answers, law: str, left: Searched, right: Searched) -> LawSeen:
    narrow, wide = answers.hits(left), answers.hits(right)
    holds: bool | None = None
    if narrow is not None and wide is not None:
        holds = narrow <= wide
    elif left.total is not None and right.total is not None:
        holds = left.total <= right.total
    return _seen(law, left, right, holds)


def _equal(answers: Answers, left: Searched, right: Searched) -> LawSeen:
    one, other = answers.hits(left), answers.hits(right)
    holds: bool | None = None
    if one is not None and other is not None:
        holds = one == other
    elif left.total is not None and right.total is not None:
        holds = left.total == right.total
    return _seen(ORDER, left, right, holds)


def _seen(law: str, left: Searched, right: Searched, holds: bool | None) -> LawSeen:
    both = (left.search_id, right.search_id)
    return LawSeen(left.source, law, str(left), str(right), left.total, right.total, holds, both)


def _containments(connection: Connection, run_id: str) -> Iterator[LawSeen]:
    for row in connection.execute(text(_CONTAINMENTS), {"run_id": run_id}):
        searches = connection.execute(text(_TERMS), {"run_id": run_id, "strategy": row.strategy}).scalars()
        holds = None if row.unread else row.outside == 0
        yield LawSeen(row.source, CONTAINS, row.contained, row.strategy, row.part, row.whole, holds, tuple(searches))


_CONTAINMENTS = """
    SELECT
        c.strategy, c.contained, rs.source,
        (SELECT COUNT(*) FROM v1_strategy_hits a
          WHERE a.run_id = c.run_id AND a.strategy = c.contained) AS part,
        (SELECT COUNT(*) FROM v1_strategy_hits b
          WHERE b.run_id = c.run_id AND b.strategy = c.strategy) AS whole,
        (SELECT COUNT(*) FROM strategy_terms t
          JOIN searches s ON s.run_id = t.run_id AND s.search_id = t.search_id
          WHERE t.run_id = c.run_id AND t.strategy IN (c.strategy, c.contained)
            AND (s.status <> 'complete' OR s.depth = 'total')) AS unread,
        (SELECT COUNT(*) FROM v1_strategy_hits a
          WHERE a.run_id = c.run_id AND a.strategy = c.contained AND NOT EXISTS (
            SELECT 1 FROM v1_strategy_hits b
            WHERE b.run_id = a.run_id AND b.strategy = c.strategy AND b.record_id = a.record_id)) AS outside
    FROM strategy_contains c
    JOIN run_strategies rs ON rs.run_id = c.run_id AND rs.strategy = c.strategy
    WHERE c.run_id = :run_id
"""

_TERMS = "SELECT DISTINCT search_id FROM strategy_terms WHERE run_id = :run_id AND strategy = :strategy"
