"""``harvest probe``: against the replica, against nobody, and over saved pages."""

from __future__ import annotations

import itertools
import json
import tomllib
from pathlib import Path

import pytest

from harvest.inspection import Wanted, exit_status
from harvest.plan import make_plan
from harvest.probe import inspect_source
from harvest.replica.content import content
from harvest.replica.serve import running
from harvest.sources import load_source
from harvest.strategy import load
from tests.replica.site import Site
from tests.support.command import at, harvest

LIVE = load_source("eccp").address
SITE = Site()
WANTED = Wanted(make_plan([load()]).queries, "SE321")
OTHER_DRESS = {
    "search-result-item views-row": "teaser box-7",
    "views-row": "line",
    "/content/": "/clusters/",
    "/cluster-organisations/": "/clusters/",
    "view-header": "above",
    "S3 EU priority areas": "Smart fields of the EU",
    "Sectoral industries": "Branches of trade",
}


def test_the_plain_replica_is_as_expected_in_under_ten_requests_a_source() -> None:
    with running() as replica:
        probe = harvest("probe", "--json", *at(replica.url), cwd=Path.cwd())
        asked = [seen.path for seen in replica.requests]
    assert (probe.status, probe.err) == (0, "")
    assert {check["verdict"] for check in probe.json["checks"]} == {"as expected", "not there"}
    assert sum(probe.json["requests"].values()) == len(asked)
    assert max(probe.json["requests"].values()) < 10
    assert asked[0] == "/robots.txt"


def test_robots_txt_s_crawl_delay_is_kept() -> None:
    with running("crawl-delay") as replica:
        checks, _ = inspect_source("eccp", replica.url, WANTED, None, 0)
        times = [seen.at for seen in replica.requests]
    assert exit_status(checks) == 0
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.99


@pytest.mark.parametrize(
    ("scenario", "status", "said"),
    [
        ("not-search", 3, "no page of results"),
        ("robots-forbid", 3, "robots.txt forbids /search-results"),
        ("sitemap-only", 3, "answers 404"),
        ("no-search", 3, "no form with a text box"),
        ("login-wall", 3, "leads to a login"),
        ("renamed-labels", 0, "12 hits, 1400 claimed"),
        ("new-field", 0, "unread: Climate pledge"),
    ],
)
def test_what_is_not_as_expected_is_told(scenario: str, status: int, said: str) -> None:
    with running(scenario) as replica:
        checks, _ = inspect_source("eccp", replica.url, WANTED, None, 0)
    assert said in " ".join(check.found for check in checks)
    assert exit_status(checks) == status


def test_nobody_there_is_status_1_and_no_traceback(tmp_path: Path) -> None:
    probe = harvest("probe", *at("http://127.0.0.1:1"), cwd=tmp_path)
    assert (probe.status, probe.err) == (1, "")
    assert "could not ask" in " ".join(probe.out.split())


def test_somebody_s_site_is_not_asked_without_a_contact(tmp_path: Path) -> None:
    for arguments in ([], ["--freeze", f"{LIVE}/content/x"]):
        probe = harvest("probe", *arguments, cwd=tmp_path)
        assert (probe.status, "--contact" in probe.err, "Traceback" in probe.err) == (2, True, False)


def profile() -> str:
    """The address of a profile in the newer layout that names a person and a sector."""
    return next(
        one.path for one in content().organisations if one.layout == "B" and one.contact and one.sectors and one.s3
    )


def save(folder: Path, name: str, path: str, changes: dict[str, str] | None = None) -> Path:
    page = SITE.get(path).text
    address = LIVE + path
    for before, after in (changes or {}).items():
        page, address = page.replace(before, after), address.replace(before, after)
    file = folder / name
    file.write_text(f"<!-- saved from url=({len(address):04}){address} -->\n{page}", "utf-8")
    return file


def test_a_saved_page_is_described(tmp_path: Path) -> None:
    file = save(tmp_path, "profile.html", profile(), {"Established": "Mascot"})
    (page,) = harvest("probe", "--page", str(file), "--json", cwd=tmp_path).json
    assert (page["kinds"], page["source"], page["persons"], page["dated_by"]) == (
        ["profile"], "eccp", True, "the file's time",
    )  # fmt: skip
    assert "name" in {value["field"] for value in page["read"]}
    shown = harvest("probe", "--page", str(file), cwd=tmp_path)
    assert (shown.status, "Testperson" in shown.out) == (0, False)
    region = save(tmp_path, "region.html", "/region-page-test/-/regions/SE321")
    assert "Autonomous mobility" in harvest("probe", "--page", str(region), cwd=tmp_path).out
    (tmp_path / "challenge.html").write_text("<title>Just a moment...</title>", "utf-8")
    blocked = harvest("probe", "--page", "challenge.html", cwd=tmp_path)
    assert (blocked.status, "check for humans" in " ".join(blocked.out.split())) == (3, True)


def test_three_saved_pages_give_an_override_with_which_they_are_read(tmp_path: Path) -> None:
    form = save(tmp_path, "form.html", "/search-results", OTHER_DRESS)
    results = save(tmp_path, "results.html", "/search-results?page=1", OTHER_DRESS)
    page = save(tmp_path, "profile.html", profile(), OTHER_DRESS)
    suggested = harvest("probe", "--suggest", str(form), str(results), str(page), cwd=tmp_path)
    assert (suggested.status, suggested.err) == (0, "")
    table = tomllib.loads(suggested.out)["source"]["eccp"]
    assert table["facets"] == {"s3": ["Smart fields of the EU"], "sector": ["Branches of trade"]}
    (tmp_path / "harvest.toml").write_text(suggested.out, "utf-8")
    (hits,) = harvest("probe", "--page", str(results), "--source", "eccp", "--json", cwd=tmp_path).json
    assert "search" in hits["kinds"]
    assert len(hits["hits"]) == 12
    (read_with,) = harvest("probe", "--page", str(page), "--source", "eccp", "--json", cwd=tmp_path).json
    fields = {value["field"] for value in read_with["read"]}
    assert "sector" in fields
    assert not {"Smart fields of the EU", "Branches of trade"} & {value["label"] for value in read_with["unread"]}


def test_a_page_is_frozen_without_persons_and_with_its_expectation(tmp_path: Path) -> None:
    with running() as replica:
        url = f"{replica.url}{profile()}"
        command = ("probe", "--freeze", url, "--source", "eccp", "--into", "pages", "--delay", "0")
        frozen = harvest(*command, cwd=tmp_path)
        asked = [seen.path for seen in replica.requests]
        again = harvest(*command, cwd=tmp_path)
        gone = harvest("probe", "--freeze", f"{replica.url}/content/nobody", *command[3:], cwd=tmp_path)
    assert asked == ["/robots.txt", profile()]
    (folder,) = (tmp_path / "pages" / "eccp").iterdir()
    assert frozen.status == 0
    assert folder.name.startswith("profile-")
    page = (folder / "page.html").read_text("utf-8")
    assert "Testperson" not in page
    assert (folder / "address.txt").read_text("utf-8").strip() == url
    assert json.loads((folder / "expected.json").read_text("utf-8"))["values"]
    assert (again.status, "there already" in again.err) == (2, True)
    assert (gone.status, "answers 404" in gone.err) == (1, True)


def test_a_saved_page_is_frozen_without_asking(tmp_path: Path) -> None:
    file = save(tmp_path, "profile.html", profile())
    frozen = harvest("probe", "--page", str(file), "--freeze", LIVE + profile(), "--into", "pages", cwd=tmp_path)
    assert (frozen.status, frozen.err) == (0, "")
