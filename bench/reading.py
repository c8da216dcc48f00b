"""Reading a profile of 40 KB with 30 fields, beside Lexbor's parse of the same page, and beside parsel in one pass.

    .venv/bin/python bench/reading.py

The page is invented and laid out as Drupal lays out a node: a head full of links, menus in several levels and as many
languages as the Union has, the profile, a foot. parsel is told the classes of the fields, which our readers do not
need; what it finds is checked against what they find.
"""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Callable
from statistics import median
from time import process_time

from parsel import Selector
from selectolax.lexbor import LexborHTMLParser

from harvest.sources import load_source
from harvest.sources.eccp.profile import read_profile

SIZE, FIELDS = 40_000, 30
ROUNDS, PAGES = 21, 40
URL = "https://www.clustercollaboration.eu/content/invented-cluster"
WORDS = (
    "cluster innovation region support members technology project international companies sustainable digital energy "
    "training services development research smart regional growth partner market export design materials"
).split()
LANGUAGES = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()
MOST_PARSE, LEAST_PARSEL = 2.0, 3.5
"""Reading costs at most so many parses, and parsel at least so many readings."""


def page(dice: random.Random) -> str:
    """One profile of SIZE bytes: what the fields leave is menus."""
    fields = "".join(_field(dice, name, label) for name, label in _labels())
    about = "".join(
        f"<p>{_words(dice, 40)} <strong>{_words(dice, 3)}</strong> {_words(dice, 20)}.</p>" for _ in range(3)
    )
    languages = "".join(f'<li class="lang"><a href="/{one}/x" hreflang="{one}">{one}</a></li>' for one in LANGUAGES)
    head = (
        '<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Invented Cluster | European '
        f'Cluster Collaboration Platform</title>{_styles(12)}</head><body class="path-node node-type-cluster"><header>'
        f'<ul class="languages">{languages}</ul><nav aria-label="Main">'
    )
    main = (
        '</nav></header><main role="main"><a id="main-content" tabindex="-1"></a><article class="node node--cluster">'
        '<h1 class="page-title"><span class="field field--name-title">Invented Cluster</span></h1>'
        '<div class="field field--name-field-region"><div class="field__item">Sweden: Västernorrland</div></div>'
        f'<div class="completeness">90% completed</div><h2>About us</h2><div class="body">{about}</div>{fields}'
        "</article></main>"
    )
    foot = "<footer><p>An invented page.</p></footer></body></html>"
    menu = ""
    while len((head + menu + main + foot).encode()) < SIZE:
        menu += _menu(dice)
    return head + menu + main + foot


def _labels() -> list[tuple[str, str]]:
    known = [(name, spellings[0]) for name, spellings in load_source("eccp").labels.items() if spellings]
    return [(name, label) for name, label in known if name not in ("description", "strategy", "native_name")]


def _field(dice: random.Random, name: str, label: str) -> str:
    values = [_words(dice, 3) for _ in range(dice.choice((1, 1, 2, 3)))]
    if name == "homepage":
        values = ['<a href="https://www.invented.example/en" rel="noopener">www.invented.exam…</a>']
    if name == "email":
        values = [
            '<span class="spamspan"><span class="u">info</span> [at] <span class="d">invented.example</span></span>'
        ]
    items = "".join(f'<div class="field__item">{value}</div>' for value in values)
    return (
        f'\n<div class="field field--name-field-{name} field--type-string field--label-above">\n'
        f'  <div class="field__label">{label}</div>\n  <div class="field__items">{items}</div>\n</div>'
    )


def _menu(dice: random.Random) -> str:
    inner = "".join(f'<li><a href="/in-focus/{_words(dice, 1)}">{_words(dice, 2)}</a></li>' for _ in range(6))
    outer = f'<li class="menu-item"><a href="/x">{_words(dice, 1)}</a><ul class="menu">{inner}</ul></li>'
    return f'<ul class="menu">{outer}</ul>\n'


def _styles(number: int) -> str:
    return "".join(f'<link rel="stylesheet" href="/core/themes/stable9/css/part-{one}.css">' for one in range(number))


def _words(dice: random.Random, number: int) -> str:
    return " ".join(dice.choices(WORDS, k=number))


def by_parsel(text: str) -> dict[str, list[str]]:
    """Label -> values, the first link's address with them: one selector for the rows, then selectors in each."""
    found = {}
    selector = Selector(text)
    for row in selector.css("div.field--label-above"):
        label = row.css(".field__label::text").get(default="").strip()
        link = row.css("a::attr(href)").get()
        items = [" ".join("".join(item.css("::text").getall()).split()) for item in row.css(".field__item")]
        found[label] = [link] if link else items
    found["name"] = [" ".join(selector.css("h1 ::text").getall())]
    found["about"] = [" ".join("".join(part.css("::text").getall()).split()) for part in selector.css(".body p")]
    return found


def main() -> int:
    """Prints both ratios; returns 1 where one is out of its bound."""
    text = page(random.Random(7))
    _check(text)
    sides: dict[str, Callable[[], object]] = {
        "parse": lambda: LexborHTMLParser(text),
        "reading": lambda: read_profile(text, URL),
        "parsel": lambda: by_parsel(text),
    }
    spent: dict[str, list[float]] = {name: [] for name in sides}
    gc.collect()
    gc.freeze()
    for turn in range(ROUNDS):
        for name in sides if turn % 2 else reversed(sides):
            start = process_time()
            for _ in range(PAGES):
                sides[name]()
            spent[name].append((process_time() - start) / PAGES)
    print(f"A profile of {len(text.encode()):,} bytes with {FIELDS} fields, {ROUNDS} rounds of {PAGES} pages:")
    for name, seconds in spent.items():
        print(f"  {name:8}{median(seconds) * 1e6:9,.0f} µs of CPU a page")
    parse = median(ours / theirs for ours, theirs in zip(spent["reading"], spent["parse"], strict=True))
    parsel = median(theirs / ours for ours, theirs in zip(spent["reading"], spent["parsel"], strict=True))
    print(f"  reading / parse  {parse:5.2f}   (at most {MOST_PARSE})")
    print(f"  parsel / reading {parsel:5.2f}   (at least {LEAST_PARSEL})")
    return int(parse > MOST_PARSE or parsel < LEAST_PARSEL)


def _check(text: str) -> None:
    ours: dict[str, list[str]] = {}
    for value in read_profile(text, URL).values:
        ours.setdefault(value.label, []).append(value.original)
    theirs = by_parsel(text)
    read = {*(label for _, label in _labels()), "h1", "below the name", "About us"}
    if len(read) != FIELDS or not read <= ours.keys():
        raise SystemExit(f"{FIELDS} fields are promised, and of {len(read)} not all are read")
    for _, label in _labels():
        if label != "E-mail" and ours[label] != theirs[label]:
            raise SystemExit(f"{label}: {ours[label]} is not {theirs[label]}")
    if ours["About us"] != ["\n".join(theirs["about"])]:
        raise SystemExit("the descriptions differ")


if __name__ == "__main__":
    sys.exit(main())
