"""Which home priority a region's declared priority is about: by name, by term, by S3 area; with the reason in words.

Pure: texts in, matches out. What is matched is what was declared, one title at a time; whether two regions really
mean the same is for a person, who sees the reason and may overrule it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from harvest.normalise.text import label_key

RULES_VERSION = "declared-1"
_ENOUGH = 2
"""Terms in a description: one alone is often said in passing."""
_SHORT = 3
"""Letters: ``gas`` is no plural."""


@dataclass(frozen=True)
class HomePriority:
    """A priority of the home region, with the words that it may go by."""

    priority: str
    names: tuple[str, ...]
    """English and Swedish; what stands before a dash is a name as well."""
    terms: tuple[str, ...]
    areas: tuple[str, ...]
    """S3 priority areas, ``Group/Value``."""

    @cached_property
    def spelled_names(self) -> dict[str, Words]:
        heads = [head.strip() for name in self.names for head in name.split(" - ")[:1]]
        return {name: _words(name) for name in (*self.names, *heads)}

    @cached_property
    def spelled_terms(self) -> dict[str, Words]:
        return {term: _words(term) for term in self.terms}

    @cached_property
    def spelled_areas(self) -> dict[str, Words]:
        return {area: _words(area.partition("/")[2]) for area in self.areas}


@dataclass(frozen=True, slots=True)
class Match:
    """A declared title taken for a home priority; the score only orders, 1 is called the same."""

    priority: str
    score: float
    reason: str


Words = tuple[str, ...]


def matches(homes: Iterable[HomePriority], title: str, description: str) -> list[Match]:
    """The home priorities that a declared one is about, in their order; none is no shame."""
    called, told = _words(title), _words(description)
    found = ((home.priority, _best(home, called, told)) for home in homes)
    return [Match(priority, *best) for priority, best in found if best is not None]


def filed_under(homes: Iterable[HomePriority], objective: str) -> list[Match]:
    """The home priorities that fall under a policy objective, ``Group » Value``, that a region's page states."""
    filed = label_key(objective)
    return [
        Match(home.priority, 0.7, f"is filed under the S3 area {area!r}")
        for home in homes
        for area in home.areas
        if label_key(area) == filed
    ]


def _best(home: HomePriority, called: Words, told: Words) -> tuple[float, str] | None:
    """The strongest reason, or None."""
    for name, words in home.spelled_names.items():
        if called == words:
            return 1.0, f"is called {name!r}"
    rules = (
        (0.9, "its title says {}", home.spelled_names, called),
        (0.8, "its title says {}", home.spelled_terms, called),
        (0.7, "its title says the S3 area {}", home.spelled_areas, called),
        (0.6, "its description says {}", home.spelled_names, told),
    )
    for score, reason, wanted, text in rules:
        said = _said(wanted, text)
        if said:
            return score, reason.format(" and ".join(map(repr, said[:_ENOUGH])))
    said = _said(home.spelled_terms, told)
    if len(said) >= _ENOUGH:
        return 0.5, f"its description says {' and '.join(map(repr, said[:3]))}"
    return None


def _said(wanted: dict[str, Words], text: Words) -> list[str]:
    """Those of the phrases that the text holds, word for word."""
    return [phrase for phrase, words in wanted.items() if words and _holds(text, words)]


def _holds(text: Words, words: Words) -> bool:
    """Written apart or as one word: ``Agri-food`` is ``agrifood``."""
    sought = "".join(words)
    for start in range(len(text)):
        so_far = ""
        for word in text[start:]:
            so_far += word
            if so_far == sought:
                return True
            if not sought.startswith(so_far):
                break
    return False


def _words(text: str) -> Words:
    """The words without case, accents and plural."""
    return tuple(map(_singular, label_key(text).split()))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s") if len(word) > _SHORT and not word.endswith("ss") else word
