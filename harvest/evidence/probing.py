"""What the probes of a run say: how each source's own search reads, in words and with the numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.laws import LawSeen, doubts, read_laws
from harvest.probes import ACCENTS, ANY_OR_ALL, CASE, FACETS, NONSENSE, ORDER, STEM, UNIVERSE
from harvest.sources import load_source
from harvest.vocabulary import look_up


@dataclass(frozen=True, slots=True)
class Finding:
    """What one probe says of one source; ``doubtful`` where it should be otherwise."""

    source: str
    probe: str
    says: str
    numbers: dict[str, int | None]
    doubtful: bool = False
    otherwise: str = ""
    """How answers worked out here take it instead; empty where they take it so as well."""
    may_mean: frozenset[str] = frozenset()
    """What it may mean, in a word each, to be compared with another run's; none where nothing was told."""


@dataclass(frozen=True, slots=True)
class Semantics:
    """What a run learned of how its sources search."""

    probes: tuple[Finding, ...]
    laws: tuple[LawSeen, ...]

    @property
    def broken(self) -> tuple[LawSeen, ...]:
        return tuple(law for law in self.laws if law.holds is False)


def read_semantics(connection: Connection, run_id: str) -> Semantics:
    """Probes and laws of one run, from its rows."""
    asked: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
    for row in connection.execute(text(_PROBES), {"run_id": run_id}):
        asked[row.source, row.probe][row.query] = row.hits
    found = [_READ[probe](source, numbers) for (source, probe), numbers in asked.items() if probe in _READ]
    return Semantics((*found, *_facet_lists(connection, run_id)), tuple(read_laws(connection, run_id)))


def read_doubts(connection: Connection, run_id: str) -> dict[str, str]:
    """Search id to why its meaning is in doubt: a law that it breaks, or a probe that can't be right."""
    semantics = read_semantics(connection, run_id)
    found = doubts(list(semantics.laws))
    for finding in semantics.probes:
        if finding.doubtful and finding.probe in (NONSENSE, CASE):
            this = {"run_id": run_id, "source": finding.source}
            sql = _TEXT_SEARCHES if finding.probe == NONSENSE else _CASE_SEARCHES
            for search_id in connection.execute(text(sql), this).scalars():
                found.setdefault(search_id, f"semantics suspect: {finding.probe}: {finding.says}")
    return found


def _universe(source: str, numbers: dict[str, int | None]) -> Finding:
    (total,) = numbers.values()
    return Finding(source, UNIVERSE, "not told" if total is None else f"{total} records in all", numbers)


def _nonsense(source: str, numbers: dict[str, int | None]) -> Finding:
    ((word, hits),) = numbers.items()
    if hits is None:
        return Finding(source, NONSENSE, f"not told for {word}", numbers)
    if hits:
        return Finding(
            source,
            NONSENSE,
            f"{word} finds {hits}: the search falls back on something",
            numbers,
            True,
            may_mean=_SOMETHING,
        )
    return Finding(source, NONSENSE, f"{word} finds nothing, as it should", numbers, may_mean=_NOTHING)


def _alike(source: str, probe: str, numbers: dict[str, int | None], said: tuple[str, str], here: bool) -> Finding:
    """``said``: in words, that all numbers are one, and that they are not; ``here``: which of the two answers
    worked out here take for granted. Case and order must make no difference anywhere.
    """
    hits = list(numbers.values())
    if None in hits:
        return Finding(source, probe, "not told", numbers)
    counted = ", ".join(f"{word} {found}" for word, found in numbers.items())
    if not any(hits):
        return Finding(source, probe, f"nothing to tell it by ({counted})", numbers)
    alike = len(set(hits)) == 1
    says = f"{said[0] if alike else said[1]} ({counted})"
    otherwise = "" if alike == here else said[0] if here else said[1]
    doubtful = probe in (CASE, ORDER) and not alike
    return Finding(source, probe, says, numbers, doubtful, otherwise, frozenset(said[:1] if alike else said[1:]))


def _case(source: str, numbers: dict[str, int | None]) -> Finding:
    return _alike(source, CASE, numbers, ("makes no difference", "makes a difference"), here=True)


def _accents(source: str, numbers: dict[str, int | None]) -> Finding:
    return _alike(source, ACCENTS, numbers, ("make no difference", "make a difference"), here=True)


def _order(source: str, numbers: dict[str, int | None]) -> Finding:
    return _alike(source, ORDER, numbers, ("makes no difference", "makes a difference"), here=True)


def _stem(source: str, numbers: dict[str, int | None]) -> Finding:
    said = ("word stems are compared", "words are compared as they stand")
    return _alike(source, STEM, numbers, said, here=load_source(source).answering.stems)


def _any_or_all(source: str, numbers: dict[str, int | None]) -> Finding:
    if None in numbers.values() or len(numbers) < 4:
        return Finding(source, ANY_OR_ALL, "not told", numbers)
    loose, *apart, phrase = (hits for hits in numbers.values() if hits is not None)
    counted = ", ".join(f"{words} {hits}" for words, hits in numbers.items())
    meanings = ["phrase", "all"] if loose == phrase else ["all"]
    if loose >= max(apart) and loose > phrase:
        meanings = ["any"]
    here = load_source(source).answering.loose
    says = f"loose words: {' or '.join(_LOOSE[meaning] for meaning in meanings)} ({counted})"
    otherwise = "" if here in meanings else _LOOSE[here]
    return Finding(source, ANY_OR_ALL, says, numbers, otherwise=otherwise, may_mean=frozenset(meanings))


_NOTHING, _SOMETHING = frozenset(("nothing",)), frozenset(("something",))
_LOOSE = {"any": "any of them", "all": "all of them", "phrase": "side by side"}


_READ = {
    UNIVERSE: _universe,
    NONSENSE: _nonsense,
    CASE: _case,
    ACCENTS: _accents,
    STEM: _stem,
    ANY_OR_ALL: _any_or_all,
    ORDER: _order,
}


def _facet_lists(connection: Connection, run_id: str) -> list[Finding]:
    """The values that each source offers, and those that the run's queries needed and did not get."""
    offered: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, facet, value in connection.execute(text(_OFFERED), {"run_id": run_id}):
        offered[source].append((facet, value))
    found = []
    for source, values in offered.items():
        counts = Counter(facet for facet, _ in values)
        known = {(facet, look_up(facet, value)) for facet, value in values}
        filters = connection.execute(text(_FILTERS), {"run_id": run_id, "source": source}).scalars()
        needed = {tuple(one.partition(": ")[::2]) for line in filters for one in line.split("; ")}
        lacking = sorted(
            f"{facet} {value}"
            for facet, value in needed
            if facet in counts and (facet, look_up(facet, value)) not in known
        )
        says = ", ".join(f"{facet} {number}" for facet, number in counts.items())
        if lacking:
            says += f"; not offered: {', '.join(lacking)}"
        found.append(Finding(source, FACETS, says, dict(counts), bool(lacking)))
    return found


_PROBES = "SELECT source, probe, query, hits FROM v1_probes WHERE run_id = :run_id ORDER BY position"

_OFFERED = "SELECT source, facet, value FROM v1_offered_values WHERE run_id = :run_id ORDER BY source, facet, value"

_FILTERS = "SELECT DISTINCT filters FROM v1_searches WHERE run_id = :run_id AND source = :source AND filters <> ''"

_TEXT_SEARCHES = """
    SELECT search_id FROM v1_searches
    WHERE run_id = :run_id AND source = :source AND query <> '' AND reading IS NULL
"""

_CASE_SEARCHES = "SELECT search_id FROM v1_probes WHERE run_id = :run_id AND source = :source AND probe = 'case'"
