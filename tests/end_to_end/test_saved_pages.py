"""Pages saved by hand become what a harvest would have made of them."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from harvest.crawl.saved import Imported, import_pages
from harvest.plan import make_plan
from harvest.replica.serve import running
from harvest.sources import load_source
from harvest.sources.eccp.search_form import read_search_form
from harvest.sources.eccp.search_page import read_search_page
from harvest.strategy import load
from tests.replica.site import Site
from tests.support.command import at, harvest

LIVE = load_source("eccp").address
S3 = load_source("eyeris3").address
SITE = Site()


def save(folder: Path, name: str, path: str, base: str = LIVE) -> None:
    """As a browser saves it, its address in a comment."""
    folder.mkdir(exist_ok=True)
    html = SITE.get(path).text
    (folder / name).write_text(f"<!-- saved from url=({len(base + path):04}){base}{path} -->\n{html}", "utf-8")


def asked(strategy: str) -> str:
    """The address of the first page of results of a strategy's one query."""
    form = read_search_form(SITE.get("/search-results").text, f"{LIVE}/search-results")
    (query,) = make_plan([load()], only=[strategy]).strategies[0].queries
    return f"/search-results?{urlencode(form.fill(query))}"


def paths(path: str) -> list[str]:
    page = read_search_page(SITE.get(path).text, LIVE + path)
    return [hit.url.removeprefix(LIVE) for hit in page.hits]


def take_in(folder: Path, source: str = "eccp") -> Imported:
    """What ``harvest import pages`` does, in this process."""
    return import_pages(folder / "saved", source, f"sqlite:///{folder / 'harvest.db'}")


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "harvest.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_results_and_profiles_answer_a_search(tmp_path: Path) -> None:
    saved, results = tmp_path / "saved", asked("a1-govtech-01")
    save(saved, "results.html", results)
    for number, path in enumerate(paths(results)):
        save(saved, f"{number}.html", path)
    command = harvest("import", "pages", "saved", "--source", "eccp", "--json", cwd=tmp_path)
    assert (command.status, command.err) == (0, "")
    summary = command.json["summary"]
    (search,) = summary["searches"]
    assert (search["strategy"], search["rung"], search["status"]) == ("a1-govtech-01", "saved pages", "complete")
    assert (search["reported"], search["harvested"], search["distinct"]) == (2, 2, 1)
    assert (summary["balanced"], summary["requests"]) == (True, 0)
    assert rows(tmp_path, "SELECT DISTINCT mode FROM v1_runs") == [("saved by hand",)]
    urls = rows(tmp_path, "SELECT DISTINCT page_url FROM v1_statements")
    assert {url for (url,) in urls} == {LIVE + path for path in paths(results)}
    (archive,) = (tmp_path / "harvest-archive").iterdir()
    content = gzip.decompress(archive.read_bytes()).decode()
    assert "saved by hand" in content
    assert "Testperson" not in content


def test_a_question_of_filters_alone_is_known_by_its_address(tmp_path: Path) -> None:
    save(tmp_path / "saved", "results.html", asked("a1-govtech-04"))
    assert [page.reason for page in take_in(tmp_path).told] == ['s3:"Digital transformation/e-Government"']


def test_what_was_not_saved_is_owned_up_to(tmp_path: Path) -> None:
    saved, results = tmp_path / "saved", asked("a1-advmanu-02")
    save(saved, "b.html", results)
    save(saved, "a.html", f"{results}&page=1")
    save(saved, "one.html", paths(results)[0])
    summary = take_in(tmp_path).summary
    (search,) = summary["searches"]
    assert (search["status"], search["harvested"], summary["balanced"]) == ("capped", 24, True)
    assert "24 of 61 hits are on the saved pages" in search["reason"]
    assert "23 of 24 records were not saved" in search["reason"]
    first = rows(tmp_path, "SELECT source_id FROM v1_hits ORDER BY rank")[0][0]
    assert paths(results)[0].endswith(first)


def test_the_same_pages_again_change_nothing(tmp_path: Path) -> None:
    save(tmp_path / "saved", "si.html", paths(asked("a1-foodtech-01"))[0])
    first, second = take_in(tmp_path), take_in(tmp_path)
    assert first.summary["records"]["new"] == 1
    assert second.summary["records"]["unchanged"] == 1


def test_an_older_page_does_not_overwrite_a_newer_reading(tmp_path: Path) -> None:
    path = paths(asked("a1-foodtech-01"))[0]
    save(tmp_path / "saved", "x.html", path)
    take_in(tmp_path)
    (tmp_path / "saved" / "x.html").write_text(
        (tmp_path / "saved" / "x.html").read_text("utf-8").replace("</h1>", " as it was</h1>", 1), "utf-8"
    )
    os.utime(tmp_path / "saved" / "x.html", (1_700_000_000, 1_700_000_000))
    again = take_in(tmp_path)
    (page,) = again.told
    assert (again.exit_status, page.outcome) == (3, "not read")
    assert "2023-11-14" in page.reason
    assert rows(tmp_path, "SELECT COUNT(*) FROM v1_statements WHERE value LIKE '%as it was%'") == [(0,)]


def test_regions_need_no_address(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    for nuts, path in (
        ("liferay", "/region-page-test/-/regions/SE321"),
        ("legacy", "/regions/ITC4/tags/ITC4"),
        ("observatory", "/regional_policy/assets/s3-observatory/regions/itc1.html"),
    ):
        (saved / f"{nuts}.html").write_text(SITE.get(path).text, "utf-8")
    run = take_in(tmp_path, "eyeris3")
    assert (run.exit_status, run.summary["records"]["new"]) == (0, 3)
    titles = rows(tmp_path, "SELECT COUNT(*) FROM v1_region_priorities WHERE nuts = 'SE321'")
    assert titles == [(3,)]


def test_each_page_that_is_not_read_says_why(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "challenge.html").write_text("<title>Just a moment...</title><p>Verify you are human</p>", "utf-8")
    (saved / "nameless.html").write_text(SITE.get(paths(asked("a1-foodtech-01"))[0]).text, "utf-8")
    (saved / "table.xlsx").write_bytes(b"PK")
    (saved / "deep.html").write_text("<div>" * 20_000 + "<p>Testperson", "utf-8")
    reasons = {page.file: page.reason for page in take_in(tmp_path).told}
    assert "check for humans" in reasons["challenge.html"]
    assert "addresses.csv" in reasons["nameless.html"]
    assert "xlsx" in reasons["table.xlsx"]
    assert "deep" in reasons["deep.html"]
    table = harvest("import", "pages", "saved", "--source", "eccp", cwd=tmp_path)
    assert (table.status, "check for humans" in " ".join(table.out.split())) == (3, True)


def test_an_archive_that_is_read_again_gives_what_the_run_gave(tmp_path: Path) -> None:
    with running() as replica:
        first = harvest("run", "--json", "--only", "govtech", *at(replica.url), cwd=tmp_path).json
    (archive,) = (tmp_path / "harvest-archive").iterdir()
    second = import_pages(archive, "eccp", f"sqlite:///{tmp_path / 'again.db'}").summary
    columns = ("reported", "harvested", "distinct", "new", "status")
    once, again = (
        {one["strategy"]: tuple(one[name] for name in columns) for one in run["searches"]} for run in (first, second)
    )
    assert len(once) > 3
    assert {strategy: again.get(strategy) for strategy in once} == once
    assert first["records"]["new"] == second["records"]["new"] > 20


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere", "--source", "eccp"], "no such file"), ([".", "--source", "ekkp"], "no source is called"),
     ([".", "--source", "eccp"], "no saved page")],
)  # fmt: skip
def test_mistakes_end_with_status_2_and_write_nothing(tmp_path: Path, arguments: list[str], said: str) -> None:
    called = harvest("import", "pages", *arguments, cwd=tmp_path)
    assert (called.status, said in called.err, "Traceback" in called.err) == (2, True, False)
    assert list(tmp_path.iterdir()) == []
