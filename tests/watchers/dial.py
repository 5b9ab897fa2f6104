"""Connections for the tests: names on the public network that lead to this machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


class Dial:
    """Connects to the newsstand whatever address it is given, and remembers the address."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    async def __call__(
        self, address: str, port: int, context: ssl.SSLContext | None, host: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.dialled.append(address)
        return await asyncio.open_connection("127.0.0.1", port)
