# ruff: noqa: ASYNC109 - the signature of `Dial.connect_tcp` is httpcore's
"""Connections for the tests: names on the public network that lead to this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Iterable


class Dial(httpcore.AsyncNetworkBackend):
    """Connects to the newsstand whatever address it is given, and remembers the address."""

    def __init__(self) -> None:
        self.dialled: list[str] = []
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.dialled.append(host)
        return await self._real.connect_tcp("127.0.0.1", port, timeout)
