"""What to ask instead: a narrower query where one finds too much to read, a wider one where one finds nothing.

Every rung of ``narrower`` is within the query, in every reading. Every rung of ``wider`` contains it where loose words
mean any of them and words are compared as they stand; by stems, ``general`` also finds what ``general*`` doesn't.
What stands under a NOT is left alone: there, less is more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from harvest.directory.facets import keys
from harvest.directory.words import ends_in_word
from harvest.directory.words import words as words_of
from harvest.errors import QuerySyntaxError
from harvest.query import And, Everything, Expression, Facet, Not, Or, Phrase, Prefix, Text, parse, written
from harvest.query import facets as facets_of

_LITTLE = frozenset("a an and at by for in of on or the to with".split())
_ENDINGS = ("ies", "ing", "es", "s", "y", "e")
_STEM = 4
"""Letters that must be left of a word that loses its ending: ``car*`` for care would find cargo."""

_Move = Callable[[Expression], Expression | None]
"""What becomes of one part of a query; None where the move can't be made there."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One query to try instead."""

    query: str
    why: str
    """The move in words: ``as a phrase``."""


def narrower(expression: Expression, words: Sequence[str], facets: Sequence[str]) -> list[Rung]:
    """Ways to find less: loose words as a phrase, then with each of the words, then with each of the facets.

    ``words``: terms of the priority. ``facets``: its S3 values, ``Group/Value``. What the query has is not asked again.
    """
    moves = [(_everywhere(_as_phrase, expression), "as a phrase")]
    asked = [_spaced(words_of(text)) for text in _texts(expression)]
    for term in words:
        looked_for = words_of(term)
        if looked_for and not any(_spaced(looked_for) in text for text in asked):
            moves.append((_with(expression, _term(term)), "with a second word"))
            asked.append(_spaced(looked_for))
    had = [keys(facet.field, facet.value) for facet in facets_of(expression) if facet.field == "s3"]
    for value in facets:
        if keys("s3", value) not in had:
            moves.append((_with(expression, Facet("s3", value)), "with a facet"))
            had.append(keys("s3", value))
    return list(_rungs(expression, moves))


def wider(expression: Expression) -> list[Rung]:
    """Ways to find more: without marks, either word, open at the end, without each of the facets.

    Little words of a phrase are let go with its marks: ``"pulp and paper"`` becomes ``pulp paper``.
    """
    moves = [
        (_everywhere(_without_marks, expression), "without the quotation marks"),
        (_everywhere(_either, expression), "either word"),
        (_everywhere(_opened, expression), "open at the end"),
    ]
    for facet in dict.fromkeys(facets_of(expression)):
        moves.append((_everywhere(partial(_without, facet), expression), "without the facet"))
    return list(_rungs(expression, moves))


def _rungs(expression: Expression, moves: list[tuple[Expression, str]]) -> Iterator[Rung]:
    seen = {written(expression), written(_everywhere(lambda _: None, expression))}
    for moved, why in moves:
        query = written(moved)
        if query not in seen and _readable(moved):
            seen.add(query)
            yield Rung(query, why)


def _readable(expression: Expression) -> bool:
    """Whether the language has it: a word may look like an operator, or hold a sign that is refused."""
    try:
        return parse(written(expression)) == expression
    except QuerySyntaxError:
        return False


def _everywhere(move: _Move, expression: Expression) -> Expression:
    """The expression after a move at each outermost part that allows it, brackets within like brackets dropped."""
    moved = move(expression)
    if moved is not None:
        return moved
    match expression:
        case And(parts):
            return _and([_everywhere(move, part) for part in parts])
        case Or(parts):
            return _or([_everywhere(move, part) for part in parts])
        case _:
            return expression


def _as_phrase(part: Expression) -> Expression | None:
    if isinstance(part, Text) and len(_typed(part.words)) > 1:
        return Phrase(part.words)
    return None


def _without_marks(part: Expression) -> Expression | None:
    if isinstance(part, Phrase) and not part.prefix and len(_typed(part.words)) > 1:
        loose = Text(" ".join(_telling(part.words)))
        return loose if _readable(loose) else None
    return None


def _either(part: Expression) -> Expression | None:
    match part:
        case And(parts):
            texts = [one for one in parts if not isinstance(one, Not) and not any(facets_of(one))]
            rest = [one for one in parts if one not in texts]
            return _and([_or(texts), *rest]) if len(texts) > 1 else None
        case Text(typed) if len(_typed(typed)) > 1:
            return _or([_term(word) for word in _typed(typed)])
        case Phrase(typed, prefix) if len(_typed(typed)) > 1:
            if prefix:
                *heads, last = _telling(typed, but=_typed(typed)[-1])
                return _or([*map(_term, heads), Prefix(last)])
            return _or([_term(word) for word in _telling(typed)])
    return None


def _opened(part: Expression) -> Expression | None:
    match part:
        case Text(typed) if len(typed.split()) == 1 and _may_go_on(typed):
            return Prefix(_shortened(typed))
        case Phrase(typed, False) if _may_go_on(typed):
            return Phrase(_shortened(typed), prefix=True)
    return None


def _without(facet: Facet, part: Expression) -> Expression | None:
    if isinstance(part, And) and facet in part.parts:
        rest = [one for one in part.parts if one != facet]
        return _and(rest) if rest else None
    return None


def _with(expression: Expression, part: Expression) -> Expression:
    return part if isinstance(expression, Everything) else _and([expression, part])


def _term(term: str) -> Expression:
    bare = " ".join(term.replace('"', " ").split())
    loose = Text(bare)
    return loose if " " not in bare and _readable(loose) else Phrase(bare)


def _may_go_on(typed: str) -> bool:
    return ends_in_word(typed) and len(words_of(typed)[-1]) >= _STEM - 1


def _shortened(typed: str) -> str:
    ending = next((one for one in _ENDINGS if typed.lower().endswith(one)), "")
    stem = typed[: len(typed) - len(ending)]
    whole = typed.lower().endswith("ss") or not ends_in_word(stem) or len(words_of(stem)[-1]) < _STEM
    return typed if whole else stem


def _typed(text: str) -> list[str]:
    return [word for word in text.split() if words_of(word)]


def _telling(text: str, but: str = "") -> list[str]:
    """The typed words without the little ones, unless there are no others; ``but`` stays in any case."""
    found = [word for word in _typed(text) if word == but or word.lower() not in _LITTLE]
    return found or _typed(text)


def _texts(expression: Expression) -> Iterator[str]:
    match expression:
        case Text(typed) | Phrase(typed) | Prefix(typed):
            yield typed
        case And(parts) | Or(parts):
            for part in parts:
                yield from _texts(part)
        case Not(part):
            yield from _texts(part)


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _and(parts: Sequence[Expression]) -> Expression:
    flat = [one for part in parts for one in (part.parts if isinstance(part, And) else (part,))]
    return And(tuple(flat)) if len(flat) > 1 else flat[0]


def _or(parts: Sequence[Expression]) -> Expression:
    flat = dict.fromkeys(one for part in parts for one in (part.parts if isinstance(part, Or) else (part,)))
    return Or(tuple(flat)) if len(flat) > 1 else next(iter(flat))
