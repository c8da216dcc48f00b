"""Lucene's query syntax, and the small typed tree that it becomes.

    foodtech                        one word
    additive manufacturing          one text *as typed*: sent verbatim, its meaning is the site's own
    "advanced manufacturing"        a phrase
    technolog*, "food technolog*"   a word that begins so, alone or as a phrase's last
    food AND s3:"KETs/Photonics"    a text and a facet beside it
    a AND b, a OR b, NOT a, ( )     intersection, union, complement, grouping; AND binds before OR

Operators are upper case, as in Lucene; lower-case ``and`` is a word like any other. Required and forbidden words
(``+a -b``), fuzzy words, weights and ranges are Lucene's too, but no set of records: they are refused by name,
never weakened into something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

from harvest.errors import QuerySyntaxError


@dataclass(frozen=True, slots=True)
class Text:
    """Bare words, as typed."""

    words: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotation marks; ``prefix``: the last of them may go on."""

    words: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    start: str


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
class Not:
    """All but the part."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Everything:
    """``*:*``: all that the source has."""


Atom = Text | Phrase | Prefix | Facet | Everything
Expression = Atom | And | Or | Not

LONGEST = 2_000
"""Characters of one query. Nobody reads a longer one, and none of the catalogue has a tenth of it."""

DEEPEST = 50
"""Brackets within brackets. Whoever goes through a tree may then do so by recursion."""

_GRAMMAR = r"""
?start: either
?either: both (_OR both)*
?both: atom (_AND atom | negated)*
?atom: _LEFT either _RIGHT
     | PHRASE -> phrase
     | FIELD (PHRASE | WORD) -> facet
     | EVERYTHING -> everything
     | negated
     | WORD+ -> text
negated: _NOT atom
_OR.3: /OR(?=[\s()]|$)|\|\|/
_AND.3: /AND(?=[\s()]|$)|&&/
_NOT.3: /NOT(?=[\s()]|$)|!/
_LEFT: "("
_RIGHT: ")"
EVERYTHING.4: "*:*"
FIELD.2: /[a-z_][a-z0-9_]*:/
PHRASE: /"[^"]*"/
WORD: /[^\s()":]+/
%import common.WS
%ignore WS
"""

_REFUSED = (
    (re.compile(r"^[+-]"), "a required or forbidden word: write AND, or NOT"),
    (re.compile(r"~\d*(\.\d+)?$"), "a fuzzy word or a distance, which names no definite set of records"),
    (re.compile(r"\^\d"), "a weight, which changes an order and no set of records"),
    (re.compile(r"^[\[{]|[\]}]$"), "a range, and there is nothing to count here"),
    (re.compile(r"\?|\*."), "a wildcard inside a word: only the end of a word may be left open, as in technolog*"),
)


@v_args(inline=True)
class _ToTree(Transformer[Token, Expression]):
    """Called while the text is parsed: there is no other tree than ours."""

    def text(self, *words: Token) -> Expression:
        for word in words:
            _check(word)
            if word.endswith("*"):
                if len(words) > 1:
                    raise QuerySyntaxError(
                        f"{word!s} stands among loose words, whose meaning is the site's own: join them with AND or OR",
                        _at(word),
                    )
                return Prefix(_start(word[:-1], word))
        return Text(" ".join(words))

    def phrase(self, quoted: Token) -> Expression:
        words = _unquote(quoted)
        if "*" in words[:-1] or "?" in words:
            raise QuerySyntaxError("in a phrase only the last word may be left open, at its end", _at(quoted))
        return Phrase(_start(words[:-1], quoted), prefix=True) if words.endswith("*") else Phrase(words)

    def facet(self, field: Token, value: Token) -> Expression:
        if value.endswith("*"):
            raise QuerySyntaxError("the value of a facet is one of a list: it can't be left open", _at(value))
        return Facet(field[:-1], _unquote(value))

    def everything(self, _: Token) -> Expression:
        return Everything()

    def negated(self, part: Expression) -> Expression:
        return part.part if isinstance(part, Not) else Not(part)

    def both(self, *parts: Expression) -> Expression:
        return And(parts)

    def either(self, *parts: Expression) -> Expression:
        return Or(parts)


_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False, transformer=_ToTree())


def parse(query: str) -> Expression:
    """The tree of a query.

    Raises QuerySyntaxError with the position of the character at fault, counted from 0.
    """
    typed = query.replace("“", '"').replace("”", '"')
    if not typed.strip():
        raise QuerySyntaxError("the query is empty; *:* asks for everything", 0)
    if len(typed) > LONGEST:
        raise QuerySyntaxError(f"the query is longer than {LONGEST} characters: split it into several", LONGEST)
    if typed.count('"') % 2:
        raise QuerySyntaxError("this quotation mark has no partner", typed.rfind('"'))
    _check_depth(typed)
    try:
        tree: Expression = _PARSER.parse(typed)  # type: ignore[assignment]  # lark promises a tree of its own
    except UnexpectedInput as error:
        raise _explained(error, typed) from None
    return tree


def facets(expression: Expression) -> Iterator[Facet]:
    """Every facet in an expression, from left to right."""
    match expression:
        case Facet():
            yield expression
        case And(parts) | Or(parts):
            for part in parts:
                yield from facets(part)
        case Not(part):
            yield from facets(part)


def written(expression: Expression) -> str:
    """The query that reads as this tree: ``parse`` gives the tree back."""
    match expression:
        case Text(words):
            return words
        case Phrase(words, prefix):
            return f'"{words}*"' if prefix else f'"{words}"'
        case Prefix(start):
            return f"{start}*"
        case Facet(field, value):
            return f'{field}:"{value}"'
        case Everything():
            return "*:*"
        case Not(part):
            return f"NOT {_grouped(part, And, Or)}"
        case And(parts):
            return " AND ".join(_grouped(part, And, Or) for part in parts)
        case Or(parts):
            return " OR ".join(_grouped(part, Or) for part in parts)


def _grouped(part: Expression, *kinds: type[And | Or]) -> str:
    return f"({written(part)})" if isinstance(part, kinds) else written(part)


def _check(word: Token) -> None:
    for pattern, name in _REFUSED:
        found = pattern.search(word)
        if found:
            raise QuerySyntaxError(f"{word!s} is {name}", _at(word))


def _check_depth(typed: str) -> None:
    depth, quoted = 0, False
    for position, character in enumerate(typed):
        quoted ^= character == '"'
        if not quoted and character in "()":
            depth += 1 if character == "(" else -1
            if depth > DEEPEST:
                raise QuerySyntaxError(f"brackets are nested more than {DEEPEST} deep: split the query", position)


def _start(letters: str, token: Token) -> str:
    if not letters.strip(" *"):
        raise QuerySyntaxError("nothing stands before this *", _at(token))
    return letters


def _explained(error: UnexpectedInput, query: str) -> QuerySyntaxError:
    position: int = getattr(error, "pos_in_stream", None) or 0
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return QuerySyntaxError("the query ends where a word, a phrase or a facet should follow", len(query))
    stray = query[position:].split(maxsplit=1)[0]
    if stray.startswith(("AND", "OR", ")", "&", "|")):
        return QuerySyntaxError(f"{stray} can't stand here", position)
    if stray.startswith(":"):
        return QuerySyntaxError("a facet is written field:value, with nothing between the name and the colon", position)
    return QuerySyntaxError(f"before {stray} AND or OR is missing", position)


def _unquote(token: Token) -> str:
    words = " ".join(token.strip('"').split())
    if not words:
        raise QuerySyntaxError("there is nothing between these quotation marks", _at(token))
    return words


def _at(token: Token) -> int:
    return token.start_pos or 0
