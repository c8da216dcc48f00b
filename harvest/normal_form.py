"""An expression as a union of intersections, which is how a site can be asked.

Disjunctive normal form: ``OR`` outside, ``AND`` inside, ``NOT`` on single atoms only. What is said twice, what
contradicts itself and what another clause already holds is left out, so that nothing is asked in vain.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from harvest.errors import HarvestError
from harvest.query import And, Atom, Everything, Expression, Not, Or

MOST = 200
"""Clauses. The longest query of the packaged catalogue has a dozen; a product of unions doubles with each factor."""


class Literal(NamedTuple):
    """One atom that must hold, or must not."""

    atom: Atom
    negated: bool


Literals = tuple[Literal, ...]


class TooManyClauses(HarvestError):
    """Raised for a query whose normal form nobody would wait for."""


def normal_form(expression: Expression) -> tuple[Literals, ...]:
    """The clauses of an expression; none where it contradicts itself.

    ``*:*`` says nothing beside anything else, and alone leaves an empty clause. Raises TooManyClauses.
    """
    clauses = [_simple(clause) for clause in _clauses(expression, negated=False)]
    consistent = [clause for clause in dict.fromkeys(clauses) if clause is not None]
    sets = [frozenset(clause) for clause in consistent]
    return tuple(clause for clause in consistent if not any(other < frozenset(clause) for other in sets))


def _clauses(expression: Expression, *, negated: bool) -> list[Literals]:
    match expression:
        case Not(part):
            return _clauses(part, negated=not negated)
        case And(parts) | Or(parts):
            forms = [_clauses(part, negated=negated) for part in parts]
            # De Morgan: under a NOT the two change places.
            if isinstance(expression, Or) is not negated:
                return _checked([clause for form in forms for clause in form])
            combined: list[Literals] = [()]
            for form in forms:
                combined = _checked([(*one, *other) for one, other in product(combined, form)])
            return combined
        case _:
            return [(Literal(expression, negated),)]


def _checked(clauses: list[Literals]) -> list[Literals]:
    if len(clauses) > MOST:
        raise TooManyClauses(f"this comes to more than {MOST} combinations: split it into several strategies")
    return clauses


def _simple(clause: Literals) -> Literals | None:
    """Without repetition and without ``*:*``; None where nothing can satisfy it."""
    if Literal(Everything(), negated=True) in clause:
        return None
    told = dict.fromkeys(literal for literal in clause if not isinstance(literal.atom, Everything))
    if any(Literal(literal.atom, not literal.negated) in told for literal in told):
        return None
    return tuple(told)
