"""Whether a source's own search means something else than before: probes and laws decide."""

from __future__ import annotations

from sqlalchemy import Connection, text

from harvest.evidence.probing import Finding, Semantics, read_semantics
from harvest.probes import ACCENTS, ANY_OR_ALL, CASE, NONSENSE, ORDER, STEM


class Searching:
    """How sources searched, run by run; each run is looked at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._semantics: dict[str, Semantics] = {}
        self._doubts: dict[str, frozenset[str]] = {}

    def turned(self, before: str, after: str, source: str, search_id: str, typed: str) -> tuple[str, ...]:
        """What tells that this search of ``typed`` means something else in the second run than in the first.

        The names of the probes that bear on these words and say otherwise than before, and ``a law`` where the search
        breaks one that it kept.
        """
        findings = [self._findings(run_id, source) for run_id in (before, after)]
        found = [
            probe
            for probe in sorted(findings[0].keys() & findings[1].keys())
            if bears_on(probe, typed) and says_otherwise(findings[0][probe], findings[1][probe])
        ]
        if search_id in self._suspect(after) - self._suspect(before):
            found.append("a law")
        return tuple(found)

    def _findings(self, run_id: str, source: str) -> dict[str, Finding]:
        if run_id not in self._semantics:
            self._semantics[run_id] = read_semantics(self._connection, run_id)
        return {one.probe: one for one in self._semantics[run_id].probes if one.source == source}

    def _suspect(self, run_id: str) -> frozenset[str]:
        if run_id not in self._doubts:
            rows = self._connection.execute(text(_SUSPECT), {"run_id": run_id})
            self._doubts[run_id] = frozenset(rows.scalars())
        return self._doubts[run_id]


def says_otherwise(before: Finding, after: Finding) -> bool:
    """Both tell something, and nothing that both may mean."""
    return bool(before.may_mean and after.may_mean and not before.may_mean & after.may_mean)


def bears_on(probe: str, typed: str) -> bool:
    """Whether what a probe finds matters for a search of these words."""
    words = typed.strip('"').split()
    loose = len(words) > 1 and not typed.startswith('"')
    return {
        NONSENSE: bool(words),
        STEM: bool(words),
        ANY_OR_ALL: loose,
        ORDER: loose,
        CASE: typed != typed.casefold(),
        ACCENTS: not typed.isascii(),
    }.get(probe, False)


_SUSPECT = "SELECT search_id FROM v1_searches WHERE run_id = :run_id AND semantics <> ''"
