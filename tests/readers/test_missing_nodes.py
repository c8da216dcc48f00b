"""A required node that is gone is reported by its selector, with what was expected and what was found."""

from __future__ import annotations

import pytest

from tests.readers.frozen import PAGES, html, read


@pytest.mark.parametrize(
    ("page", "cut", "said"),
    [
        ("eccp/profile-2016", ("<h1>Invented Metal Cluster</h1>", ""), "exactly one of 'h1', found 0"),
        ("eccp/profile-2020", ("<h2>About us</h2>", "<h1>About us</h1>"), "exactly one of 'h1', found 2"),
        ("eccp/search-nothing-found", ('<div class="view-empty">No results found.</div>', ""), "'.search-result-item'"),
        ("eccp/form-selects", ('type="text"', 'type="range"'), None),
        ("eccp/form-check-boxes", ('<input name="key">', ""), "found neither in 1 form(s)"),
        ("eyeris3/region-liferay", ("Name</th>", "Nom</th>"), None),
        ("eyeris3/region-liferay", (" (SE321)", ""), "'Västernorrlands län (SE321)'"),
        ("eyeris3/region-legacy-table", ("NUTS 2 : ITC4", "NUTS 2"), "'NUTS 2 : ITC4'"),
    ],
)
def test_what_is_gone_is_named(page: str, cut: tuple[str, str], said: str | None) -> None:
    folder = PAGES / page
    before = html(folder)
    assert cut[0] in before
    found = read(folder, before.replace(*cut))
    assert found != (folder / "expected.json").read_text("utf-8")
    if said is not None:
        assert said in found


@pytest.mark.parametrize("page", ["eccp/profile-2020", "eccp/profile-network", "eyeris3/region-two-tables"])
def test_wrappers_carry_no_meaning(page: str) -> None:
    folder = PAGES / page
    wrapped = (
        html(folder)
        .replace("<h1>", '<div class="hero"><section><h1 class="big">')
        .replace("</h1>", "</h1></section></div>")
    )
    assert read(folder, wrapped) == (folder / "expected.json").read_text("utf-8")
