"""Reasons that harvest wrote itself, in the language of the report; all else stays as it is."""

from __future__ import annotations

import pytest

from harvest.evidence.quarantine import Absence, quarantine
from harvest.reports.labels import labels
from harvest.reports.reasons import in_words


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("the site claims 51 hits and lists 40 on 2 pages", "källan anger 51 träffar och visar 40 på 2 sidor"),
        (
            "the site claims 51 hits and lists more: 60 on 3 pages so far",
            "källan anger 51 träffar och visar fler: 60 på 3 sidor hittills",
        ),
        ("2 of 9 records not read: /node/7 answers 503", "2 av 9 poster kunde inte läsas: /node/7 svarar 503"),
        ("/search answers 500; no such word", "/search svarar 500; no such word"),
        ("/a can't be read: expected HTML, found PDF", "/a kan inte läsas: expected HTML, found PDF"),
        ("words that nobody knows", "words that nobody knows"),
        ("", ""),
    ],
)
def test_a_reason_in_swedish(english: str, swedish: str) -> None:
    assert in_words(english, "sv") == swedish
    assert in_words(english, "en") == english


def test_why_a_run_is_in_quarantine() -> None:
    known = frozenset(f"eccp/{n}" for n in range(100))
    reason = quarantine([Absence("eccp", known, frozenset(sorted(known)[:20]))])
    assert in_words(reason, "sv") == "20 av 100 kända poster hos eccp saknas på en gång, mer än 10%"


def test_each_sentence_is_found_by_itself() -> None:
    for one in labels().reason:
        assert in_words(one.en.replace("{", "").replace("}", ""), "sv") == one.sv.replace("{", "").replace("}", "")
