"""A store for what the crawl keeps in it."""

from tests.support.fixtures import database_url, engine

__all__ = ["database_url", "engine"]
