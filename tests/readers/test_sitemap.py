"""A sitemap's pages: addresses on the host that serves them, whatever host they name."""

from __future__ import annotations

import pytest

from harvest.errors import UnexpectedPage
from harvest.sources.sitemap import Entry, read_sitemap

URL = "https://platform.example/sitemap.xml?page=1"
OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'


def test_an_index_names_further_pages() -> None:
    xml = f"{OPENING}<sitemapindex><sitemap><loc>http://default/sitemap.xml?page=1</loc></sitemap></sitemapindex>"
    found = read_sitemap(xml, URL)
    assert (found.further, found.entries) == ((Entry("https://platform.example/sitemap.xml?page=1", ""),), ())


@pytest.mark.parametrize("before", ["", OPENING, "<!-- debug -->\n<!-- more -->\n" + OPENING])
def test_entries_with_and_without_a_date_whatever_stands_before(before: str) -> None:
    xml = (
        f'{before}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>http://default/content/a?x=1&amp;y=2</loc><lastmod>2026-04-04T08:00Z</lastmod></url>"
        "<url><loc> http://default/content/b#top </loc></url>"
        "<url><lastmod>2026-04-04T08:00Z</lastmod></url>"
        "</urlset>"
    )
    assert read_sitemap(xml, URL).entries == (
        Entry("https://platform.example/content/a?x=1&y=2", "2026-04-04T08:00Z"),
        Entry("https://platform.example/content/b", ""),
    )


def test_an_empty_sitemap_lists_nothing() -> None:
    assert read_sitemap("<urlset></urlset>", URL).entries == ()


@pytest.mark.parametrize("page", ["", "<html><body><h1>Page not found</h1></body></html>", "plain words"])
def test_what_is_no_sitemap_is_told(page: str) -> None:
    with pytest.raises(UnexpectedPage, match="no sitemap: expected <sitemapindex> or <urlset>"):
        read_sitemap(page, URL)


@pytest.mark.parametrize(
    ("printed", "at"),
    [
        ("2026-04-04T08:00Z", "2026-04-04T08:00:00+00:00"),
        ("2026-04-04T08:00:00+02:00", "2026-04-04T08:00:00+02:00"),
        ("2026-04-04", "2026-04-04T00:00:00+00:00"),
        ("", None),
        ("last Tuesday", None),
    ],
)
def test_a_date_is_a_moment_or_nothing(printed: str, at: str | None) -> None:
    found = Entry("https://platform.example/content/a", printed).changed_at
    assert (found.isoformat() if found else None) == at
