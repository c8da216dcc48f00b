"""Every frozen page reads as its expectation says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.readers.frozen import folders, html, read


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_frozen_page_reads_as_expected(folder: Path, pytestconfig: pytest.Config) -> None:
    expected = folder / "expected.json"
    found = read(folder, html(folder))
    if not expected.exists() and pytestconfig.getoption("update"):
        expected.write_text(found, "utf-8")
        pytest.fail(f"{expected} is new: compare it with the page, then commit it")
    assert expected.exists(), f"{folder} has no expectation: pytest --update writes one, to be reviewed"
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_frozen_page_says_what_it_teaches(folder: Path) -> None:
    assert len((folder / "note.txt").read_text("utf-8").strip().splitlines()) == 1
    assert (folder / "address.txt").read_text("utf-8").startswith("https://")


def test_each_source_has_frozen_pages_enough() -> None:
    counts = Counter(folder.parent.name for folder in folders())
    assert set(counts) == {"eccp", "eyeris3"}
    assert min(counts.values()) >= 6
