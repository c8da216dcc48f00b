"""What a harvest meets that is not as it should be: one clear message, the contract's status, nothing half-written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from harvest.replica.serve import running
from harvest.strategy import load
from tests.support.command import at, harvest
from tests.support.manners import polite

ONLY = ("--only=a1-foodtech-01", "--only=a1-foodtech-02", "--only=a1-foodtech-03")


@pytest.mark.parametrize(
    ("scenario", "status", "word"),
    [("not-search", "changed", "no search page"), ("robots-forbid", "blocked", "robots.txt")],
)
def test_a_site_that_gives_no_answer(scenario: str, status: str, word: str, tmp_path: Path) -> None:
    with running(scenario) as replica:
        run = harvest("run", "--json", "--mode=site", *ONLY, *at(replica.url), cwd=tmp_path)
        assert not [seen for seen in replica.requests if seen.path.startswith("/content/")]
        polite(replica)
    assert (run.status, run.err) == (3, "")
    assert {(search["status"], word in search["reason"]) for search in run.json["searches"]} == {(status, True)}


def test_an_unreachable_address_fails_without_a_traceback(tmp_path: Path) -> None:
    run = harvest("run", "--json", *at("http://127.0.0.1:1"), cwd=tmp_path)
    assert (run.status, run.err, run.json["status"]) == (3, "", "failed")
    assert all("refused" in search["reason"] for search in run.json["searches"])
    connection = sqlite3.connect(tmp_path / "harvest.db")
    assert connection.execute("SELECT COUNT(*) FROM v1_hits").fetchone() == (0,)
    assert connection.execute("SELECT COUNT(*) FROM v1_searches WHERE status <> 'failed'").fetchone() == (0,)
    connection.close()


def test_server_errors_are_asked_again(tmp_path: Path) -> None:
    with running("flaky") as replica:
        run = harvest("run", "--json", *ONLY, *at(replica.url), cwd=tmp_path)
        polite(replica)
    assert (run.status, run.json["records"]["new"], run.json["records"]["refused"]) == (0, 32, 0)
    assert run.json["requests"] > run.json["pages"] + 1


def test_a_profile_that_can_not_be_read_is_refused_by_name(tmp_path: Path) -> None:
    with running("broken-profile") as replica:
        run = harvest("run", "--json", *ONLY, *at(replica.url), cwd=tmp_path)
    assert (run.status, run.json["balanced"]) == (0, True)
    (refusal,) = run.json["refusals"]
    assert refusal["outcome"] == "refused"
    assert "expected exactly one of 'h1', found 0" in refusal["reason"]


def test_crawl_delay_is_the_least_pause_whatever_the_user_says(tmp_path: Path) -> None:
    with running("crawl-delay", most=3) as replica:
        options = ("--only=a1-govtech-01", "--mode=directory")
        run = harvest("run", "--json", *options, *at(replica.url), cwd=tmp_path)
        polite(replica)
    assert run.status == 0
    assert "Crawl-delay: 1" in replica.robots


def test_the_user_agent_names_the_contact(tmp_path: Path) -> None:
    with running() as replica:
        options = ("--only", "a1-foodtech-01", "--contact", "https://region.example/harvest")
        harvest("run", *options, *at(replica.url), cwd=tmp_path)
        agents = {seen.headers["user-agent"] for seen in replica.requests}
    assert len(agents) == 1
    assert "https://region.example/harvest" in agents.pop()


def test_mistakes_end_with_status_2_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(_packaged().replace('s3:"KETs/', 's3:"KITs/'), "utf-8")
    (tmp_path / "quote.toml").write_text(
        _packaged().replace("'\"public administration\"'", "'\"public administration'"), "utf-8"
    )
    mistakes = [
        (["run"], "--contact"),
        (["run", "--at", "eccp"], "NAME=URL"),
        (["run", "--only", "nothing"], "no such strategy"),
        (["run", "--source", "nothing"], "known are eccp, eyeris3"),
        (["run", "--strategies", "bad.toml"], "did you mean"),
        (["run", "--strategies", "quote.toml"], "quotation mark"),
        (["run", "--strategies", "missing.toml"], "missing.toml"),
        (["plan", "--strategies", "bad.toml"], "bad.toml:"),
    ]
    for arguments, word in mistakes:
        called = harvest(*arguments, cwd=tmp_path)
        assert called.status == 2, arguments
        assert word in called.err
        assert "Traceback" not in called.err
    assert {path.name for path in tmp_path.iterdir()} == {"bad.toml", "quote.toml"}


def test_a_database_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    assert harvest("db", "upgrade", cwd=tmp_path).status == 0
    connection = sqlite3.connect(tmp_path / "harvest.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = (tmp_path / "harvest.db").read_bytes()
    for arguments in (["run", *at("http://127.0.0.1:1")], ["yield"], ["db", "upgrade"], ["explain", "x"]):
        called = harvest(*arguments, cwd=tmp_path)
        assert called.status == 1
        assert "newer harvest" in called.err
        assert "Traceback" not in called.err
    assert (tmp_path / "harvest.db").read_bytes() == before


def _packaged() -> str:
    assert load().strategy
    return (Path(__file__).parents[2] / "harvest" / "strategies" / "vasternorrland.toml").read_text("utf-8")
