"""The store as Scrapy uses it, and what it does when an item can't be stored."""

from __future__ import annotations

import asyncio

import pytest
from scrapy import Request, Spider, signals
from scrapy.utils.test import get_crawler
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from pipelines.store import StorePipeline
from tests.support.store import opened, plan, query, results, rows

FOOD, HEALTH = query("food"), query("health")


def test_an_item_for_a_search_that_was_never_planned_breaks_the_store(engine: Engine) -> None:
    store = opened(engine, plan(queries=[FOOD]))
    with pytest.raises(IntegrityError):
        store.put(results(HEALTH, "alfa"))
    assert isinstance(store.broken, IntegrityError)
    assert rows(engine, "SELECT * FROM pages") == []


def test_the_pipeline_stores_items_and_counts_requests(engine: Engine) -> None:
    store = opened(engine, plan(queries=[FOOD]))
    crawler = get_crawler(settings_dict={"HARVEST_STORE": store})
    pipeline = StorePipeline.from_crawler(crawler)
    assert pipeline.store is store, "Scrapy copies its settings, but there is one store"

    item = results(FOOD, "alfa")
    assert asyncio.run(pipeline.process_item(item)) is item
    assert len(rows(engine, "SELECT * FROM v1_hits")) == 1

    spider = Spider(name="eccp")
    for path in ("robots.txt", "alfa", "alfa"):
        request = Request(f"http://127.0.0.1:8000/{path}")
        crawler.signals.send_catch_log(signals.request_reached_downloader, request=request, spider=spider)
    assert rows(engine, "SELECT requests FROM v1_runs") == [{"requests": 3}]
    assert rows(engine, "SELECT n, source FROM requests ORDER BY n") == [{"n": n, "source": "eccp"} for n in (1, 2, 3)]
