"""What searches' pages say to today's readers, in place of what was stored of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, union, update

from harvest.again import card_sha256
from harvest.records import Item, OfferedValues, Page, PageRead, SearchEnded, SearchPageRead
from models.runs import Address, Hit, OfferedValue, Query, Search, SearchPage

_FAILED = ("failed", "blocked")


@dataclass(frozen=True, slots=True)
class Pages:
    """One run's pages, read again."""

    run_id: str
    sources: Collection[str]
    """Those whose pages could be read from the way in: of the others everything stands."""
    place: Mapping[Page, int]
    """The id of every page that was there to be read; some are of earlier runs, which this one relied on."""
    own: Collection[int]
    """Those that the run fetched itself."""
    lost: Collection[int]
    """Those that the archive does not have any more: what was read of them stands."""
    items: Iterable[Item]


def searches_of(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """The run's searches as they stand, whole rows."""
    rows = connection.execute(select(Search.__table__).where(Search.run_id == run_id)).mappings()
    return [dict(row) for row in rows]


def rewrite_searches(connection: Connection, pages: Pages, then: Iterable[Mapping[str, Any]]) -> None:
    """Claims, hits, pages and ends of every search whose pages are all there; those that no page ends are left open.

    ``then``: the searches as they stood. What failed then as now, and what is complete now as then, keeps its words.
    """
    on_lost = select(SearchPage.search_id).where(SearchPage.run_id == pages.run_id, SearchPage.page_id.in_(pages.lost))
    others = select(Query.search_id).where(Query.source.not_in(pages.sources))
    stand = set(connection.scalars(union(on_lost, others)))
    found: dict[str, list[SearchPageRead]] = {}
    ended: dict[str, SearchEnded] = {}
    for item in pages.items:
        if isinstance(item, SearchPageRead):
            found.setdefault(item.search_id, []).append(item)
        elif isinstance(item, SearchEnded):
            ended[item.search_id] = item
        elif isinstance(item, OfferedValues):
            _rewrite_offered(connection, pages, item)
    _rewrite_addresses(connection, pages)
    for before in then:
        search_id = before["search_id"]
        if search_id in stand:
            continue
        this = {"run_id": pages.run_id, "search_id": search_id}
        connection.execute(delete(Hit).filter_by(**this))
        connection.execute(delete(SearchPage).filter_by(**this))
        read, end = found.get(search_id, []), ended.get(search_id)
        said: dict[str, Any] = {"status": "running", "reason": "", "reading": None, "claimed_total": None}
        if read:
            claims = [page.claimed_total for page in read if page.claimed_total is not None]
            said |= {"claimed_total": claims[-1] if claims else None, "depth": read[-1].depth, "rung": read[-1].rung}
            _write_hits(connection, pages, read)
        if end is not None:
            as_then = end.status == before["status"] and end.status in (*_FAILED, "complete")
            said |= {"status": end.status, "reason": before["reason"] if as_then else end.reason, "rung": end.rung}
        connection.execute(update(Search).filter_by(**this).values(**said))


def end_as_then(connection: Connection, then: Iterable[Mapping[str, Any]]) -> None:
    """Times of searches as they stood; and those that nothing has ended, whole."""
    for row in then:
        this = {"run_id": row["run_id"], "search_id": row["search_id"]}
        times = {name: row[name] for name in ("started_at", "finished_at")}
        connection.execute(update(Search).filter_by(**this).values(**times))
        still_open = update(Search).filter_by(**this, status="running")
        connection.execute(still_open.values(**{name: value for name, value in row.items() if name not in this}))


def _write_hits(connection: Connection, pages: Pages, read: Iterable[SearchPageRead]) -> None:
    rows: dict[str, dict[str, Any]] = {}
    listing: dict[int, dict[str, Any]] = {}
    for page in read:
        page_id = pages.place[page.page]
        this = {"run_id": pages.run_id, "search_id": page.search_id, "page_id": page_id}
        if page_id in pages.own:
            listing[page_id] = this
        for hit in page.hits:
            told = {"rank": hit.rank, "url": hit.url, "name": hit.name, "card_sha256": card_sha256(hit)}
            rows.setdefault(hit.source_id, {**this, "source_id": hit.source_id, **told})
    if listing:
        connection.execute(insert(SearchPage), list(listing.values()))
    if rows:
        connection.execute(insert(Hit), list(rows.values()))


def _rewrite_addresses(connection: Connection, pages: Pages) -> None:
    connection.execute(delete(Address).where(Address.run_id == pages.run_id, Address.source.in_(pages.sources)))
    listed = [item for item in pages.items if isinstance(item, PageRead) and item.addresses]
    rows = {
        (item.page.source, source_id): {"changed_at_source": changed, "page_id": pages.place[item.page]}
        for item in listed
        for source_id, changed in item.addresses
    }
    found = [{"run_id": pages.run_id, "source": key[0], "source_id": key[1], **row} for key, row in rows.items()]
    if found:
        connection.execute(insert(Address), found)


def _rewrite_offered(connection: Connection, pages: Pages, item: OfferedValues) -> None:
    this = {"run_id": pages.run_id, "source": item.source}
    connection.execute(delete(OfferedValue).filter_by(**this))
    page_id = pages.place[item.page]
    rows = [{**this, "facet": facet, "value": value, "page_id": page_id} for facet, value in dict.fromkeys(item.values)]
    if rows:
        connection.execute(insert(OfferedValue), rows)
