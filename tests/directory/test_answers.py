"""What single queries find, what is asked of the index, and in which order answers come."""

from __future__ import annotations

import re
import sqlite3
from string import ascii_uppercase

import pytest

from harvest.directory import Directory, Document, Reading
from harvest.directory.words import spelled, words
from harvest.query import parse

ANY = Reading("any")
STEMS = Reading("any", stems=True)


def document(text: str, source_id: str = "r", name: str = "") -> Document:
    return Document(source_id, name, {"description": text}, {})


def found(text: str, query: str, reading: Reading = ANY) -> bool:
    with Directory([document(text)], reading) as directory:
        return directory.count(parse(query)) == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Ærø", "aero"),
        ("Ærø", "ÆRØ"),
        ("Øresund", "oresund"),
        ("Łódź", "lodz"),
        ("Đuro Ħal", "duro"),
        ("Straße", "STRASSE"),
        ("Αθήνα", "αθηνα"),
        ("ΤΈΛΟΣ", "τέλος"),
        ("Київ", "КИЇВ"),
        ("İstanbul", "istanbul"),
        ("DIYARBAKIR", "Diyarbak\u0131r"),
        ("e\u0301nergie", "énergie"),
        ("of\ufb01ce", "office"),
        ("an e-health firm", "e-health"),
        ("an e–health firm", "e-health"),
        ("R & D", "R&D"),
        ("Industry 4.0", "4.0"),
        ("Industry 4.0", "4.*"),
        ("snake_case", "case"),
        ("food & drink", '"food drink"'),
        ("food technologies", '"food technolog*"'),
        ("agri-food", "agri-*"),
        ("agri-food", "agri-fo*"),
    ],
)
def test_what_is_found(text: str, query: str) -> None:
    assert found(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("health, e", "e-health"),
        ("foodtech", "food"),
        ("food and technologies", '"food technolog*"'),
        ("agriculture", "agri-*"),
        ("agriculture", "agri"),
        ("Food\nTechnology", '"food technology"'),
        ("food & drink", "&"),
        ("food & drink", "& NOT drink"),
        ("food", 'sector:"food"'),
        ("food", "name"),
    ],
)
def test_what_is_not_found(text: str, query: str) -> None:
    assert not found(text, query)


@pytest.mark.parametrize(
    ("text", "query", "stands", "stems"),
    [
        ("technologies", "technology", False, True),
        ("food technologies", '"food technology"', False, True),
        ("technologies", "technolog*", True, True),
        ("technologies", "technologi*", True, True),
        ("technology", "technologi*", False, False),
        ("technologies", "technologies*", True, True),
        ("technology", "technologies*", False, False),
        ("photovoltaics", "photovoltaic*", True, True),
        ("photovoltaic", "photovoltaics*", False, False),
        ("specialising", "special*", True, True),
        ("speciality", '"speciali*"', True, True),
        ("special", "speciali*", False, False),
        ("specialised", "specialising", False, True),
    ],
)
def test_stems_change_words_and_phrases_but_no_open_end(text: str, query: str, stands: bool, stems: bool) -> None:
    assert (found(text, query), found(text, query, STEMS)) == (stands, stems)


@pytest.mark.parametrize(
    ("loose", "hits"), [("any", ["1", "2", "3", "4"]), ("all", ["1", "2", "3"]), ("phrase", ["1"])]
)
def test_three_readings_of_loose_words(loose: str, hits: list[str]) -> None:
    texts = ["additive manufacturing", "manufacturing, additive", "additive\nmanufacturing", "additive"]
    documents = [document(text, str(number)) for number, text in enumerate(texts, start=1)]
    with Directory(documents, Reading(loose)) as directory:  # type: ignore[arg-type]
        assert directory.answer(parse("additive manufacturing")) == hits
        assert directory.answer(parse("additive & manufacturing")) == hits
        assert directory.answer(parse("&")) == []


def test_only_the_fields_of_the_reading_are_searched() -> None:
    one = Document("r", "Forest", {"name": "Forest", "sector": "Wood\nPaper", "description": "fish"}, {})
    hits = {}
    for fields in ((), ("name", "sector"), ("description",)):
        with Directory([one], Reading("any", fields=fields)) as directory:
            hits[fields] = [directory.count(parse(query)) for query in ("forest", "paper", "fish", '"forest wood"')]
    assert hits == {(): [1, 1, 1, 0], ("name", "sector"): [1, 1, 0, 0], ("description",): [0, 0, 1, 0]}


def test_answers_come_by_name_then_by_id() -> None:
    named = [("9", "beta"), ("3", "Alpha"), ("2", "alpha"), ("1", "Gamma")]
    with Directory([document("food", source_id, name) for source_id, name in named], ANY) as directory:
        assert directory.answer(parse("food")) == ["2", "3", "9", "1"]
        assert len(directory) == 4


def test_two_records_of_one_id_are_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="same source id"):
        Directory([document("food"), document("meat")], ANY)


def test_a_query_may_nest_as_deep_as_it_can_be_written() -> None:
    deep = "!(a && " * 50 + "a" + ")" * 50
    assert found("b", deep)


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (Reading("any"), "any word"),
        (Reading("all"), "all words"),
        (Reading("phrase", stems=True), "one phrase, stems"),
        (Reading("any", True, ("name", "native_name")), "any word, stems, in name, native_name"),
    ],
)
def test_how_a_reading_is_recorded(reading: Reading, text: str) -> None:
    assert str(reading) == text


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question that was put to SQLite."""
    statements: list[str] = []
    connect = sqlite3.connect

    def listening(*args: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", listening)
    return statements


def matches(asked: list[str]) -> list[str]:
    return sorted(match[1] for statement in asked if (match := re.search(r" match '(.*)'$", statement)))


@pytest.mark.parametrize("reading", [ANY, Reading("all"), Reading("phrase"), STEMS])
def test_each_phrase_is_asked_of_the_index_once(asked: list[str], reading: Reading) -> None:
    queries = [
        "food",
        "technology FOOD",
        '"food technology"',
        'technolog* OR "Food  Technology"',
        "fóod AND country:SE",
    ]
    queries += ["NOT food", "*:*", '"food-*"', '"technolog*"', '"e*" NOT (& OR sector:Tobacco)']
    with Directory([document("food")], reading) as directory:
        for query in [*queries, *queries]:
            directory.answer(parse(query))
            directory.count(parse(query))
    second = '"technology food"' if reading.loose == "phrase" else '"technology"'
    expected = ['"food"', second, '"food technology"', '"technolog" *', '"e" *']
    if reading.stems:
        expected.append('"food"')  # once by its stem, once as it stands
    assert matches(asked) == sorted(expected)


def test_a_text_reaches_the_index_as_its_words() -> None:
    """In many scripts: what the index takes apart at ASCII's gaps and lowers within ASCII are the words of the text."""
    lowered = {ord(letter): letter.lower() for letter in ascii_uppercase}
    for first in (*range(0, 0x3100, 256), *range(0xAB00, 0xB000, 256), *range(0xF900, 0x10500, 256)):
        text = "".join(f"a{chr(code)}Z {chr(code)} " for code in range(first, first + 256) if chr(code) != "\n")
        handed = "".join(letter if letter.isalnum() or ord(letter) > 127 else " " for letter in spelled(text))
        assert tuple(handed.translate(lowered).split()) == words(text)
