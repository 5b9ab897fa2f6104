"""One request over one connection: HTTP/1.1 by h11 over asyncio's streams.

A poll asks each of many hosts once. A pool that weighs every connection against every request,
with locks and scopes of its own, costs several times what asking itself does: here a request takes
a kept connection of the same server, or makes one, and gives it back.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import h11

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from watchers.network import Guard

KEPT: Final = 10
"""Connections kept open for another request to the same server, over all servers."""
EXPIRY: Final = 30.0
"""Seconds for which they are kept."""
_READ: Final = 64 * 1024
"""Bytes read at once."""
_HEAD: Final = 100 * 1024
"""Bytes of a status line and its headers at most."""


class NotSendable(Exception):
    """The request cannot be written as HTTP."""


class ConnectFailed(Exception):
    """Nobody accepts the connection, or the handshake failed; its cause says why."""


class ConnectTimeout(Exception):
    """Nobody accepted the connection in time."""


class BrokenOff(Exception):
    """The connection broke, or what came is not HTTP."""


class NoAnswer(BrokenOff):
    """The server closed the connection without a word: it may have been kept for too long."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a request goes."""

    scheme: str
    """http or https."""
    host: str
    """A name in ASCII, or an IP address without brackets."""
    port: int


class Connection:
    """An open connection to a server, used by one request at a time."""

    def __init__(
        self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server = server
        self.expires = 0.0
        """When it is no longer worth keeping, by the loop's clock."""
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    @property
    def usable(self) -> bool:
        """Whether another request may be sent; not where the server closed it meanwhile."""
        return not (self._reader.at_eof() or self._writer.transport.is_closing())

    async def ask(self, target: bytes, headers: Sequence[tuple[bytes, bytes]]) -> h11.Response:
        """Send a GET, and read the status and the headers of its answer.

        Raises:
            NoAnswer: The server closed the connection without a word.
            BrokenOff: It broke, or what came is not HTTP.
            NotSendable: The request cannot be written as HTTP.
        """
        try:
            request = h11.Request(method=b"GET", target=target, headers=list(headers))
        except h11.LocalProtocolError as error:
            raise NotSendable(str(error)) from error
        head = self._http.send(request)
        self._http.send(h11.EndOfMessage())
        # Some servers close while they are still being asked, and have answered all the same.
        with suppress(OSError):
            self._writer.write(head or b"")
            await self._writer.drain()
        while True:
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise BrokenOff("an answer that is none")

    async def body(self) -> AsyncIterator[bytes]:
        """The body of the answer as it comes, packed as it was sent.

        Raises:
            BrokenOff: It broke off.
        """
        while isinstance(event := await self._event(), h11.Data):
            yield bytes(event.data)

    def rest(self) -> bool:
        """Make ready for another request; False where the answer was not read to its end."""
        if self._http.their_state is h11.SEND_BODY:
            # A 304 has no body, and the end that follows at once was not asked for yet.
            with suppress(h11.RemoteProtocolError):
                self._http.next_event()
        done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        # What came unasked would be taken for the next answer.
        if not done or self._http.trailing_data[0]:
            return False
        self._http.start_next_cycle()
        return self.usable

    def close(self) -> None:
        """End it at once."""
        self._writer.transport.abort()

    async def _event(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        """What comes next; never NEED_DATA."""
        while True:
            try:
                event = self._http.next_event()
                if event is not h11.NEED_DATA:
                    return event
                data = await self._reader.read(_READ)
            except h11.RemoteProtocolError as error:
                raise BrokenOff(str(error)) from error
            except OSError as error:
                raise BrokenOff from error
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise NoAnswer("Server disconnected without sending a response")
            self._http.receive_data(data)


class Connections:
    """Makes connections, and keeps some for a while.

    Args:
        guard: Decides which addresses a name may lead to, and connects.
        context: How certificates are judged.
        patience: Seconds for a connection to be made, to each address of a name.
        clock: Seconds, never going back; None: the event loop's.
    """

    def __init__(
        self,
        guard: Guard,
        context: ssl.SSLContext,
        *,
        patience: float,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._guard = guard
        self._context = context
        self._patience = patience
        self._clock = clock
        self._kept: list[Connection] = []

    async def take(self, server: Server) -> Connection:
        """A connection to a server: a kept one, or a new one.

        Raises:
            UnknownHost, ForbiddenAddress: As `Guard.addresses`.
            ConnectFailed: Nobody accepts it, or the handshake failed.
            ConnectTimeout: It took too long.
        """
        now = self._now()
        for kept in tuple(self._kept):
            if not kept.usable or kept.expires <= now:
                self._kept.remove(kept)
                kept.close()
            elif kept.server == server:
                self._kept.remove(kept)
                return kept
        return await self._connect(server)

    def give_back(self, connection: Connection) -> None:
        """Keep a connection whose answer was read to its end; close any other."""
        if not connection.rest():
            connection.close()
            return
        connection.expires = self._now() + EXPIRY
        self._kept.append(connection)
        if len(self._kept) > KEPT:
            self._kept.pop(0).close()

    async def aclose(self) -> None:
        """Close what is kept."""
        for kept in self._kept:
            kept.close()
        self._kept.clear()
        # A closed socket is let go of in the loop's next turn.
        await asyncio.sleep(0)

    async def _connect(self, server: Server) -> Connection:
        failure: Exception = ConnectFailed(f"{server.host} has no address")
        context = self._context if server.scheme == "https" else None
        for address in await self._guard.addresses(server.host, server.port):
            try:
                async with asyncio.timeout(self._patience):
                    streams = await self._guard.dial(address, server.port, context, server.host)
                return Connection(server, *streams)
            except ssl.SSLError as error:
                # Another address of the name would be no other server.
                raise ConnectFailed(str(error)) from error
            except TimeoutError:
                failure = ConnectTimeout(address)
            except OSError as error:
                failure = ConnectFailed(str(error))
        raise failure

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()
