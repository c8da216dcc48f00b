"""The evidence on a pair in words, for the person who reads why two records are one, or might be."""

from __future__ import annotations

from collections.abc import Iterator

from harvest.identity.columns import Array, Columns
from harvest.identity.comparison import Evidence
from harvest.identity.weights import TABLES, cases

_AGREEMENTS = {
    "site": ("one homepage", "two homepages"),
    "mail": ("the e-mail address of one is at the other's homepage", ""),
    "country": ("one country", "two countries"),
    "place": ("one place", "two places"),
    "year": ("founded in one year", "founded in two years"),
    "date": ("founded on one day", ""),
}
_SHARED = {
    "acronym": "the acronym of one is the initials of the other",
    "own": "the homepage is named after what only one of the names says",
}


def reasons(columns: Columns, names: Array, evidence: Evidence, place: int, *, weighed: bool) -> tuple[str, ...]:
    """Sentences on the pair at ``place`` of the evidence; ``names`` are the rows of its two names. Symmetric.

    ``weighed``: the last one tells what each piece of evidence weighed.
    """
    told = tuple(_sentences(columns, names, {kind: int(values[place]) for kind, values in evidence.items()}))
    return (*told, _weights(evidence, place)) if weighed else told


def _weights(evidence: Evidence, place: int) -> str:
    cased = cases({kind: values[place : place + 1] for kind, values in evidence.items()})
    some = [TABLES[table][case[0]] for table, case in cased.items()]
    pieces = ", ".join(f"{said} {bits:+g}" for said, bits in some if bits)
    return f"in bits: {pieces}; in all {sum(bits for _, bits in some):+g}"


def _sentences(columns: Columns, names: Array, evidence: dict[str, int]) -> Iterator[str]:
    words = [{columns.words[row] for row in columns.names["words"][:, name] if row} for name in names]
    common = sorted(words[0] & words[1])
    if common:
        yield f"words of both names: {', '.join(common)}"
    apart = sorted(" ".join(sorted(one - other)) for one, other in (words, reversed(words)))
    if any(apart):
        yield f"words of one name: {' / '.join(filter(None, apart))}"
    if evidence["near"]:
        yield f"of these, spelled nearly alike: {evidence['near']}"
    if evidence["kin"]:
        yield f"of these, beginning alike: {evidence['kin']}"
    if evidence["other_land"] and evidence["site"] != 1:
        yield "one homepage but for the end of the host"
    elif evidence["host"] == 1 and evidence["site"] != 1:
        yield "two pages of one site"
    for kind, (agreed, differed) in _AGREEMENTS.items():
        sentence = {1: agreed, -1: differed}.get(evidence[kind], "")
        if sentence and not (
            kind == "site" and evidence[kind] == -1 and (evidence["host"] == 1 or evidence["other_land"])
        ):
            yield sentence
    yield from _measured(evidence)
    for kind, sentence in _SHARED.items():
        if evidence[kind] and (kind != "own" or evidence["site"] == 1):
            yield sentence


def _measured(evidence: dict[str, int]) -> Iterator[str]:
    if evidence["nuts"] == -1:
        yield "two regions"
    elif evidence["nuts"] >= 3:
        yield f"regions agree to {evidence['nuts']} letters of their codes"
    if evidence["ticked_either"]:
        yield f"facet values ticked by both: {evidence['ticked']} of {evidence['ticked_either']}"
