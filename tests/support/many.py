"""A store of many invented organisations, written past the pipelines: what takes long shows only in one of these."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, insert

from harvest.normalise.nuts import regions
from models.base import Base, utc_text
from tests.support.store import MONDAY, TUESDAY, opened, plan, query, strategy

PRIORITIES = 9
_AT = utc_text(TUESDAY)
_AT_ONCE = 2_000
_WORDS = "A cluster organisation for things that are worth a sentence or two & a few more words. " * 3
_REGIONS = sorted(code for code, one in regions().items() if len(code) == 5 and one.country in ("SE", "DE", "FR"))
_TICKED = ("Manufacturing", "Construction", "Health", "Transport", "Energy supply", "Education", "Agro food", "Design")
Row = dict[str, Any]


def fill(engine: Engine, organisations: int) -> str:
    """One run over nine priorities that found so many; every other one is screened, one in twenty has two records.

    Gives the run's id. The same in every run.
    """
    asked = [query(f"word{n}") for n in range(PRIORITIES)]
    wanted = [strategy(f"strategy{n}", [one], priority=f"p{n}") for n, one in enumerate(asked)]
    run = plan(*wanted, queries=asked)
    opened(engine, run).close_run(TUESDAY)
    with engine.begin() as connection:
        first = _page(run.run_id, 1)
        _write(connection, "pages", [first])
        search_ids = [one.search_id for one in asked]
        for table in ("organisations", "pages", "records", "visits", "statements", "hits"):
            rows = _rows(table, organisations, run.run_id, search_ids)
            _write(connection, table, rows)
        screened = range(0, organisations, 2)
        _write(connection, "screenings", (_screening(n) for n in screened))
        _write(connection, "screening_priorities", (_priority(n) for n in screened))
        _write(connection, "screening_records", (_screened(n) for n in screened))
    return run.run_id


def _write(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        connection.execute(insert(Base.metadata.tables[table]), some)


def _rows(table: str, organisations: int, run_id: str, search_ids: list[str]) -> Iterator[Row]:
    dice = random.Random(7)
    for n in range(organisations):
        organisation_id = f"org-{n:012x}"
        if table == "organisations":
            yield {"organisation_id": organisation_id}
            continue
        for slug in (f"node-{n}", *([f"twin-{n}"] if n % 20 == 0 else [])):
            record_id, page_id = f"eccp/{slug}", 2 * n + 2 + slug.startswith("twin")
            url = f"https://platform.example/content/{slug}"
            if table == "pages":
                yield _page(run_id, page_id, url)
            elif table == "records":
                yield {
                    "record_id": record_id, "source": "eccp", "source_id": slug, "kind": "organisation", "url": url,
                    "organisation_id": organisation_id, "content_sha256": "a",
                }  # fmt: skip
            elif table == "visits":
                yield {
                    "run_id": run_id, "record_id": record_id, "outcome": "new", "reason": "", "page_id": page_id,
                    "at": _AT,
                }  # fmt: skip
            elif table == "statements":
                for field, value in _said(n, dice):
                    how = "known facet value" if field == "sector" else "as printed"
                    yield {
                        "record_id": record_id, "field": field, "value": value, "original": value, "how": how,
                        "place": None, "first_page_id": page_id, "closed_page_id": None,
                    }  # fmt: skip
            else:
                for one in {n % PRIORITIES, *([n * 7 % PRIORITIES] if n % 8 == 0 else [])}:
                    yield {
                        "run_id": run_id, "search_id": search_ids[one], "source_id": slug, "rank": n + 1, "url": url,
                        "name": slug, "page_id": 1, "card_sha256": None,
                    }  # fmt: skip


def _said(n: int, dice: random.Random) -> Iterator[tuple[str, str]]:
    nuts = dice.choice(_REGIONS)
    yield from {
        "name": f"Cluster of things number {n}", "type": "cluster", "country": nuts[:2], "nuts": nuts,
        "region_as_printed": "Region as printed", "description": _WORDS, "email": f"info@cluster{n}.example",
        "homepage": f"https://www.cluster{n}.example/en", "year_established": str(dice.randint(1950, 2025)),
        "members_total": str(dice.randint(1, 400)), "members_sme": "30", "members_large": "4",
        "members_research": "5",
    }.items()  # fmt: skip
    if n % 5 == 0:
        yield "label", "gold"
    for value in dice.sample(_TICKED, 5):
        yield "sector", value


def _page(run_id: str, page_id: int, url: str = "https://platform.example/search") -> Row:
    return {
        "page_id": page_id, "run_id": run_id, "source": "eccp", "url": url, "request_key": f"GET {page_id}",
        "fetched_at": utc_text(MONDAY), "http_status": 200, "sha256_fetched": f"{page_id:064x}",
        "sha256_archived": f"{page_id:064x}", "archive_file": "harvest.warc.gz", "archive_offset": 0,
        "archive_length": 100, "etag": None, "last_modified": None,
    }  # fmt: skip


def _screening(n: int) -> Row:
    return {
        "screening_id": n + 1, "tier": "full", "role": "research", "description": "Own words about it.",
        "reason": "fits", "origin": "command", "decided_by": "person: analyst", "decided_at": _AT,
        "fingerprint": f"{n:016x}",
    }  # fmt: skip


def _priority(n: int) -> Row:
    return {"screening_id": n + 1, "rank": 1, "priority": f"p{n % PRIORITIES}"}


def _screened(n: int) -> Row:
    return {"screening_id": n + 1, "record_id": f"eccp/node-{n}", "content_sha256": "a", "undone_at": None}
