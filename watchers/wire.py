"""httpx's transport: one request over one connection, HTTP/1.1 by h11 over asyncio's streams.

A poll asks each of many hosts once. A pool that weighs every connection against every request,
with locks and scopes of its own, costs several times what asking itself does: here a request takes
a kept connection of the same server, or makes one, and gives it back.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import h11
import httpx

from watchers.network import ForbiddenAddress, Guard, UnknownHost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

KEPT: Final = 10
"""Connections kept open for another request to the same server, over all servers."""
EXPIRY: Final = 30.0
"""Seconds for which they are kept."""
_READ: Final = 64 * 1024
"""Bytes read at once."""
_HEAD: Final = 100 * 1024
"""Bytes of a status line and its headers at most."""
_CONNECTED: Final = "connected"
"""The extension of a request that went out over a connection."""


def was_connected(request: httpx.Request) -> bool:
    """Whether a connection came about for a request, whatever became of it then."""
    return _CONNECTED in request.extensions


class _Server(NamedTuple):
    """Where a request goes."""

    scheme: str
    """http or https."""
    host: str
    """A name in ASCII, or an IP address without brackets."""
    port: int


@dataclass(frozen=True, slots=True)
class _Patience:
    """Seconds for each step of a request, as httpx hands them over; None: for ever."""

    connect: float | None = None
    read: float | None = None
    write: float | None = None


class Transport(httpx.AsyncBaseTransport):
    """Sends requests that have no body, and keeps some connections for a while.

    As many connections are open as there are requests under way: whoever asks bounds them, and
    the `pool` of httpx's timeouts has nothing to wait for.

    Args:
        guard: Decides which addresses a name may lead to, and connects.
        context: How certificates are judged.
        clock: Seconds, never going back; None: the event loop's.
    """

    def __init__(
        self,
        guard: Guard,
        context: ssl.SSLContext,
        *,
        clock: Callable[[], float] | None = None,
    ) -> None:
        context.set_alpn_protocols(["http/1.1"])
        self._guard = guard
        self._context = context
        self._clock = clock
        self._kept: list[_Connection] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of its answer is read as it comes.

        Raises:
            httpx.ConnectError: The name may not be led to or is unknown (its cause says which),
                nobody accepts the connection, or the handshake failed.
            httpx.TimeoutException: A step took longer than the request allows.
            httpx.LocalProtocolError: The request cannot be written as HTTP.
            httpx.RemoteProtocolError: The server closed the connection without a word, as one does
                that was kept for too long, or what came is not HTTP.
            httpx.ReadError: The connection broke.
        """
        patience = _patience(request)
        connection = await self._take(_server(request.url), patience)
        request.extensions[_CONNECTED] = True
        try:
            answer = await connection.ask(request, patience)
        except BaseException:
            connection.close()
            raise
        return httpx.Response(
            answer.status_code,
            headers=answer.headers.raw_items(),
            stream=_Body(connection, patience, self._give_back),
            extensions={
                "http_version": b"HTTP/" + answer.http_version,
                "reason_phrase": answer.reason,
            },
        )

    async def aclose(self) -> None:
        """Close what is kept."""
        for kept in self._kept:
            kept.close()
        self._kept.clear()
        # A closed socket is let go of in the loop's next turn.
        await asyncio.sleep(0)

    async def _take(self, server: _Server, patience: _Patience) -> _Connection:
        """A connection to a server: a kept one, or a new one."""
        now = self._now()
        # The one that was given back first expires first.
        while self._kept and self._kept[0].expires <= now:
            self._kept.pop(0).close()
        for kept in [kept for kept in self._kept if kept.server == server]:
            self._kept.remove(kept)
            if kept.usable:
                return kept
            kept.close()
        return await self._connect(server, patience)

    def _give_back(self, connection: _Connection) -> None:
        """Keep a connection whose answer was read to its end; close any other."""
        if not connection.rest():
            connection.close()
            return
        connection.expires = self._now() + EXPIRY
        self._kept.append(connection)
        if len(self._kept) > KEPT:
            self._kept.pop(0).close()

    async def _connect(self, server: _Server, patience: _Patience) -> _Connection:
        try:
            addresses = await self._guard.addresses(server.host, server.port)
        except (ForbiddenAddress, UnknownHost) as error:
            raise httpx.ConnectError(str(error)) from error
        failure: Exception = httpx.ConnectError(f"{server.host} has no address")
        context = self._context if server.scheme == "https" else None
        for address in addresses:
            try:
                # For each of them anew: one that is silent does not stand for the others.
                async with asyncio.timeout(patience.connect):
                    streams = await self._guard.dial(address, server.port, context, server.host)
                return _Connection(server, *streams)
            except ssl.SSLError as error:
                # Another address of the name would be no other server.
                raise httpx.ConnectError(str(error)) from error
            except TimeoutError:
                failure = httpx.ConnectTimeout(f"{address} does not answer")
            except OSError as error:
                failure = httpx.ConnectError(str(error))
        raise failure

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, packed as it was sent, and the connection that it comes over."""

    def __init__(
        self,
        connection: _Connection,
        patience: _Patience,
        give_back: Callable[[_Connection], None],
    ) -> None:
        self._connection: _Connection | None = connection
        self._patience = patience
        self._give_back = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        connection = self._connection
        if connection is None:
            raise httpx.StreamClosed
        while isinstance(event := await connection.event(self._patience), h11.Data):
            yield bytes(event.data)

    async def aclose(self) -> None:
        """Give the connection back, or close it where something of the body was not read."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._give_back(connection)


class _Connection:
    """An open connection to a server, used by one request at a time."""

    def __init__(
        self, server: _Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server = server
        self.expires = 0.0
        """When it is no longer worth keeping, by the transport's clock."""
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    @property
    def usable(self) -> bool:
        """Whether another request may be sent; not where the server closed it or spoke unasked."""
        return not self._writer.transport.is_closing() and _is_silent(self._reader)

    async def ask(self, request: httpx.Request, patience: _Patience) -> h11.Response:
        """Send a request, and read the status and the headers of its answer."""
        try:
            head = self._http.send(
                h11.Request(
                    method=request.method,
                    target=request.url.raw_path,
                    headers=request.headers.raw,
                )
            )
            self._http.send(h11.EndOfMessage())
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        self._writer.write(head or b"")
        try:
            async with asyncio.timeout(patience.write):
                await self._writer.drain()
        except TimeoutError as error:
            raise httpx.WriteTimeout("the server does not take the request") from error
        except OSError:
            # Some servers close while they are still being asked, and have answered all the same.
            pass
        while isinstance(event := await self.event(patience), h11.InformationalResponse):
            pass
        if not isinstance(event, h11.Response):
            raise httpx.RemoteProtocolError("an answer that is none")
        return event

    async def event(self, patience: _Patience) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        """What the server says next; never NEED_DATA."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                async with asyncio.timeout(patience.read):
                    data = await self._reader.read(_READ)
                if not data and self._http.their_state is h11.SEND_RESPONSE:
                    # The words that httpx's own transport has for it.
                    raise httpx.RemoteProtocolError(
                        "Server disconnected without sending a response."
                    )
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout("the server does not go on") from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        return event

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


def _is_silent(reader: asyncio.StreamReader) -> bool:
    """Whether reading would have to wait: nothing came, no end, no error."""
    reading = reader.read(1)
    try:
        reading.send(None)
    except (StopIteration, OSError):
        return False
    reading.close()
    return True


def _server(url: httpx.URL) -> _Server:
    port = url.port or (443 if url.scheme == "https" else 80)
    return _Server(url.scheme, url.raw_host.decode("ascii"), port)


def _patience(request: httpx.Request) -> _Patience:
    given: dict[str, float | None] = request.extensions.get("timeout", {})
    return _Patience(given.get("connect"), given.get("read"), given.get("write"))
