"""No person survives, whatever form the page gives one; what names a function stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvest.sources.eccp.profile import read_profile
from harvest.sources.eccp.redact import redact
from harvest.sources.eyeris3.redact import redact as redact_region
from tests.readers.frozen import folders, html

PERSONS = [
    '<p>Submitted by <span typeof="schema:Person">Testperson Alpha-1</span></p>',
    '<div><div class="field__label">Contact person</div><div class="field__item">Testperson Alpha-1</div></div>',
    "<table><tr><th>Cluster manager</th><td>Testperson Alpha-1</td></tr></table>",
    "<dl><dt>Cluster Management Team</dt><dd>Testperson Alpha-1</dd><dd>Testperson Beta-2</dd></dl>",
    "<h3>Contact person</h3><p>Testperson Alpha-1</p><p>testperson@x.example</p><h3>Next</h3>",
    '<a href="mailto:testperson.alpha@x.example">testperson.alpha@x.example</a>',
    '<span class="spamspan"><span class="u">testperson.alpha</span> [at] <span class="d">x.example</span></span>',
    "<p>testperson.alpha [at] x.example (testperson.alpha[at]x[dot]example)</p>",
    '<p><a href="tel:+00000000017">call</a> or +00 (0)00 000-017</p>',
    "<p>Phone: +00 000 000 017</p>",
    "<p>Phone +00 000 000 017</p>",
    '<div class="field field--name-field-contact-person"><div class="field__item">Testperson Alpha-1</div></div>',
]
KEPT = [
    "<p>Write to info@x.example.</p>",
    '<a href="mailto:kontakt@x.example">kontakt@x.example</a>',
    "<p>Established - 31 January 2005</p>",
    "<p>293 Cluster Members</p>",
]


def page(*parts: str) -> str:
    return f"<html><head></head><body><main><h1>Invented</h1><h2>About us</h2>{''.join(parts)}</main></body></html>"


@pytest.mark.parametrize("person", PERSONS)
def test_a_person_is_taken_out(person: str) -> None:
    redacted = redact(page(person, *KEPT)).lower()
    assert "testperson" not in redacted
    assert "000" not in redacted
    for kept in ("info@x.example", "kontakt@x.example", "31 january 2005", "293 cluster members"):
        assert kept in redacted


def test_the_unlabelled_line_is_a_person() -> None:
    top = "<h1>Invented</h1><p>Påhittad</p><p>Sweden: Västernorrland</p><p>Testperson Alpha-1</p><p>90% completed</p>"
    redacted = redact(f"<main>{top}<h2>About us</h2></main>")
    assert "Testperson" not in redacted
    fields = {value.field: value.original for value in read_profile(redacted, "https://x.example/content/x").values}
    assert (fields["native_name"], fields["place"]) == ("Påhittad", "Sweden: Västernorrland")


def test_the_lines_above_a_contact_of_a_region_are_a_person() -> None:
    redacted = redact_region("<body><h2>Contacts</h2><p>Testperson Alpha-1</p><p>Email: t@x.example</p></body>")
    assert "Testperson" not in redacted
    assert "t@x" not in redacted


def test_a_page_without_persons_comes_back_unchanged() -> None:
    odd = "<!DOCTYPE html><p>no closing tags <P CLASS=x>info@x.example" + "".join(KEPT)
    assert redact(odd) == odd
    assert redact_region(odd) == odd


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_no_frozen_page_keeps_a_person(folder) -> None:  # type: ignore[no-untyped-def]
    assert "testperson" not in html(folder).lower()
    assert "+00" not in html(folder)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PERSONS + KEPT), max_size=6))
def test_twice_is_once(parts: list[str]) -> None:
    once = redact(page(*parts))
    assert redact(once) == once
    assert "testperson" not in once.lower()
