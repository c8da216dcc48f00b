"""Names: from a printed name to a clean one, and to the other names that it holds, each with its rule.

Nothing is thrown away: what is cut off stays as a former name, a manager, a slogan or an alias, and the printed
name stays beside all of them. What only may be a second name stays in the name and is given as an alias too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from harvest.normalise.countries import country_code
from harvest.normalise.legal_forms import split_legal_form
from harvest.normalise.scripts import one_script, script
from harvest.normalise.text import fold, squeeze
from harvest.vocabularies import table

_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»\u2033", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b\u0060\u00b4\u2032", "'")
)
_MARKS_OF_TRADE = re.compile(r"[®™©℠]")
_DASH = re.compile(r"\s+[-–—]+\s+|:\s+")
_SLASH = re.compile(r"\s+[/|]\s+")
_LAST_BRACKET = re.compile(r"^(?P<name>.*\S)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]\.?$")
_ACRONYM = re.compile(r"[\w&+.-]{2,12}")
_EDGES = " ,;:-–—/|"
_SLOGAN = 3
"""Words: what stands behind a dash, names no kind of body and is shorter than this may well be a second name."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something else that a printed name says; ``kind`` is the field it becomes."""

    kind: str
    """alias, acronym, native_name, former_name, managed_by, slogan or legal_form."""
    value: str
    how: str


@dataclass(frozen=True, slots=True)
class Name:
    """A clean name, the rules that made it in the order applied, and what else was in it."""

    name: str
    rules: tuple[str, ...]
    others: tuple[Other, ...]


def clean_name(printed: str) -> Name:
    """A printed name in its clean form. Total and idempotent; never empty where the printed name was not.

    ``Evoluma Industry Cluster (formerly Metal Processing Cluster)`` is ``Evoluma Industry Cluster`` with a former
    name; ``CyberForum e.V.`` keeps its legal form, which is given beside it.
    """
    rules: list[str] = []
    name = printed
    for rule, change in _SPELLING:
        changed = change(name)
        if changed != name:
            name = changed
            rules.append(rule)
    others: list[Other] = []
    while True:
        shorter = _without_mark(name) or _without_bracket(name) or _without_native(name) or _without_slogan(name)
        if shorter is None:
            break
        name, other = shorter
        others.append(other)
        rules.append(other.how)
    others += _within(name)
    return Name(name, tuple(dict.fromkeys(rules)), tuple(dict.fromkeys(others)))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", "".join(letter for letter in name if unicodedata.category(letter) != "Cf"))


def _plain_quotes(name: str) -> str:
    plain = name.translate(_QUOTES)
    while len(plain) > 2 and plain[0] == plain[-1] and plain[0] in "\"'" and plain[0] not in plain[1:-1]:
        plain = plain[1:-1].strip()
    return plain


def _without_full_stop(name: str) -> str:
    """The name without a full stop that only ends it: not that of an abbreviation or a legal form."""
    words = name.split()
    last = words[-1] if words else ""
    ends = last.endswith(".") and "." not in last[:-1] and len(last) > len("abbr.") and not split_legal_form(name)[1]
    return name[:-1] if ends else name


_SPELLING = (
    ("Unicode NFC", _composed),
    ("white space", squeeze),
    ("plain quotes", _plain_quotes),
    ("one script in a word", one_script),
    ("no trade mark", lambda name: squeeze(_MARKS_OF_TRADE.sub("", name)) or name),
    ("no full stop at the end", _without_full_stop),
)


def _without_mark(name: str) -> tuple[str, Other] | None:
    """Cuts off ``(formerly …)``, ``, managed by …`` and the like: to the closing bracket, else to the end."""
    for pattern, kinds in _marks():
        match = pattern.search(name)
        if match is None:
            continue
        mark = match["mark"].casefold()
        inside, rest = match["inside"].strip(_EDGES + "()[]\"'"), match["rest"] or ""
        shorter = squeeze(f"{name[: match.start()].rstrip(_EDGES)} {rest}").strip(_EDGES)
        if _says_something(inside) and _says_something(shorter):
            return shorter, Other(kinds[mark], inside, f"what follows “{mark}”")
    return None


def _without_bracket(name: str) -> tuple[str, Other] | None:
    """Cuts off a bracket that holds an acronym or the name in another script. A country in brackets stays."""
    match = _LAST_BRACKET.match(name)
    if match is None or not _says_something(match["name"]) or country_code(match["inside"]):
        return None
    shorter, inside = match["name"].rstrip(_EDGES), match["inside"].strip()
    if _is_acronym(inside):
        return shorter, Other("acronym", inside, "acronym in brackets")
    if script(inside) != script(shorter) and script(inside) and script(shorter):
        return shorter, Other("alias", inside, "other script in brackets")
    return None


def _without_native(name: str) -> tuple[str, Other] | None:
    """Takes the English half of a double name, if its words or letters tell which half that is."""
    for separator in (_SLASH, _DASH):
        halves = [half.strip(_EDGES) for half in separator.split(name)]
        if len(halves) != 2 or not all(map(_says_something, halves)):
            continue
        scripts = [script(half) for half in halves]
        if "latin" in scripts and all(scripts) and scripts[0] != scripts[1]:
            english = scripts.index("latin")
            return halves[english], Other("native_name", halves[1 - english], "half in another script")
        languages = [_languages(half) for half in halves]
        for english, native in ((0, 1), (1, 0)):
            foreign = languages[native] or not halves[native].isascii()
            if "en" in languages[english] and halves[english].isascii() and foreign and "en" not in languages[native]:
                return halves[english], Other("native_name", halves[native], "native half of a double name")
    return None


def _without_slogan(name: str) -> tuple[str, Other] | None:
    parts = _DASH.split(name)
    if len(parts) < 2 or not _says_something(parts[0]) or _is_acronym(parts[0]):
        return None
    last = parts[-1]
    if len(last.split()) < _SLOGAN or _languages(last):
        return None
    shorter = name[: name.rindex(last)].rstrip(_EDGES)
    return (shorter, Other("slogan", last, "slogan after a dash")) if _says_something(shorter) else None


def _within(name: str) -> list[Other]:
    """What a name holds without being cut: halves of a double name, the parts around a dash, its legal form."""
    bare, forms = split_legal_form(name)
    found = [Other("legal_form", form, "table of legal forms") for form in forms]
    for separator, how in ((_SLASH, "half of a double name"), (_DASH, "part beside a dash")):
        parts = [part.strip(_EDGES) for part in separator.split(bare)]
        if len(parts) > 1:
            for part in filter(_says_something, parts):
                kind = "acronym" if _is_acronym(part) else "alias"
                found.append(Other(kind, part, how))
    return found


def _is_acronym(word: str) -> bool:
    capitals = sum(letter.isupper() for letter in word)
    return bool(_ACRONYM.fullmatch(word)) and capitals >= 2 and 2 * capitals >= sum(map(str.isalpha, word))


def _languages(words: str) -> set[str]:
    """The languages whose words for a body (cluster, association, …) stand in the text."""
    known = _body_words()
    return {language for word in re.findall(r"[^\W\d_]+", fold(words)) for language in known.get(word, ())}


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


@cache
def _body_words() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in table("name_words.csv"):
        found[fold(row["word"])].add(row["language"])
    return found


@cache
def _marks() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """The pattern of marks in brackets, that of marks behind a comma or dash, and that of marks anywhere."""
    rows = sorted(table("name_marks.csv"), key=lambda row: -len(row["mark"]))
    kinds = {row["mark"].casefold(): row["kind"] for row in rows}
    every = "|".join(re.escape(row["mark"]) for row in rows)
    anywhere = "|".join(re.escape(row["mark"]) for row in rows if row["where"] == "anywhere")
    return (
        (re.compile(rf"[(\[]\s*(?P<mark>{every})[\s:]+(?P<inside>[^()\[\]]+)[)\]](?P<rest>.*)$", re.I), kinds),
        (re.compile(rf"(?:[,;]\s*|\s[-–—/|]\s)(?P<mark>{every})[\s:]+(?P<inside>.+?)(?P<rest>)$", re.I), kinds),
        (re.compile(rf"\s(?P<mark>{anywhere})[\s:]+(?P<inside>.+?)(?P<rest>)$", re.I), kinds),
    )
