"""Directory mode: 10,000 records and the packaged strategies, beside plain FTS5 over the same texts.

    .venv/bin/python bench/directory.py [RECORDS]

The records are invented, and the same in every run. Their words are drawn as a language draws them: a few all the
time, most hardly ever; one in twelve comes from the strategies themselves, so that every query has something to find.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from time import process_time
from typing import TypeVar

from harvest.directory import Directory, Document, Reading
from harvest.normalise.countries import country_code
from harvest.query import And, Expression, Not, Or, Phrase, Prefix, Text, parse
from harvest.strategy import load
from harvest.vocabulary import facet_values

RECORDS = 10_000
ROUNDS = 3
FIELDS = ("name", "native_name", "description", "sector")
READINGS = (Reading("any", fields=FIELDS), Reading("all", fields=FIELDS), Reading("any", stems=True, fields=FIELDS))
COUNTRIES = ("Sweden", "Germany", "ES", "FR", "Italy", "Poland", "EL", "Czech Republic", "NO", "Türkiye")
SYLLABLES = [*"an be co de el fi gra hel in jo ka lo mi nor os pre que ra sti ta ur vel wa xi yn zu".split(), "ö"]

Answer = TypeVar("Answer")


def documents(dice: random.Random, number: int, theirs: list[str]) -> Iterator[Document]:
    """Records with a name, a description of 60 to 240 words, and some values of each facet."""
    invented = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 5))) for _ in range(30_000)]
    rarer = list(accumulate(1 / rank for rank in range(1, len(invented) + 1)))
    known = facet_values()
    for index in range(number):
        drawn = dice.choices(invented, cum_weights=rarer, k=dice.randint(60, 240))
        drawn += dice.choices(theirs, k=len(drawn) // 12)
        dice.shuffle(drawn)
        facets: dict[str, frozenset[str]] = {"country": frozenset({dice.choice(COUNTRIES)})}
        for value in dice.sample(known, k=6):
            spelled = f"{value.group}: {value.value}" if value.group else value.value
            facets[value.facet] = facets.get(value.facet, frozenset()) | {spelled}
        name = " ".join(drawn[:3]).title()
        texts = {
            "name": name,
            "native_name": " ".join(drawn[3:6]),
            "description": ", ".join(drawn),
            "sector": "\n".join(facets.get("sector", ())),
        }
        yield Document(f"r{index}", name, texts, facets)


def plain(records: list[Document], expressions: list[Expression]) -> None:
    """The baseline: the same texts into FTS5 as they stand, and one MATCH for the words of each query."""
    store = sqlite3.connect(":memory:", isolation_level=None)
    store.execute("create virtual table record using fts5 (text)")
    store.execute("begin")
    store.executemany("insert into record values (?)", [("\n".join(one.texts.values()),) for one in records])
    store.execute("commit")
    for expression in expressions:
        match = " OR ".join(f'"{words}"' for words in _texts(expression))
        if match:
            store.execute("select rowid from record where record match ?", (match,)).fetchall()
    store.close()


def answers(directory: Directory, expressions: list[Expression]) -> int:
    """The number of hits of all queries, each hit named."""
    return sum(len(directory.answer(expression)) for expression in expressions)


def _texts(expression: Expression) -> Iterator[str]:
    match expression:
        case Text(words) | Phrase(words) | Prefix(words):
            yield words
        case And(parts) | Or(parts):
            for part in parts:
                yield from _texts(part)
        case Not(part):
            yield from _texts(part)


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """Seconds of one core, and what came out."""
    start = process_time()
    answer = work()
    return process_time() - start, answer


def main(number: int) -> None:
    """Prints the best of some rounds, each of them with its baseline."""
    dice = random.Random(20221)
    expressions = [parse(strategy.query) for strategy in load().strategy]
    theirs = sorted({word.lower() for one in expressions for text in _texts(one) for word in text.split()})
    records = list(documents(dice, number, theirs))
    letters = sum(len(text) for record in records for text in record.texts.values())
    print(f"directory mode: {number:,} records, {letters / number:,.0f} characters each, {len(expressions)} strategies")
    seconds, _ = timed(partial(country_code, "Sverige"))
    print(f"  names of countries, once a process: {seconds:.2f} s")
    for reading in READINGS:
        rounds = []
        for _ in range(ROUNDS):
            floor, _ = timed(partial(plain, records, expressions))
            built, directory = timed(partial(Directory, records, reading))
            with directory:
                answered, hits = timed(partial(answers, directory, expressions))
            rounds.append((built + answered, built, answered, floor, hits))
        whole, built, answered, floor, hits = min(rounds)
        print(
            f"  {str(reading).partition(', in ')[0]:16} index {built:.2f} s, answers {answered:.2f} s, "
            f"both {whole:.2f} s = {whole / floor:.2f} x plain FTS5 ({floor:.2f} s); {hits:,} hits"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
