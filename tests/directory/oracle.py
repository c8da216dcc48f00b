"""Random records and queries, and the slow way to answer: word by word, in Python alone, by none of the same code."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from harvest.directory import Document, Reading
from harvest.query import And, Everything, Expression, Facet, Not, Or, Phrase, Prefix, Text

LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
LETTERS["\u0131"] = "i"
SECTORS = ["Forestry", "Wood Products", "Tobacco"]

# Few words, so that they meet; each of them stands for a fault that a careless index has.
VOCABULARY = (
    "food Food FOODS foodtech technology technologies technological special specially photovoltaics care a e-health "
    "E–Health ehealth health R&D 4.0 I4.0 agri-food Agri food's málaga MALAGA Łódź lodz Øresund straße STRASSE ærø "
    "Αθήνα αθηνα Київ київ ﬁre fire AND or NOT NEAR name: ^food ½ x_y & · “ \ue000 \x00 NEAR(a,2) {name} +care"
).split()
SIGNS = "aTé\u0301\u0327ßŁÇ\"'*^(){}:-_\n\r\t\x00\x1f\x85\u00a0\u2028\u3000½ﬀǅ中한\U0001f600\ue000"
GAPS = [" ", " ", " ", ", ", "\n", "-", "_", "\u00a0", " – "]

WORDS = st.sampled_from(VOCABULARY)
TYPED = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
NOISE = st.lists(st.sampled_from(SIGNS), max_size=4).map("".join)
TEXTS = st.lists(st.sampled_from([*(word + gap for word in VOCABULARY for gap in GAPS), *SIGNS]), max_size=7).map(
    "".join
)


def documents() -> st.SearchStrategy[list[Document]]:
    one = st.tuples(st.sampled_from(["Alpha", "alpha", "Beta"]), TEXTS, TEXTS, st.sampled_from([None, *SECTORS]))
    return st.lists(one, max_size=4).map(
        lambda several: [
            Document(
                f"r{number}",
                name,
                {"name": text, "description": description},
                {"sector": frozenset({sector} if sector else ())},
            )
            for number, (name, text, description, sector) in enumerate(several)
        ]
    )


READINGS = st.builds(
    Reading,
    st.sampled_from(["any", "all", "phrase"]),
    st.booleans(),
    st.sampled_from([(), ("description",), ("name", "description")]),
)
AS_THEY_STAND = READINGS.map(lambda reading: Reading(reading.loose, False, reading.fields))

FACETS = st.builds(Facet, st.just("sector"), st.sampled_from([*SECTORS, "Footwear"]))
STARTS = st.one_of(WORDS, st.sampled_from(["technolog", "photov", "spec", "agri-", "e-h", "f"]))


def _parts(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[tuple[Expression, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(st.builds(And, _parts(inner)), st.builds(Or, _parts(inner)), inner.map(Not))


def expressions(typed: st.SearchStrategy[str], starts: st.SearchStrategy[str]) -> st.SearchStrategy[Expression]:
    """Queries of these texts and beginnings of words, facets and everything."""
    atoms = st.one_of(
        st.builds(Text, typed),
        st.builds(Phrase, typed, st.booleans()),
        st.builds(Prefix, starts),
        FACETS,
        st.just(Everything()),
    )
    return st.recursive(atoms, _larger, max_leaves=6)


EXPRESSIONS = expressions(st.one_of(TYPED, NOISE), STARTS)


def plain(text: str) -> str:
    """Letter by letter: lower case, no accents, no ligatures."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
    return "".join(LETTERS.get(letter, letter) for letter in letters)


def tokens(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in plain(text)).split()


def answer(documents: list[Document], reading: Reading, expression: Expression) -> set[str]:
    return {one.source_id for one in documents if holds(one, reading, expression)}


def holds(document: Document, reading: Reading, expression: Expression) -> bool:
    match expression:
        case Text(typed):
            if reading.loose == "phrase":
                return has(document, reading, tokens(typed))
            each = [has(document, reading, tokens(word)) for word in typed.split() if tokens(word)]
            return any(each) if reading.loose == "any" else bool(each) and all(each)
        case Phrase(typed, prefix):
            return has(document, reading, tokens(typed), prefix and plain(typed)[-1:].isalnum())
        case Prefix(start):
            return has(document, reading, tokens(start), plain(start)[-1:].isalnum())
        case Facet(field, value):
            return value in document.facets[field]
        case Everything():
            return True
        case Not(part):
            return not holds(document, reading, part)
        case And(parts):
            return all(holds(document, reading, part) for part in parts)
        case Or(parts):
            return any(holds(document, reading, part) for part in parts)


def has(document: Document, reading: Reading, wanted: list[str], open_end: bool = False) -> bool:
    for field in reading.fields or document.texts:
        for line in document.texts[field].split("\n"):
            found = tokens(line)
            for start in range(len(found) - len(wanted) + 1) if wanted else ():
                *heads, last = found[start : start + len(wanted)]
                if heads == wanted[:-1] and (last.startswith(wanted[-1]) if open_end else last == wanted[-1]):
                    return True
    return False
