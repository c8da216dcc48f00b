"""A page says itself what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvest.sources.recognise import recognise, source_of
from tests.readers.frozen import folders, html


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_frozen_page_is_recognised_as_what_it_is(folder: Path) -> None:
    found = recognise(folder.parent.name, html(folder), (folder / "address.txt").read_text("utf-8").strip())
    refused = '"error"' in (folder / "expected.json").read_text("utf-8")
    kind = folder.name.partition("-")[0]
    assert (kind in found.kinds) is not refused
    if "profile" in found.kinds or "region" in found.kinds:
        assert found.kinds == (kind,)
    assert set(found.read).isdisjoint(found.refused)


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("https://www.clustercollaboration.eu/content/x", "eccp"),
        ("http://clustercollaboration.eu/content/x", "eccp"),
        ("https://ec.europa.eu/regional_policy/assets/s3-observatory/regions/at.html", "eyeris3"),
        ("https://example.org/content/x", None),
        ("", None),
    ],
)
def test_an_address_names_its_source(address: str, source: str | None) -> None:
    assert source_of(address) == source


@pytest.mark.parametrize(
    "page",
    [
        "<title>Just a moment...</title><p>Verify you are human by completing the action below.</p>",
        "<title>Log in | Platform</title><form><input type=password></form>",
    ],
)
def test_a_check_is_no_page(page: str) -> None:
    found = recognise("eccp", page, "")
    assert (found.kinds, bool(found.blocked)) == ((), True)
