"""Requests, pages, hits and the ends of searches."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, insert, literal, select, update

from harvest.again import card_sha256
from harvest.records import HitsHeld, OfferedValues, Page, PageRead, SearchEnded, SearchPageRead
from models.base import utc_text
from models.runs import Address, Hit, OfferedValue, Search, SearchPage, SentRequest
from models.runs import Page as PageRow


def write_request(connection: Connection, run_id: str, source: str, url: str, sent_at: str) -> None:
    """One request left this machine. The only item that is not idempotent: sent twice, it is two requests."""
    last = connection.scalar(select(func.max(SentRequest.n)).where(SentRequest.run_id == run_id)) or 0
    connection.execute(insert(SentRequest).values(run_id=run_id, n=last + 1, source=source, url=url, sent_at=sent_at))


def write_page(connection: Connection, run_id: str, page: Page) -> tuple[int, bool]:
    """The page's id, and whether it is new in this run."""
    this = {
        "run_id": run_id, "source": page.source, "request_key": page.request_key,
        "sha256_archived": page.sha256_archived,
    }  # fmt: skip
    known = connection.scalar(_PAGE, this)
    if known is not None:
        return known, False
    added = connection.execute(
        insert(PageRow).values(
            run_id=run_id,
            source=page.source,
            url=page.url,
            request_key=page.request_key,
            fetched_at=utc_text(page.fetched_at),
            http_status=page.http_status,
            sha256_fetched=page.sha256_fetched,
            sha256_archived=page.sha256_archived,
            archive_file=page.archive_file,
            archive_offset=page.archive_offset,
            archive_length=page.archive_length,
            etag=page.etag or None,
            last_modified=page.last_modified or None,
        )
    )
    key = added.inserted_primary_key
    if key is None:
        raise RuntimeError("a page was inserted and got no key")
    page_id: int = key[0]
    return page_id, True


def write_page_read(connection: Connection, run_id: str, item: PageRead) -> None:
    """The page, and the records' addresses that it lists; of an earlier run's page these alone."""
    page = item.page
    same = (
        PageRow.source == page.source,
        PageRow.request_key == page.request_key,
        PageRow.sha256_archived == page.sha256_archived,
        PageRow.fetched_at == utc_text(page.fetched_at),
    )
    page_id = connection.scalar(select(func.max(PageRow.page_id)).where(*same)) if item.addresses else None
    if page_id is None:
        page_id, _ = write_page(connection, run_id, page)
    this = {"run_id": run_id, "source": page.source}
    known = set(connection.scalars(select(Address.source_id).filter_by(**this)))
    rows = [
        {**this, "source_id": source_id, "changed_at_source": changed, "page_id": page_id}
        for source_id, changed in dict(item.addresses).items()
        if source_id not in known
    ]
    if rows:
        connection.execute(insert(Address), rows)


def write_search_page(connection: Connection, run_id: str, item: SearchPageRead) -> None:
    """A page of results: its hits, and the source's claim if the page is a new one of this search.

    A record that a search lists twice (its pages shifted while they were read) is one hit, at its first rank.
    """
    page_id, _ = write_page(connection, run_id, item.page)
    this_search = (Search.run_id == run_id, Search.search_id == item.search_id)
    link = {"run_id": run_id, "search_id": item.search_id, "page_id": page_id}
    if connection.execute(select(SearchPage.page_id).filter_by(**link)).first() is None:
        connection.execute(insert(SearchPage).values(**link))
        started = func.coalesce(Search.started_at, utc_text(item.page.fetched_at))
        connection.execute(update(Search).where(*this_search).values(started_at=started))
        if item.claimed_total is not None:
            connection.execute(update(Search).where(*this_search).values(claimed_total=item.claimed_total))
    # A page that told a total may be read once more for all that it lists, when a source is read whole after all.
    asked = (Search.rung.is_distinct_from(item.rung)) | (Search.depth != item.depth)
    connection.execute(update(Search).where(*this_search, asked).values(rung=item.rung, depth=item.depth))
    known = set(connection.scalars(select(Hit.source_id).where(Hit.run_id == run_id, Hit.search_id == item.search_id)))
    rows: dict[str, dict[str, object]] = {}
    for hit in item.hits:
        if hit.source_id not in known:
            rows.setdefault(
                hit.source_id,
                {
                    "run_id": run_id,
                    "search_id": item.search_id,
                    "source_id": hit.source_id,
                    "rank": hit.rank,
                    "url": hit.url,
                    "name": hit.name,
                    "page_id": page_id,
                    "card_sha256": card_sha256(hit),
                },
            )
    if rows:
        connection.execute(insert(Hit), list(rows.values()))


def hold_hits(connection: Connection, run_id: str, item: HitsHeld) -> None:
    """The hits of an earlier run that this one has not read itself, each on the page that listed it then."""
    names = [column.name for column in Hit.__table__.columns if column.name != "run_id"]
    here = select(Hit.source_id).where(Hit.run_id == run_id, Hit.search_id == item.search_id)
    earlier = select(literal(run_id), *(Hit.__table__.columns[name] for name in names)).where(
        Hit.run_id == item.run_id, Hit.search_id == item.search_id, Hit.source_id.not_in(here)
    )
    connection.execute(insert(Hit).from_select(["run_id", *names], earlier))


def write_offered(connection: Connection, run_id: str, item: OfferedValues) -> None:
    """The page with a source's filters, and every value that they offer."""
    page_id, _ = write_page(connection, run_id, item.page)
    this = (OfferedValue.run_id == run_id, OfferedValue.source == item.source)
    known = {tuple(row) for row in connection.execute(select(OfferedValue.facet, OfferedValue.value).where(*this))}
    fresh = [
        {"run_id": run_id, "source": item.source, "facet": facet, "value": value, "page_id": page_id}
        for facet, value in dict.fromkeys(item.values)
        if (facet, value) not in known
    ]
    if fresh:
        connection.execute(insert(OfferedValue), fresh)


def mark_search(connection: Connection, run_id: str, search_id: str, doubt: str) -> None:
    """Say why what a search means is in doubt; empty takes the doubt back."""
    this = (Search.run_id == run_id, Search.search_id == search_id)
    connection.execute(update(Search).where(*this).values(semantics=doubt))


def end_search(connection: Connection, run_id: str, item: SearchEnded, now: str) -> None:
    """A search is over; saying so twice changes nothing, saying otherwise later (on a resume) counts."""
    connection.execute(
        update(Search)
        .where(
            Search.run_id == run_id,
            Search.search_id == item.search_id,
            (Search.status != item.status) | (Search.reason != item.reason),
        )
        .values(
            status=item.status,
            reason=item.reason,
            rung=item.rung,
            started_at=func.coalesce(Search.started_at, now),
            finished_at=now,
        )
    )


_PAGE = select(PageRow.page_id).where(
    *(
        PageRow.__table__.columns[name] == bindparam(name)
        for name in ("run_id", "source", "request_key", "sha256_archived")
    )
)
"""Put together once: a list has a row after another of one page."""
