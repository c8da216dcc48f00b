"""The catalogue, from the command line to the views."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections import Counter
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from harvest.strategy import load
from tests.end_to_end.conftest import Harvested
from tests.support.command import harvest

PUBLISHED = [1, 1, 30, 2, 3, 5, 20, 4, 18, 4, 61, 525]


def test_what_is_not_complete_is_capped_and_the_books_balance(harvested: Harvested) -> None:
    for run in (harvested.first, harvested.second):
        assert (run.status, run.json["status"], run.json["balanced"], run.json["leaks"]) == (3, "partial", True, [])
        assert {search["status"] for search in run.json["searches"]} == {"complete", "capped"}


def test_the_twelve_searches_give_the_published_counts(harvested: Harvested) -> None:
    searches = [search for search in harvested.first.json["searches"] if (search["strategy"] or "").startswith("a1-")]
    order = {one.id: place for place, one in enumerate(load().strategy)}
    searches.sort(key=lambda search: order[search["strategy"]])
    assert [search["reported"] for search in searches] == PUBLISHED
    assert [search["harvested"] for search in searches] == PUBLISHED


def test_both_govtech_hits_are_one_organisation_at_home(harvested: Harvested) -> None:
    sql = (
        "SELECT reported_hits, distinct_organisations, external_organisations FROM v1_yield"
        " WHERE run_id = ? AND strategy = 'a1-govtech-01'"
    )
    assert harvested.rows(sql, harvested.first_run) == [(2, 1, 0)]


def test_search_six_holds_search_five(harvested: Harvested) -> None:
    sql = "SELECT record_id FROM v1_strategy_hits WHERE run_id = ? AND strategy = ?"
    five = set(harvested.rows(sql, harvested.first_run, "a1-govtech-02"))
    six = set(harvested.rows(sql, harvested.first_run, "a1-govtech-03"))
    assert (len(five), len(six), five < six) == (3, 5, True)


def test_a_record_of_several_searches_is_several_hits_and_one_request(harvested: Harvested) -> None:
    hits = harvested.rows("SELECT record_id, COUNT(*) FROM v1_hits WHERE run_id = ? GROUP BY 1", harvested.first_run)
    assert max(count for _, count in hits) > 1
    profiles = Counter(seen.path for seen in harvested.requests if not seen.path.startswith("/search-results"))
    assert set(profiles.values()) == {1} | ({2} if profiles["/robots.txt"] == 2 else set())
    assert [path for path, count in profiles.items() if count > 1] in ([], ["/robots.txt"])


def test_no_page_of_results_is_asked_twice(harvested: Harvested) -> None:
    pages = Counter(seen.path for seen in harvested.requests if seen.path.startswith("/search-results"))
    assert [path for path, count in pages.items() if count > 1] == []


def test_the_server_and_the_store_count_the_same_requests(harvested: Harvested) -> None:
    assert harvested.first.json["requests"] == len(harvested.requests)


def test_a_second_run_adds_hits_and_nothing_else(harvested: Harvested) -> None:
    records = harvested.second.json["records"]
    assert (records["new"], records["changed"], records["refused"]) == (0, 0, 0)
    assert records["unchanged"] > 100
    assert {table: count for table, count in harvested.after.items() if table != "hits"} == {
        table: count for table, count in harvested.before.items() if table != "hits"
    }
    again = harvested.rows("SELECT COUNT(*) FROM hits WHERE run_id = ?", harvested.second.json["run"])[0][0]
    assert harvested.after["hits"] - harvested.before["hits"] == again > 0


def test_every_shown_value_has_its_statement(harvested: Harvested) -> None:
    columns = (
        "name native_name type country nuts region_as_printed homepage source_url description year_established"
        " members_total members_sme members_large members_research label"
    ).split()
    for column in columns:
        shown = harvested.rows(f"SELECT COUNT(*) FROM v1_organisations WHERE {column} IS NOT NULL")[0][0]
        stated = harvested.rows(
            f"SELECT COUNT(*) FROM v1_organisations o WHERE {column} IS NOT NULL AND EXISTS (SELECT 1 FROM"
            " v1_statements s WHERE s.organisation_id = o.organisation_id AND s.field = ?"
            f" AND s.value = CAST(o.{column} AS TEXT) AND s.page_url <> '' AND s.fetched_at <> ''"
            " AND LENGTH(s.page_sha256) = 64)",
            column,
        )[0][0]
        assert shown == stated > 0, column


def test_the_archive_holds_the_body_of_every_statement(harvested: Harvested) -> None:
    places = harvested.rows(
        "SELECT DISTINCT p.sha256_archived, p.archive_file, p.archive_offset, p.archive_length FROM statements s"
        " JOIN pages p ON p.page_id = s.first_page_id ORDER BY p.archive_file, p.archive_offset"
    )
    assert len(places) > 600
    for sha256, name, offset, length in places:
        body = archived(harvested.folder / "harvest-archive" / name, offset, length)
        assert hashlib.sha256(body).hexdigest() == sha256


def test_no_person_is_in_the_database_or_the_archive(harvested: Harvested) -> None:
    assert harvested.rows("SELECT COUNT(*) FROM statements WHERE original LIKE '%Testperson%'") == [(0,)]
    assert harvested.rows("SELECT COUNT(*) FROM unread WHERE original LIKE '%Testperson%'") == [(0,)]
    for archive in (harvested.folder / "harvest-archive").iterdir():
        text = gzip.decompress(archive.read_bytes()).decode("utf-8", "replace")
        assert "testperson" not in text.lower(), archive.name
        assert "+00 000" not in text
        assert "eccp" not in archive.name or "info" in text


def test_regions_have_their_declared_priorities(harvested: Harvested) -> None:
    titles = harvested.rows("SELECT title FROM v1_region_priorities WHERE nuts = 'SE321' ORDER BY title")
    assert titles == [
        ("Autonomous mobility",),
        ("Forest-based bioeconomy",),
        ("Renewable energy - Solar, wind, hydro and bioenergy power generation",),
    ]
    assert harvested.rows("SELECT nuts_level, country, name_sv FROM v1_regions WHERE nuts = 'SE321'") == [
        (3, "SE", "Västernorrland")
    ]


def test_yield_and_explain_answer_from_the_store(harvested: Harvested) -> None:
    shown = harvest("yield", "--run", harvested.first_run, cwd=harvested.folder)
    assert (shown.status, shown.err) == (0, "")
    assert max(len(line) for line in shown.out.splitlines()) <= 80
    tree = harvest("explain", "bron innovation", cwd=harvested.folder)
    assert tree.status == 0
    for word in ("eccp/bron-innovation", "sha256", "a1-govtech-01", "same", harvested.first_run):
        assert word in tree.out
    (trail,) = harvest("explain", "BRON INNOVATION", "--json", cwd=harvested.folder).json
    assert {record["record_id"] for record in trail["records"]} == {
        "eccp/bron-innovation",
        "eccp/bron-innovation-govtech-sweden",
    }


def test_the_readme_shows_what_the_demo_prints(harvested: Harvested) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    printed = readme.partition("```text\n")[2].partition("\n```")[0]
    shown = harvest("yield", "--published", "--run", harvested.first_run, cwd=harvested.folder).out
    assert printed == "\n".join(line.rstrip() for line in shown.partition("\nWhat to ask")[0].rstrip().splitlines())


def test_a_plan_is_priced_by_what_the_sites_claimed(harvested: Harvested) -> None:
    plan = harvest("plan", "--json", cwd=harvested.folder).json
    told = {query["query"]: query for query in plan["queries"] if query["source"] == "eccp"}
    assert told["additive manufacturing"]["hits"] == 525
    assert told["industry"]["note"] == "unmanageable: one page" or told["industry"]["pages"] >= 1
    assert plan["totals_from"] == "as the sites last claimed"
    # A page that a probe and a search share is one page; records are bounded by what the platform has.
    asked = [seen for seen in harvested.requests if seen.path != "/robots.txt"]
    assert len(asked) <= plan["requests"]
    assert sum(seen.path.startswith("/search-results?") for seen in asked) <= plan["pages"]


def archived(archive: Path, offset: int, length: int) -> bytes:
    """The body of the one record that lies at this place."""
    with archive.open("rb") as file:
        file.seek(offset)
        member = io.BytesIO(file.read(length))
    bodies = [record.content_stream().read() for record in ArchiveIterator(member) if record.rec_type == "response"]
    assert len(bodies) == 1
    body: bytes = bodies[0]
    return body
