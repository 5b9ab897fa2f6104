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

from watchers.addresses import is_address, is_loopback, is_public, reach_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
    Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
    Dial = Callable[[str, int, ssl.SSLContext | None, str], Awaitable[Streams]]

_LOOKUPS = 16
"""Names looked up at once."""
_MAX_TRIES = 4
"""Addresses of one name that are tried, in the resolver's order."""


class UnknownHost(Exception):
    """The name does not resolve."""


class ForbiddenAddress(Exception):
    """A public name with an address that is not public, or a loopback name with another one."""


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the addresses of a name.

    Raises:
        UnknownHost: The name has none, or nobody could be asked.
    """
    if is_address(host):
        # Nobody need be asked, in a thread, what an address means.
        return (host,)
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


async def dial(address: str, port: int, context: ssl.SSLContext | None, host: str) -> Streams:
    """Connect to an address.

    Args:
        address: As `resolve` answered it.
        port: There.
        context: How its certificate is judged; None: the connection is not encrypted.
        host: Whose certificate it must be.

    Raises:
        OSError: Nobody accepts it, or (SSLError) the certificate is not good.
    """
    name = host if context is not None else None
    return await asyncio.open_connection(address, port, ssl=context, server_hostname=name)


class Guard:
    """Leads to where a host's name says it lies, and nowhere else.

    Args:
        resolver: Answers the addresses of a name.
        dialler: Connects to one of them.
    """

    def __init__(self, resolver: Resolve = resolve, dialler: Dial = dial) -> None:
        self._resolve = resolver
        self.dial = dialler

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses of a host that may be connected to, in the order to try them.

        Raises:
            UnknownHost: The name does not resolve.
            ForbiddenAddress: It resolves to an address of another reach than its name.
        """
        found = await self._resolve(host, port)
        _check(host, found)
        return found[:_MAX_TRIES]


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
