"""The replica without a network: each request goes straight into the application."""

from __future__ import annotations

import asyncio

import httpx

from harvest.replica.app import build_app


class Site:
    """One application in one scenario, asked page by page."""

    def __init__(self, scenario: str = "plain") -> None:
        self._transport = httpx.ASGITransport(app=build_app(scenario))

    def get(self, address: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return asyncio.run(self._get(address, headers))

    async def _get(self, address: str, headers: dict[str, str] | None) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://replica.example") as client:
            return await client.get(address, headers=headers)
