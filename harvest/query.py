"""Lucene's query syntax, and the small typed tree that it becomes.

    foodtech                        one word
    additive manufacturing          one text *as typed*: sent verbatim, its meaning is the site's own
    "advanced manufacturing"        a phrase
    food AND s3:"KETs/Photonics"    a text and a facet beside it
    "a b" OR "c d", ( )             union, grouping

Operators are upper case, as in Lucene; lower-case ``and`` is a word like any other. NOT, prefixes (``word*``),
required and forbidden words (``+a -b``), fuzzy words and ranges are Lucene's too, but not answered yet: they
are refused by name, never weakened into something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import VisitError

from harvest.errors import QuerySyntaxError


@dataclass(frozen=True, slots=True)
class Text:
    """Bare words, as typed."""

    words: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotation marks."""

    words: str


@dataclass(frozen=True, slots=True)
class Facet:
    """``field:"value"``: a filter of the site, never full text."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """``*:*``: all that the source has."""


Expression = Text | Phrase | Facet | And | Or | Everything

_GRAMMAR = r"""
?start: either
?either: both (_OR both)*
?both: atom (_AND atom)*
?atom: _LEFT either _RIGHT
     | PHRASE -> phrase
     | FIELD (PHRASE | WORD) -> facet
     | EVERYTHING -> everything
     | NOT atom -> negated
     | WORD+ -> text
_OR.3: /OR(?=[\s()]|$)|\|\|/
_AND.3: /AND(?=[\s()]|$)|&&/
NOT.3: /NOT(?=[\s()]|$)|!/
_LEFT: "("
_RIGHT: ")"
EVERYTHING.4: "*:*"
FIELD.2: /[a-z_][a-z0-9_]*:/
PHRASE: /"[^"]*"/
WORD: /[^\s()":]+/
%import common.WS
%ignore WS
"""
_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)

_NOT_ANSWERED = (
    (re.compile(r"[*?]"), "a prefix or wildcard"),
    (re.compile(r"~\d*(\.\d+)?$"), "a fuzzy word or a distance"),
    (re.compile(r"\^\d"), "a weight"),
    (re.compile(r"^[+-]"), "a required or forbidden word"),
    (re.compile(r"^[\[{]|[\]}]$"), "a range"),
)


_NO_NOT = "NOT is not answered yet: no source is known to exclude exactly"


@v_args(inline=True)
class _ToTree(Transformer[Token, Expression]):
    def text(self, *words: Token) -> Expression:
        for word in words:
            for pattern, name in _NOT_ANSWERED:
                if pattern.search(word):
                    raise QuerySyntaxError(f"{word!s} is {name}, which no source answers exactly yet", _at(word))
        return Text(" ".join(words))

    def negated(self, sign: Token, _: Expression) -> Expression:
        raise QuerySyntaxError(_NO_NOT, _at(sign))

    def phrase(self, quoted: Token) -> Expression:
        return Phrase(_unquote(quoted))

    def facet(self, field: Token, value: Token) -> Expression:
        return Facet(field[:-1], _unquote(value))

    def everything(self, _: Token) -> Expression:
        return Everything()

    def both(self, *parts: Expression) -> Expression:
        return And(parts)

    def either(self, *parts: Expression) -> Expression:
        return Or(parts)


def parse(query: str) -> Expression:
    """The tree of a query.

    Raises QuerySyntaxError with the position of the character at fault, counted from 0.
    """
    typed = query.replace("“", '"').replace("”", '"')
    if not typed.strip():
        raise QuerySyntaxError("the query is empty; *:* asks for everything", 0)
    if typed.count('"') % 2:
        raise QuerySyntaxError("this quotation mark has no partner", typed.rfind('"'))
    try:
        return _ToTree().transform(_PARSER.parse(typed))
    except UnexpectedInput as error:
        raise _explained(error, typed) from None
    except VisitError as error:
        if isinstance(error.orig_exc, QuerySyntaxError):
            raise error.orig_exc from None
        raise


def facets(expression: Expression) -> list[Facet]:
    """Every facet in an expression, from left to right."""
    match expression:
        case Facet():
            return [expression]
        case And(parts) | Or(parts):
            return [facet for part in parts for facet in facets(part)]
        case _:
            return []


def _explained(error: UnexpectedInput, query: str) -> QuerySyntaxError:
    position: int = getattr(error, "pos_in_stream", None) or 0
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return QuerySyntaxError("the query ends where a word, a phrase or a facet should follow", len(query))
    stray = query[position:].split(maxsplit=1)[0]
    if stray.startswith(("NOT", "!")):
        return QuerySyntaxError(_NO_NOT, position)
    if stray.startswith(("AND", "OR", ")", "&", "|")):
        return QuerySyntaxError(f"{stray} can't stand here", position)
    return QuerySyntaxError(f"before {stray} AND or OR is missing", position)


def _unquote(token: Token) -> str:
    words = " ".join(token.strip('"').split())
    if not words:
        raise QuerySyntaxError("there is nothing between these quotation marks", _at(token))
    return words


def _at(token: Token) -> int:
    return token.start_pos or 0
