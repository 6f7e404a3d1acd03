"""Asks the marking page without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

PORT = 8870
SITE = f"http://127.0.0.1:{PORT}"


class Client:
    """Asks the application without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app
        transport = httpx.ASGITransport(app)
        self._client = httpx.AsyncClient(transport=transport, base_url=SITE, follow_redirects=True)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def get(self, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._client.get(path, **options))

    def post(self, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._client.post(path, **options))
