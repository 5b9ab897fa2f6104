"""Connections that are looked at before they are made.

A name can resolve to one address while it is checked and to another when it is used. Here it is
resolved once, every answer is checked, and the connection is made to a checked address.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING

import httpcore
from httpcore import AnyIOBackend

from watchers.addresses import is_loopback, is_public, reach_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]

_LOOKUPS = 16
"""Names looked up at once."""
_MAX_TRIES = 4
"""Addresses of one name that are tried, in the resolver's order."""


class UnknownHost(httpcore.ConnectError):
    """The name does not resolve."""


class ForbiddenAddress(httpcore.ConnectError):
    """A public name with an address that is not public, or a loopback name with another one."""


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the addresses of a name.

    Raises:
        UnknownHost: The name has none, or nobody could be asked.
    """
    loop = asyncio.get_running_loop()
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await loop.run_in_executor(_threads(), ask)
    except (OSError, UnicodeError) as error:
        raise UnknownHost(str(error)) from error
    return tuple(dict.fromkeys(str(row[4][0]) for row in found))


@cache
def _threads() -> ThreadPoolExecutor:
    # A name whose servers are silent holds its thread for half a minute: the loop's own few threads
    # would be held by a handful of such names, and reading waits for those.
    return ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="look-up")


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to where a host's name says it lies, and nowhere else."""

    def __init__(
        self,
        resolver: Resolve = resolve,
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolve = resolver
        self._dial = dial or AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check, connect; the first address that answers wins.

        Raises:
            UnknownHost: The name does not resolve.
            ForbiddenAddress: It resolves to an address of another reach than its name.
            httpcore.ConnectError: Nobody answers there.
        """
        addresses = await self._resolve(host, port)
        _check(host, addresses)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses[:_MAX_TRIES]:
            try:
                return await self._dial.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between retries."""
        await asyncio.sleep(seconds)


def _check(host: str, addresses: tuple[str, ...]) -> None:
    reach = reach_of(host)
    for address in addresses:
        fits = {
            "public": is_public(address),
            "loopback": is_loopback(address),
            "private": True,
        }[reach]
        if not fits:
            raise ForbiddenAddress(f"{host} leads to {address}")
